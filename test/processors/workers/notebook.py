"""Whether each notebook is valid, by its cells: what is wrong, or their texts as JSON."""

import json
import re
import sys

import nbformat

for line in sys.stdin:
    text = re.sub(r"\\(.)", lambda found: {"n": "\n", "r": "\r"}.get(found[1], found[1]), line.rstrip("\n"))
    try:
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
        answer = json.dumps([cell["source"] for cell in notebook["cells"]])
    except Exception as error:  # Whatever it complains of is the answer.
        answer = str(error)
    print(answer.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r"), flush=True)
