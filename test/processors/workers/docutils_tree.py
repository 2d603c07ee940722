"""Docutils' own tree of each document, as XML."""

import re
import sys

from docutils.core import publish_doctree

LETTERS = {"n": "\n", "r": "\r"}
SETTINGS = {"report_level": 2, "halt_level": 5, "warning_stream": False, "file_insertion_enabled": False}

sys.stdin.reconfigure(encoding="utf-8", newline="\n")
sys.stdout.reconfigure(encoding="utf-8", newline="\n")
for line in sys.stdin:
    text = re.sub(r"\\(.)", lambda found: LETTERS.get(found[1], found[1]), line.rstrip("\n"))
    xml = publish_doctree(text, settings_overrides=SETTINGS).asdom().documentElement.toxml()
    print(xml.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"), flush=True)
