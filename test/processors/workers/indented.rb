# The HTML of each template of Haml or Slim, whose name stands on the first line.
Encoding.default_external = Encoding.default_internal = Encoding::UTF_8
$stdout.sync = true
LETTERS = { 'n' => "\n", 'r' => "\r" }.freeze

$stdin.each_line do |line|
  language, text = line.chomp.gsub(/\\(.)/) { LETTERS.fetch($1, $1) }.split("\n", 2)
  require language
  begin
    html = (language == 'haml' ? Haml::Template : Slim::Template).new { text }.render
  rescue StandardError, SyntaxError => e
    html = "<error>#{e.class}</error>"
  end
  puts html.gsub(/[\\\n\r]/, '\\' => '\\\\', "\n" => '\\n', "\r" => '\\r')
end
