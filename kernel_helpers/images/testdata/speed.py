"""Times what BenchmarkDecodeAndPreprocess times, on Pillow and numpy: images per second of processor time.

    python speed.py [PICTURE]
"""
import io, os, sys, time
import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
data = open(sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "pictures", "photo-420.jpg"), "rb").read()
mean = np.array([0.485, 0.456, 0.406], np.float32)[:, None, None]
std = np.array([0.229, 0.224, 0.225], np.float32)[:, None, None]


def prepare(method):
    im = Image.open(io.BytesIO(data)).convert("RGB")
    w, h = im.size
    short, long = min(w, h), max(w, h)
    size = (256, int(256 * long / short)) if w <= h else (int(256 * long / short), 256)
    im = im.resize(size, method)
    left, top = int(round((size[0] - 224) / 2)), int(round((size[1] - 224) / 2))
    im = im.crop((left, top, left + 224, top + 224))
    x = np.asarray(im).transpose(2, 0, 1).astype(np.float32)
    x /= np.float32(255)
    x -= mean
    x /= std
    return x


def rate(work, seconds=3.0):
    work()
    n, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        work()
        n += 1
    return n / (time.process_time() - start)


print("decode   %7.1f images/s" % rate(lambda: Image.open(io.BytesIO(data)).convert("RGB")))
print("bilinear %7.1f images/s" % rate(lambda: prepare(Image.Resampling.BILINEAR)))
print("bicubic  %7.1f images/s" % rate(lambda: prepare(Image.Resampling.BICUBIC)))
