"""ONNX Runtime on all cores: one product of [q, dim] and [dim, n]. Arguments: the graph, q n dim."""
import sys
import time

import numpy as np
import onnxruntime

q, n, dim = map(int, sys.argv[2:])
rng = np.random.default_rng(1)
feed = {"a": rng.standard_normal((q, dim), dtype=np.float32), "b": rng.standard_normal((dim, n), dtype=np.float32)}
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
print(f"plain MatMul, onnxruntime {onnxruntime.__version__}", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    session.run(["c"], feed)
    print(time.perf_counter() - start, flush=True)
