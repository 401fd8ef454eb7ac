"""Checks executed notebooks without vfm's own code: every code cell ran, and none of them failed.

    python check_notebooks.py NOTEBOOK...
"""

import json
import re
import sys

# Exit statuses and signals of a cell's program, what the Go runtime says, and gonb's answer to an unknown
# command. Colours and other control characters may stand around them.
FAILED = re.compile(r'^(exit status \d+$|signal: .+$|panic: |fatal error: |"%.*" unknown or not implemented)', re.MULTILINE)
CONTROL = re.compile(r"\x1b\[[^@-~]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def problems(path):
    with open(path, encoding="utf-8") as file:
        cells = [c for c in json.load(file)["cells"] if c["cell_type"] == "code" and "".join(c["source"]).strip()]
    shown = 0
    for number, cell in enumerate(cells, 1):
        if cell["execution_count"] is None:
            yield f"code cell {number} was not executed"
        said = ""
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                yield f"code cell {number}: {output['evalue']}"
            elif output.get("name") == "stderr":
                said += "".join(output["text"])
            shown += output["output_type"] in ("display_data", "execute_result")
        if FAILED.search(CONTROL.sub("", said)):
            yield f"code cell {number}: {said}"
    if not shown:
        yield "none of its cells shows anything"


passed = failed = 0
for path in sys.argv[1:]:
    found = list(problems(path))
    passed, failed = passed + (not found), failed + bool(found)
    print(path, "; ".join(found) or "ran through")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
