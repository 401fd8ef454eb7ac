"""Writes a notebook that asks of a suite whether retrieval helps, as notebooks/60_curation.ipynb asks of drawings.

    python growth.py SUITE.yaml NOTEBOOK

It has a cell for each classification of the suite, with the first model of its last family that has one.
"""

import json
import pathlib
import re
import sys

import yaml

FIRST = ["%noautoget\n", "%goflags -ldflags=-w\n", 'import "github.com/vfm-go/vfm/kernel_helpers/nb"\n', "\n"]


def main(suite, notebook):
    suite, template = pathlib.Path(suite), json.loads(pathlib.Path("notebooks/60_curation.ipynb").read_text(encoding="utf-8"))
    card = yaml.safe_load(suite.read_text(encoding="utf-8"))
    model = [models[0] for models in card["families"].values() if models][-1]
    cells = []
    for name in card["datasets"]:
        if not re.search(r"^task: *classification", (suite.parent / name / "dataset.yaml").read_text(encoding="utf-8"), re.MULTILINE):
            continue
        source = ([] if cells else FIRST) + ["%%\n", f"nb.Growth({json.dumps(model)}, {json.dumps(name)})"]
        cells.append({"cell_type": "code", "id": f"growth-{len(cells)}", "metadata": {}, "execution_count": None, "outputs": [], "source": source})
    template["cells"] = cells
    pathlib.Path(notebook).write_text(json.dumps(template, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
