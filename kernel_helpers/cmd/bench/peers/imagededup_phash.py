"""imagededup's PHash on a folder of N-original and N-KIND files. Argument: the folder. The first round is the share of the
copies that are paired with their original at its default distance of 10, the second the share of its pairs that are of one
original."""
import logging
import sys

import imagededup
from imagededup.methods import PHash

logging.disable(logging.INFO)
print(f"imagededup {imagededup.__version__} PHash", flush=True)
finder = PHash(verbose=False)
codes = finder.encode_images(image_dir=sys.argv[1])
found = finder.find_duplicates(encoding_map=codes, max_distance_threshold=10)
pairs = {tuple(sorted((a, b))) for a, near in found.items() for b in near}


def original(name):
    return name.split("-")[0]


def stem(name):
    return name.split("-")[1].split(".")[0]


right = [p for p in pairs if original(p[0]) == original(p[1])]
copies = [n for n in codes if stem(n) != "original"]
hit = {n for p in right for n, other in (p, p[::-1]) if stem(other) == "original"}
for kind in sorted({stem(n) for n in copies}):
    of = [n for n in copies if stem(n) == kind]
    print(f"imagededup: kind {kind}: {sum(n in hit for n in of)} of {len(of)} found", file=sys.stderr, flush=True)
answers = iter([len(hit) / len(copies), len(right) / len(pairs)])
for _ in sys.stdin:
    print(next(answers), flush=True)
