"""Makes the suite of real photographs with the micro models as further rows.

    python photos.py SUITE.yaml FOLDER

The photographs stay where they are: FOLDER gets links to the data sets of SUITE, and a suite.yaml that names
its folder of models, and in each family one model more. Their scores on photographs are low, for they have seen drawings only; but
with them every family has a place, and their weights are seen to work on pictures of any size.
"""

import pathlib
import sys

import yaml

MORE = {"CLIP": "micro-clip", "DINO": "micro-dino", "ImageNet": "micro-imagenet"}


def main(suite, folder):
    source, folder = pathlib.Path(suite).resolve().parent, pathlib.Path(folder)
    suite = yaml.safe_load((source / "suite.yaml").read_text(encoding="utf-8"))
    for family, model in MORE.items():
        suite["families"][family] = suite["families"][family] + [model]
    folder.mkdir(parents=True, exist_ok=True)
    suite["models"] = str(source / "models")
    for name in suite["datasets"]:
        link = folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(source / name)
    (folder / "suite.yaml").write_text(yaml.safe_dump(suite, sort_keys=False, allow_unicode=True), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
