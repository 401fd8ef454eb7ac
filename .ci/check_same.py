"""Checks that two folders of results are the same, byte for byte, apart from cost and times.

    python check_same.py RESULTS RESULTS
"""

import json
import pathlib
import sys


def content(path):
    if path.suffix != ".json" or path.name.endswith((".insight.json", ".duplicates.json", ".probes.json")):
        return path.read_bytes()
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["cost"], record["provenance"]["started"], record["provenance"]["finished"]
    return json.dumps(record).encode()


def files(folder):
    root = pathlib.Path(folder)
    return {p.relative_to(root).as_posix(): content(p) for p in root.rglob("*") if p.is_file()}


one, other = files(sys.argv[1]), files(sys.argv[2])
failed = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
for name in failed:
    print(name, "differs")
print(f"{len(one.keys() & other.keys()) - len([n for n in failed if n in one and n in other])} passed, {len(failed)} failed")
sys.exit(1 if failed or not one else 0)
