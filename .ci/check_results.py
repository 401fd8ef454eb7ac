"""Checks vfm's records against an independent implementation: Pillow, ONNX Runtime or numpy, float64 search.

    python check_results.py SUITE.yaml RESULTS_FOLDER

For every model, baseline and data set of the suite the images are read with Pillow, prepared as torchvision does,
embedded one by one, or by a few where the weights are without a graph, ranked in float64, and scored by the plain
definitions. Drawn images are those in vfm's cache. A metric may differ from
the record by one query's worth (1/n). Prints one line a record, exits 1 on a difference.
"""

import concurrent.futures
import json
import math
import os
import pathlib
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads work on pictures, not on products

import numpy as np
import onnxruntime
import vit
import yaml
from PIL import Image
from sklearn.linear_model import LogisticRegression

EXTENSIONS = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"}
TEMPERATURE = 0.07


def preprocess(path, spec):
    """Returns [3, size, size] float32 for an image file and a card's input block."""
    image = Image.open(path).convert("RGB")
    filters = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
    resample = filters[spec.get("interpolation", "bicubic")]
    size = spec["size"]
    if spec.get("crop", "center") == "squash":
        image = image.resize((size, size), resample)
    else:
        short = spec.get("resize", size)
        width, height = image.size
        if width <= height:
            target = (short, int(short * height / width))
        else:
            target = (int(short * width / height), short)
        if image.size != target:
            image = image.resize(target, resample)
        left, top = int(round((target[0] - size) / 2)), int(round((target[1] - size) / 2))
        image = image.crop((left, top, left + size, top + size))
    pixels = np.asarray(image, np.float32) / np.float32(255)
    pixels = (pixels - np.asarray(spec["mean"], np.float32)) / np.asarray(spec["std"], np.float32)
    return pixels.transpose(2, 0, 1)


def embed(card, card_path, paths):
    """Returns the vectors of image files as vfm keeps them: of length 1, rounded to float32."""
    weights = card_path.parent / card["weights"].removeprefix("file:")
    rows = (transformer if card["format"] == "safetensors" else graph)(card, weights, paths)
    vectors = np.asarray(rows, np.float64)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(norms == 0, 1, norms)).astype(np.float32).astype(np.float64)


def transformer(card, weights, paths):
    tensors, step = vit.read_tensors(weights), 16

    def embed_some(first):
        return vit.embed(tensors, card["architecture"], np.stack([preprocess(p, card["input"]) for p in paths[first:first + step]]))

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return np.concatenate(list(pool.map(embed_some, range(0, len(paths), step))))


def graph(card, weights, paths):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
    rows = []
    for path in paths:
        feed = {card["input"]["name"]: preprocess(path, card["input"])[None]}
        rows.append(session.run([card["output"]["name"]], feed)[0].reshape(-1))
    return rows


def read_data_card(path):
    """Returns the keys of a data set card. Each is one line, and a text there may hold ": ", which a
    strict reader of YAML does not take for a text."""
    card = dict(line.split(": ", 1) for line in path.read_text().splitlines() if ": " in line)
    card["splits"] = yaml.safe_load(card["splits"])
    return card


def files(folder):
    """Returns (path, label) of a split folder, sorted by path: label is the first folder below it."""
    found = [p for p in folder.rglob("*") if p.suffix.lower() in EXTENSIONS and p.is_file()]
    found.sort(key=lambda p: p.relative_to(folder).as_posix().encode())
    return [(p, p.relative_to(folder).parts[0]) for p in found]


def order(similarities):
    """Gallery indices, most similar first, equal ones by index."""
    return np.argsort(-similarities, kind="stable")


def classification(similarities, gallery, queries):
    classes = sorted(set(gallery) | set(queries), key=lambda c: c.encode())
    ids = np.array([classes.index(c) for c in gallery])
    truth = np.array([classes.index(c) for c in queries])
    ranked = np.array([order(row) for row in similarities])
    metrics = {"knn-1": np.mean(ids[ranked[:, 0]] == truth)}
    recalls = [np.mean((ids[ranked[:, 0]] == truth)[truth == c]) for c in sorted(set(truth))]
    metrics["balanced-1"] = np.mean(recalls)
    for k in (5, 10, 20, 100, 200):
        if k > len(gallery):
            continue
        correct, majority, top5 = 0, 0, 0
        for row, best, t in zip(similarities, ranked, truth):
            votes, counts = np.zeros(len(classes)), np.zeros(len(classes))
            for i in best[:k]:
                votes[ids[i]] += math.exp(row[i] / TEMPERATURE)
                counts[ids[i]] += 1
            correct += int(np.argmax(votes)) == t
            majority += int(np.argmax(counts)) == t
            first = [c for c in np.argsort(-votes, kind="stable")[:5] if votes[c] > 0]
            top5 += t in first
        n = len(truth)
        metrics |= {f"knn-{k}": correct / n, f"majority-{k}": majority / n, f"top5-{k}": top5 / n}
    return metrics


