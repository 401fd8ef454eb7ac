"""Writes reference.json: intervals, tests and corrections by scipy and statsmodels.

    pip install scipy==1.17.1 statsmodels==0.15.0
    python reference.py > reference.json
"""
import json

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

rng = np.random.default_rng(7)


def wilson(k, n):
    low, high = proportion_confint(k, n, alpha=0.05, method="wilson")
    return {"k": k, "n": n, "low": float(low), "high": float(high)}


def mcnemar_case(only_a, only_b):
    table = [[10, only_a], [only_b, 10]]
    return {"only_a": only_a, "only_b": only_b, "p": float(mcnemar(table, exact=True).pvalue)}


def difference(x, y, axis):
    return np.mean(x - y, axis=axis)


def sign_flip(a, b):
    """The exact p-value: all sign patterns."""
    test = stats.permutation_test((a, b), difference, permutation_type="samples", n_resamples=np.inf, vectorized=True)
    return {"a": a.tolist(), "b": b.tolist(), "p": float(test.pvalue)}


def sign_flip_pairs():
    for n in (2, 3, 5, 8, 11, 12):
        yield rng.random(n), rng.random(n)
    yield np.array([0.5, 0.25, 1, 0.75]), np.array([0.25, 0.5, 0.75, 1])  # sums to nothing
    yield np.array([1, 1, 1, 1, 0.5]), np.array([0.5, 0.5, 0.5, 0.5, 0.5])  # one pair is equal
    for n, shift in ((14, 0.1), (17, 0.2), (17, 0.35)):  # more than Go enumerates
        a = rng.random(n)
        yield a, np.clip(a + rng.normal(shift, 0.4, n), 0, 1)


def holm(p):
    return {"p": list(p), "adjusted": multipletests(p, method="holm")[1].tolist()}


def bootstrap(values):
    i = stats.bootstrap((values,), np.mean, n_resamples=200_000, method="percentile", rng=rng, batch=1000).confidence_interval
    return {"values": values.tolist(), "low": float(i.low), "high": float(i.high), "sd": float(np.std(values) / np.sqrt(len(values)))}


def share_difference(both, only_a, only_b, neither):
    """Newcombe 1998, method 10, from statsmodels' Wilson intervals; without correlation, statsmodels' own."""
    n = both + only_a + only_b + neither
    a, b = both + only_a, both + only_b
    det = both * neither - only_a * only_b
    det = max(0, det - n / 2) if det > 0 else det
    spread = a * (n - a) * b * (n - b)
    phi = det / np.sqrt(spread) if spread else 0.0
    low_a, high_a = proportion_confint(a, n, method="wilson")
    low_b, high_b = proportion_confint(b, n, method="wilson")

    def side(x, y):
        return np.sqrt(x * x - 2 * phi * x * y + y * y)

    low = (a - b) / n - side(a / n - low_a, high_b - b / n)
    high = (a - b) / n + side(high_a - a / n, b / n - low_b)
    if phi == 0:
        low, high = confint_proportions_2indep(a, n, b, n, method="newcomb", compare="diff")
    return {"both": both, "only_a": only_a, "only_b": only_b, "neither": neither, "low": float(low), "high": float(high)}


def mean_difference(a, b):
    i = stats.bootstrap((a, b), difference, paired=True, n_resamples=200_000, method="percentile", rng=rng, batch=1000).confidence_interval
    return {"a": a.tolist(), "b": b.tolist(), "low": float(i.low), "high": float(i.high), "sd": float(np.std(a - b) / np.sqrt(len(a)))}


def pairs():
    """Two models' average precisions on the same queries, with and without correlation."""
    yield rng.random(8), rng.random(8)
    a = rng.beta(2, 1, 60)
    yield a, np.clip(a + rng.normal(0.05, 0.1, 60), 0, 1)
    yield rng.random(300) ** 2, rng.random(300)


TABLES = ((36, 12, 2, 0), (40, 20, 10, 30), (5, 5, 5, 5), (0, 0, 0, 10), (10, 0, 0, 0), (0, 7, 3, 0), (180, 12, 20, 8), (2, 40, 30, 1), (50000, 900, 1000, 8000))

print(json.dumps({
    "scipy": scipy.__version__,
    "statsmodels": statsmodels.__version__,
    "wilson": [wilson(k, n) for k, n in ((0, 1), (1, 1), (0, 30), (30, 30), (1, 3), (7, 10), (50, 84), (399, 400), (123456, 200000))],
    "mcnemar": [mcnemar_case(b, c) for b, c in ((0, 0), (1, 0), (3, 3), (5, 4), (9, 1), (0, 12), (40, 20), (61, 39), (1000, 900), (30000, 30400))],
    "holm": [holm(p) for p in ([0.04], [0.01, 0.04, 0.03, 0.005], [0.5, 0.5, 0.5], [0.02, 0.02, 0.9, 0.0001], rng.random(21).tolist())],
    "sign_flip": [sign_flip(a, b) for a, b in sign_flip_pairs()],
    "bootstrap": [bootstrap(v) for v in (rng.random(5), rng.beta(5, 1, 60), (rng.random(186) < 0.3) + 0.0, rng.random(475) ** 3)],
    "share_difference": [share_difference(*t) for t in TABLES],
    "mean_difference": [mean_difference(a, b) for a, b in pairs()],
}, indent=1))
