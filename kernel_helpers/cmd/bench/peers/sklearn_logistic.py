"""scikit-learn's LogisticRegression on vectors and labels in files. Arguments: vectors.f32 labels.i64 dim C."""
import sys
import time

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

vectors, labels, dim, c = sys.argv[1:]
x = np.fromfile(vectors, np.float32).reshape(-1, int(dim))
y = np.fromfile(labels, np.int64)
print(f"scikit-learn {sklearn.__version__} LogisticRegression", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    model = LogisticRegression(C=float(c), max_iter=1000).fit(x, y)
    seconds = time.perf_counter() - start
    z = x @ model.coef_.T + model.intercept_
    z -= z.max(axis=1, keepdims=True)
    loss = -(z[np.arange(len(y)), y] - np.log(np.exp(z).sum(axis=1))).mean() + 0.5 * (model.coef_**2).sum() / (float(c) * len(y))
    print(f"scikit-learn: {model.n_iter_[0]} iterations, mean loss {loss:.7f}", file=sys.stderr, flush=True)
    print(seconds, flush=True)