def linear_probe(vectors, gallery, queries, query_labels, c):
    """Accuracy of scikit-learn's logistic regression with the record's strength."""
    model = LogisticRegression(C=c, tol=1e-6, max_iter=20000).fit(vectors, gallery)
    return np.mean(model.predict(queries) == np.array(query_labels))


def retrieval(similarities, gallery, queries, leave_one_out):
    sums = {}
    n = 0
    gallery = np.array(gallery)
    for q, row in enumerate(similarities):
        ranked = order(row)
        if leave_one_out:
            ranked = ranked[ranked != q]
        hits = gallery[ranked] == queries[q]
        relevant = int(hits.sum())
        if relevant == 0:
            continue
        n += 1
        ranks = np.flatnonzero(hits) + 1
        precision = np.arange(1, relevant + 1) / ranks
        values = {
            "map": precision.sum() / relevant,
            "map@1000": precision[ranks <= 1000].sum() / relevant,
            "map@R": precision[ranks <= relevant].sum() / relevant,
            "r-precision": np.sum(ranks <= relevant) / relevant,
            "recall@1": ranks[0] <= 1,
            "recall@5": ranks[0] <= 5,
            "recall@10": ranks[0] <= 10,
            "ndcg": np.sum(1 / np.log2(ranks + 1)) / np.sum(1 / np.log2(np.arange(relevant) + 2)),
            "mrr": 1 / ranks[0],
        }
        for name, value in values.items():
            sums[name] = sums.get(name, 0.0) + float(value)
    return {name: total / n for name, total in sums.items()}


def data_folder(data, data_path):
    if not data["source"].startswith("world:"):
        return data_path.parent / data["source"].removeprefix("dir:")
    name, seed = data["source"].removeprefix("world:").split("@")
    cache = pathlib.Path(os.environ.get("VFM_CACHE") or pathlib.Path.home() / ".cache" / "vfm")
    drawn = sorted((cache / "data" / "world" / name / seed).iterdir(), key=lambda p: p.stat().st_mtime)
    return drawn[-1]


def score(card, card_path, data, data_path, record):
    folder = data_folder(data, data_path)
    splits = data["splits"]
    search = files(folder / splits["train" if data["task"] == "classification" else "gallery"])
    ask = files(folder / splits["test" if data["task"] == "classification" else "query"]) if len(splits) > 1 else search
    gallery = embed(card, card_path, [p for p, _ in search])
    queries = gallery if ask is search else embed(card, card_path, [p for p, _ in ask])
    similarities = queries @ gallery.T
    labels = [c for _, c in search], [c for _, c in ask]
    if data["task"] == "classification":
        metrics = classification(similarities, *labels)
        if "linear_probe" in record:
            metrics["linear-probe"] = linear_probe(gallery, labels[0], queries, labels[1], record["linear_probe"]["c"])
        return metrics, len(ask)
    return retrieval(similarities, *labels, ask is search), len(ask)


def first(*paths):
    return next(p for p in paths if p.exists())


def main(suite_path, results):
    suite_path = pathlib.Path(suite_path)
    suite = yaml.safe_load(suite_path.read_text())
    root = pathlib.Path(__file__).resolve().parent.parent
    passed = failed = 0
    for model in [m for models in suite["families"].values() for m in models] + suite.get("baselines", []):
        card_path = first(suite_path.parent / suite.get("models", "models") / f"{model}.yaml", root / "kernel_helpers" / "zoo" / "cards" / f"{model}.yaml")
        card = yaml.safe_load(card_path.read_text())
        for name in suite["datasets"]:
            data_path = first(suite_path.parent / name / "dataset.yaml", root / "datasets" / name / "dataset.yaml")
            record = json.loads((pathlib.Path(results) / model / f"{name}.json").read_text())
            want, n = score(card, card_path, read_data_card(data_path), data_path, record)
            got = {m["name"]: m["value"] for m in record["metrics"]}
            worst = max(want, key=lambda m: abs(want[m] - got.get(m, math.inf)))
            # one query of a small class moves the mean of recalls by more than 1/n
            sizes = [c["n"] for c in record.get("classes", [])] or [n]
            slack = {"balanced-1": 1 / (len(sizes) * min(sizes)), "linear-probe": max(0.002, 1 / n)}
            wrong = [m for m in want if not abs(want[m] - got.get(m, math.inf)) <= slack.get(m, 1 / n) + 1e-12]
            wrong += [m for m in got if m not in want and m != "zero-shot" and not m.startswith("text-")]  # words are not checked here
            failed, passed = failed + bool(wrong), passed + (not wrong)
            state = "differs in " + ", ".join(wrong) if wrong else "agrees"
            print(f"{model:24} {name:10} {state}; largest difference {abs(want[worst] - got.get(worst, math.inf)):.2g} ({worst}), n = {n}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
