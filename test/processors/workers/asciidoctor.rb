# The HTML of each document.
require 'asciidoctor'

Encoding.default_external = Encoding.default_internal = Encoding::UTF_8
Asciidoctor::LoggerManager.logger.level = Logger::FATAL
$stdout.sync = true
LETTERS = { 'n' => "\n", 'r' => "\r" }.freeze

$stdin.each_line do |line|
  text = line.chomp.gsub(/\\(.)/) { LETTERS.fetch($1, $1) }
  html = Asciidoctor.convert(text, safe: :safe, attributes: 'env-github')
  puts html.gsub(/[\\\n\r]/, '\\' => '\\\\', "\n" => '\\n', "\r" => '\\r')
end
