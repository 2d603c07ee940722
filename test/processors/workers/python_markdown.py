"""What Python's Markdown makes of each document, with what MkDocs has it read besides."""

import re
import sys

from markdown import markdown

LETTERS = {"n": "\n", "r": "\r"}
EXTENSIONS = ["extra", "admonition", "pymdownx.details", "pymdownx.tabbed"]

sys.stdin.reconfigure(encoding="utf-8", newline="\n")
sys.stdout.reconfigure(encoding="utf-8", newline="\n")
for line in sys.stdin:
    text = re.sub(r"\\(.)", lambda found: LETTERS.get(found[1], found[1]), line.rstrip("\n"))
    html = markdown(text, extensions=EXTENSIONS)
    print(html.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"), flush=True)
