-- The HTML of each document. The first line of a document is the name of its format.
for line in io.lines() do
  local text = line:gsub('\\(.)', function(letter) return letter == 'n' and '\n' or letter == 'r' and '\r' or letter end)
  local format, document = text:match('^([^\n]*)\n(.*)$')
  local done, html = pcall(function() return pandoc.write(pandoc.read(document, format), 'html') end)
  html = done and html or '<error>' .. tostring(html) .. '</error>'
  io.write((html:gsub('[\\\n\r]', { ['\\'] = '\\\\', ['\n'] = '\\n', ['\r'] = '\\r' })), '\n')
  io.stdout:flush()
end
