"""Pillow and numpy on one core: decode JPEG files, convert, resize the short side to 256, crop 224,
normalise to float32. Arguments: a folder, where 500 × 375 copies of the photographs are put, and the
photographs."""
import io
import pathlib
import sys
import time

import numpy as np
import PIL
from PIL import Image

folder = pathlib.Path(sys.argv[1])
for i, path in enumerate(sys.argv[2:]):
    Image.open(path).convert("RGB").resize((500, 375)).save(folder / f"{i}.jpg", quality=90)
files = [(folder / f"{i}.jpg").read_bytes() for i in range(len(sys.argv) - 2)]
mean = np.array([0.485, 0.456, 0.406], np.float32)
std = np.array([0.229, 0.224, 0.225], np.float32)
print(f"Pillow {PIL.__version__}", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    for data in files:
        image = Image.open(io.BytesIO(data)).convert("RGB")
        w, h = image.size
        target = (256, int(256 * h / w)) if w <= h else (int(256 * w / h), 256)
        image = image.resize(target, Image.Resampling.BILINEAR)
        left, top = round((target[0] - 224) / 2), round((target[1] - 224) / 2)
        image = image.crop((left, top, left + 224, top + 224))
        x = (np.asarray(image, np.float32) / np.float32(255) - mean) / std
        np.ascontiguousarray(x.transpose(2, 0, 1))
    print(time.perf_counter() - start, flush=True)
