"""numpy: scores of q queries against n images, each row sorted in full (argsort), average precision of
each from the sorted row. Arguments: q n dim labels. Rows are taken in blocks, to bound memory."""
import sys
import time

import numpy as np

q, n, dim, labels = map(int, sys.argv[1:])
rng = np.random.default_rng(1)
queries = rng.standard_normal((q, dim), dtype=np.float32)
gallery = rng.standard_normal((n, dim), dtype=np.float32)
truth, label = rng.integers(labels, size=q), rng.integers(labels, size=n)
print(f"numpy {np.__version__} argsort", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    for at in range(0, q, 500):
        order = np.argsort(-(queries[at : at + 500] @ gallery.T), axis=1)
        hit = label[order] == truth[at : at + 500, None]
        np.sum(np.cumsum(hit, axis=1) * hit / np.arange(1, n + 1), axis=1) / np.maximum(hit.sum(axis=1), 1)
    print(time.perf_counter() - start, flush=True)
