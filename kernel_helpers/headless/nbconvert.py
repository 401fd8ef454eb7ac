"""Configuration of nbconvert for a headless run: stops at the first cell that fails, and tells how far it is.

A Go cell that panics or exits is no error to nbconvert, which would go on with the cells that follow. The
cells that are left out are marked as such; the notebook with the outputs so far is still written.
"""

import re
import sys

FAILING = re.compile(r"""{{failing}}""")  # both are filled in from fault.go
HIDDEN = re.compile(r"""{{hidden}}""")
failed = False


def before(cell, cell_index, **_):
    print(f"vfm-cell {cell_index + 1}", file=sys.stderr, flush=True)
    if failed and cell.cell_type == "code":
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "skip-execution"]


def after(cell, **_):
    global failed
    errors = [o for o in cell.outputs if o.output_type == "error"]
    said = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")
    failed = failed or bool(errors) or bool(FAILING.search(HIDDEN.sub("", said)))


c = get_config()  # noqa: F821, nbconvert provides it
c.ExecutePreprocessor.on_cell_start = before
c.ExecutePreprocessor.on_cell_executed = after
