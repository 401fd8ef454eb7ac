"""Writes reference.json: logistic regressions of scikit-learn on a few vectors of length 1.

    python reference.py > reference.json
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

random = np.random.default_rng(5)


def vectors(n, classes):
    """Vectors of length 1 around one centre for each class, all of them to one side, rounded to four decimals."""
    centres = np.random.default_rng(6).normal(size=(classes, 6)) * 0.6 + 2
    labels = np.arange(n) % classes
    rows = centres[labels] + random.normal(size=(n, 6))
    return np.round(rows / np.linalg.norm(rows, axis=1, keepdims=True), 4), labels


cases = []
for classes in (2, 4):
    train, truth = vectors(60, classes)
    test, _ = vectors(40, classes)
    for c in (0.1, 10, 1000):
        model = LogisticRegression(C=c, tol=1e-10, max_iter=100000).fit(train, truth)
        scores = model.predict_proba(test)
        cases.append({"classes": classes, "c": c, "train": train.tolist(), "labels": truth.tolist(), "test": test.tolist(),
                      "probabilities": np.round(scores, 6).tolist()})
json.dump({"generator": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}", "cases": cases}, sys.stdout, separators=(",", ":"))
