"""faiss IndexFlatIP: the k best of n gallery vectors for q queries. Arguments: q n dim k."""
import sys
import time

import faiss
import numpy as np

q, n, dim, k = map(int, sys.argv[1:])
rng = np.random.default_rng(1)


def unit(rows):
    x = rng.standard_normal((rows, dim), dtype=np.float32)
    return x / np.linalg.norm(x, axis=1, keepdims=True)


index = faiss.IndexFlatIP(dim)
index.add(unit(n))
queries = unit(q)
print(f"faiss {faiss.__version__} IndexFlatIP", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    index.search(queries, k)
    print(time.perf_counter() - start, flush=True)
