"""Writes the shards of this folder as the hub's own library does: python make.py"""
import io
import os

import datasets
import PIL.Image

names = ["light", "dark"]


def picture(i):
    pixels = PIL.Image.new("RGB", (24, 24), [(250 - i, 240, 10 * i), (i, 10 * i, 30)][i % 2])
    pixels.paste((i * 8, 128, 64), (i, i, 24, 20))
    file = io.BytesIO()
    pixels.save(file, "PNG")
    return {"bytes": file.getvalue(), "path": f"{i}.jpg"}  # the name is often wrong


def rows(first, n):
    return {"image": [picture(i) for i in range(first, first + n)], "label": [i % 2 for i in range(first, first + n)]}


features = datasets.Features({"image": datasets.Image(), "label": datasets.ClassLabel(names=names)})
os.makedirs("data", exist_ok=True)
for split, first, n in ("train-00000-of-00002", 0, 8), ("train-00001-of-00002", 8, 4), ("test-00000-of-00001", 12, 6):
    datasets.Dataset.from_dict(rows(first, n), features=features).to_parquet(f"data/{split}.parquet", batch_size=5)
