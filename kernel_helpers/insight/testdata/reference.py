"""Writes reference.json: what numpy, scipy and scikit-learn compute of small random vectors.

    pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    python reference.py > reference.json
"""

import json

import numpy
import scipy
import sklearn
from scipy import stats
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

rng = numpy.random.default_rng(7)


def unit(n, dim, centres):
    rows = rng.normal(size=(centres, dim))[rng.integers(centres, size=n)] + 0.6 * rng.normal(size=(n, dim))
    return (rows / numpy.linalg.norm(rows, axis=1, keepdims=True)).astype(numpy.float32)


def pca(n, dim, centres):
    rows = unit(n, dim, centres)
    fit = PCA(n_components=2, svd_solver="full")
    at = fit.fit_transform(rows.astype(float))
    return {"dim": dim, "rows": rows.ravel().tolist(), "x": at[:, 0].tolist(), "y": at[:, 1].tolist(),
            "shares": fit.explained_variance_ratio_.tolist()}


def hubs(gallery, queries, dim, k):
    g, q = unit(gallery, dim, 6), unit(queries, dim, 6)
    labels = rng.integers(4, size=gallery), rng.integers(4, size=queries)
    near = NearestNeighbors(n_neighbors=k, algorithm="brute", metric="cosine").fit(g).kneighbors(q, return_distance=False)
    right = labels[0][near] == labels[1][:, None]
    times = numpy.bincount(near.ravel(), minlength=gallery)
    limit = times.mean() + 2 * times.std()
    return {"gallery": gallery, "near": near.tolist(), "right": right.tolist(), "times": times.tolist(),
            "wrong": numpy.bincount(near[~right], minlength=gallery).tolist(),
            "mean": times.mean(), "skewness": stats.skew(times), "limit": limit, "hubs": int((times > limit).sum()),
            "never": int((times == 0).sum()), "nearest": float((times[near[:, 0]] > limit).mean())}


def histogram():
    values = rng.uniform(-1, 1, size=300)
    return {"values": values.tolist(), "counts": numpy.histogram(values, bins=200, range=(-1, 1))[0].tolist()}


def spread():
    values = rng.uniform(size=10)
    return {"values": values.tolist(), "mean": values.mean(), "sd": values.std(ddof=1)}


print(json.dumps({
    "made_by": f"numpy {numpy.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}",
    "pca": [pca(40, 8, 5), pca(25, 30, 3), pca(60, 40, 4)],
    "hubs": [hubs(60, 50, 16, 10), hubs(30, 200, 24, 10)],
    "histogram": histogram(), "spread": spread(),
}))
