"""Draws the test pictures of package images and writes pillow.json: what Pillow makes of each.

    python generate.py            # writes pictures/ and pillow.json beside this file
    python generate.py --photos DIR...   # also lists digests of photographs under DIR, which are not copied

The table in the repository was made with the versions that it states in "made_with". Needs Pillow, numpy and
libturbojpeg.so.0 (for the JPEG subsamplings that Pillow does not write).
"""
import ctypes, hashlib, io, json, os, struct, sys, zlib
import numpy as np
import PIL
from PIL import Image, ImageOps, features

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "pictures")

# ---- drawing ---------------------------------------------------------------------------------------


def drawing(width, height, channels=3, seed=1):
    """A picture with soft gradients, hard edges, fine stripes and some noise, uint8 [height, width, channels]."""
    rng = np.random.default_rng(seed * 1000003 + width * 1009 + height * 13 + channels)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    out = np.empty((height, width, channels))
    for c in range(channels):
        a, b = rng.uniform(2, 9, 2)
        wave = 0.5 + 0.5 * np.sin(a * x / max(width, 8) + b * y / max(height, 8) + c)
        stripes = ((x + 2 * y + 3 * c) // 5 % 2) * 0.3
        disc = ((x - width * (0.3 + 0.1 * c)) ** 2 + (y - height * 0.5) ** 2 < (min(width, height) * 0.3) ** 2) * 0.4
        out[..., c] = 0.6 * wave + stripes * (x > width / 2) + disc - 0.1
    out += rng.normal(0, 0.015, out.shape)
    return np.clip(np.rint(out * 255), 0, 255).astype(np.uint8)


def image(width, height, mode="RGB", seed=1):
    channels = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "CMYK": 4, "YCbCr": 3}[mode]
    a = drawing(width, height, channels, seed)
    im = Image.fromarray(a[..., 0] if channels == 1 else np.ascontiguousarray(a))
    return im if im.mode == mode else Image.frombytes(mode, (width, height), a.tobytes())


files = {}


def put(name, data):
    files[name] = bytes(data)


def save(name, im, **options):
    b = io.BytesIO()
    im.save(b, {"jpg": "JPEG", "tif": "TIFF"}.get(name.rsplit(".")[-1], name.rsplit(".")[-1].upper()), **options)
    put(name, b.getvalue())


# ---- JPEG ------------------------------------------------------------------------------------------


def turbo_jpeg(array, subsampling, quality=85):
    """Compresses with a subsampling of TurboJPEG: 4 = 4:4:0, 5 = 4:1:1."""
    tj = ctypes.CDLL("libturbojpeg.so.0")
    tj.tjInitCompress.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(tj.tjInitCompress())
    buffer, size = ctypes.POINTER(ctypes.c_ubyte)(), ctypes.c_ulong(0)
    h, w, _ = array.shape
    pixels = np.ascontiguousarray(array).ctypes.data_as(ctypes.c_void_p)
    assert tj.tjCompress2(handle, pixels, w, 0, h, 0, ctypes.byref(buffer), ctypes.byref(size), subsampling, quality, 0) == 0
    return bytes(buffer[: size.value])


def without_segments(data, *markers):
    """Leaves out marker segments that lie before the first scan."""
    out, pos = bytearray(data[:2]), 2
    while data[pos + 1] != 0xDA:
        length = 2 + struct.unpack(">H", data[pos + 2 : pos + 4])[0]
        if data[pos + 1] not in markers:
            out += data[pos : pos + length]
        pos += length
    return bytes(out + data[pos:])


def exif(orientation, order="<"):
    head = b"II*\0" if order == "<" else b"MM\0*"
    entries = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return head + struct.pack(order + "IH", 8, 1) + entries + struct.pack(order + "I", 0)


def jpegs():
    save("photo-420.jpg", image(500, 375), quality=85)
    save("portrait-422-progressive.jpg", image(187, 251), quality=75, subsampling=1, progressive=True)
    save("odd-444.jpg", image(101, 67), quality=95, subsampling=0)
    save("odd-420-progressive.jpg", image(67, 101, seed=2), quality=30, progressive=True, optimize=True)
    save("panorama.jpg", image(403, 23), quality=80)
    save("tower.jpg", image(19, 211), quality=80)
    for w, h in [(1, 40), (40, 1), (1, 1), (2, 2), (7, 3), (15, 17), (16, 16), (2, 31), (3, 64)]:
        save(f"tiny-{w}x{h}.jpg", image(w, h), quality=90)
    save("tiny-3x5-422.jpg", image(3, 5), quality=90, subsampling=1)
    save("short-side-is-target.jpg", image(97, 64), quality=90)
    save("square-is-target.jpg", image(64, 64), quality=90)
    save("grey.jpg", image(75, 53, "L"))
    save("grey-progressive.jpg", image(53, 75, "L"), progressive=True)
    save("cmyk.jpg", image(61, 47, "CMYK"), quality=90)
    save("cmyk-progressive.jpg", image(47, 61, "CMYK"), quality=70, progressive=True)
    cmyk = files["cmyk.jpg"]
    assert cmyk.count(b"Adobe\0") == 1
    at = cmyk.index(b"Adobe\0") + 11
    put("ycck.jpg", cmyk[:at] + b"\2" + cmyk[at + 1 :])
    put("cmyk-no-adobe.jpg", without_segments(cmyk, 0xEE))
    save("rgb-adobe.jpg", image(45, 58), quality=90, keep_rgb=True)
    put("rgb-ids-no-adobe.jpg", without_segments(files["rgb-adobe.jpg"], 0xEE, 0xE0))
    put("no-jfif.jpg", without_segments(files["odd-444.jpg"], 0xE0))
    put("sampling-440.jpg", turbo_jpeg(drawing(83, 59), 4))
    put("sampling-411.jpg", turbo_jpeg(drawing(83, 59), 5))
    put("sampling-440-odd.jpg", turbo_jpeg(drawing(9, 35), 4))
    put("sampling-411-odd.jpg", turbo_jpeg(drawing(35, 9), 5))
    save("restart.jpg", image(90, 70), restart_marker_blocks=3)
    save("quality-5.jpg", image(120, 90), quality=5)
    save("quality-100.jpg", image(60, 45), quality=100, subsampling=0)
    put("trailing-bytes.jpg", files["odd-444.jpg"] + b"\xff\xd8 more bytes after the end \xff")
    put("no-end-marker.jpg", files["odd-444.jpg"][:-2])
    for o in range(1, 9):
        save(f"exif-{o}.jpg", image(37, 23, seed=o), exif=b"Exif\0\0" + exif(o, "<>"[o % 2]))


# ---- PNG -------------------------------------------------------------------------------------------

ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(samples, kind, bits, interlaced=False, palette=None, trns=None, extra=b""):
    """Writes a PNG from samples [height, width, channels]; kind is the PNG colour type."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    def lines(s):
        out = bytearray()
        for i, row in enumerate(s):
            if bits == 16:
                raw = row.astype(">u2").tobytes()
            elif bits == 8:
                raw = row.astype(np.uint8).tobytes()
            else:
                digits = "".join(format(int(v), f"0{bits}b") for v in row.ravel())
                digits += "0" * (-len(digits) % 8)
                raw = int(digits, 2).to_bytes(len(digits) // 8, "big")
            out += b"\0" + raw
        return bytes(out)

    h, w, _ = samples.shape
    if interlaced:
        parts = [samples[y0::dy, x0::dx] for x0, y0, dx, dy in ADAM7]
        body = b"".join(lines(p) for p in parts if p.size)
    else:
        body = lines(samples)
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, bits, kind, 0, 0, interlaced))
    out += extra and chunk(b"eXIf", extra)
    out += chunk(b"PLTE", palette) if palette else b""
    out += chunk(b"tRNS", trns) if trns else b""
    return out + chunk(b"IDAT", zlib.compress(body, 9)) + chunk(b"IEND", b"")


def deep(width, height, channels):
    """16-bit samples whose low bytes matter to whoever rounds."""
    low = drawing(width, height, channels, seed=9).astype(np.uint16)
    return drawing(width, height, channels).astype(np.uint16) * 256 + low


def pngs():
    colours = np.random.default_rng(3).integers(0, 256, 768, dtype=np.uint8).tobytes()
    for bits in (1, 2, 4, 8):
        level = drawing(29, 21, 1) >> (8 - bits)
        put(f"grey-{bits}.png", png(level, 0, bits))
        put(f"grey-{bits}-interlaced.png", png(level, 0, bits, True))
        put(f"palette-{bits}.png", png(level, 3, bits, palette=colours[: 3 << bits]))
        put(f"palette-{bits}-transparent.png", png(level, 3, bits, True, colours[: 3 << bits], b"\0\x80\xff"[: 1 << bits]))
    put("palette-short.png", png(drawing(29, 21, 1) % 10, 3, 8, palette=colours[:30]))
    put("grey-8-transparent.png", png(drawing(29, 21, 1), 0, 8, trns=b"\0\x40"))
    put("colour-8-transparent.png", png(drawing(29, 21), 2, 8, trns=b"\0\x40\0\x40\0\x40"))
    for kind, channels, name in [(0, 1, "grey"), (2, 3, "colour"), (4, 2, "grey-alpha"), (6, 4, "colour-alpha")]:
        put(f"{name}-8-odd.png", png(drawing(31, 17, channels), kind, 8, kind == 2))
        put(f"{name}-16.png", png(deep(31, 17, channels), kind, 16))
        put(f"{name}-16-interlaced.png", png(deep(17, 31, channels), kind, 16, True))
    put("grey-16-low.png", png(deep(31, 17, 1) >> 7, 0, 16))
    put("grey-16-transparent.png", png(deep(31, 17, 1) >> 7, 0, 16, trns=b"\0\x40"))
    put("colour-1x1.png", png(drawing(1, 1), 2, 8))
    put("exif-6.png", png(drawing(13, 7), 2, 8, extra=exif(6)))
    frames = [image(20, 14, seed=s) for s in (1, 2)]
    save("animated.png", frames[0], save_all=True, append_images=frames[1:])


# ---- WebP ------------------------------------------------------------------------------------------


def webps():
    save("lossy.webp", image(120, 80), quality=75)
    save("lossy-odd.webp", image(91, 63), quality=40)
    save("lossy-100.webp", image(34, 50), quality=100)
    save("lossy-1.webp", image(64, 33), quality=1)
    for w, h in [(1, 1), (2, 1), (1, 2), (3, 2), (17, 1), (1, 17), (16, 16)]:
        save(f"lossy-{w}x{h}.webp", image(w, h), quality=80)
    save("lossless.webp", image(61, 43), lossless=True)
    save("lossless-palette.webp", image(61, 43).quantize(7).convert("RGB"), lossless=True)
    save("lossy-alpha.webp", image(61, 43, "RGBA"), quality=60)
    save("lossless-alpha.webp", image(43, 61, "RGBA"), lossless=True, exact=True)
    save("lossless-clear.webp", image(43, 61, "RGBA"), lossless=True)
    save("exif-8.webp", image(25, 15), exif=exif(8))
    frames = [image(48, 36, seed=s) for s in (1, 2)]
    save("animated.webp", frames[0], save_all=True, append_images=frames[1:], quality=70)
    frames = [image(48, 36, "RGBA", seed=s) for s in (1, 2)]
    save("animated-alpha.webp", frames[0], save_all=True, append_images=frames[1:], lossless=True)


# ---- GIF -------------------------------------------------------------------------------------------


def gifs():
    colour = image(45, 33).quantize(60)
    save("plain.gif", colour)
    save("interlaced.gif", colour, interlace=1)
    save("transparent.gif", colour, transparency=3)
    save("grey.gif", image(33, 45, "L"))
    save("two-colours.gif", image(33, 45, "L").convert("1"))
    save("animated.gif", colour, save_all=True, append_images=[image(45, 33, seed=2).quantize(9)], loop=0)
    for name in ("plain", "transparent", "grey"):
        data = bytearray(files[name + ".gif"])
        data[6:10] = struct.pack("<HH", 60, 50)  # a canvas larger than the frame
        data[11] = 5  # background
        put(name + "-small-frame.gif", data)
        data[6:10] = struct.pack("<HH", 20, 20)  # a canvas smaller than the frame
        put(name + "-large-frame.gif", data)


# ---- BMP -------------------------------------------------------------------------------------------


def bmp(width, height, bits, pixels, compression=0, palette=b"", masks=b"", header=40):
    info = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, len(pixels), 2835, 2835, len(palette) // 4, 0)
    info += masks.ljust(header - 40, b"\0") if header > 40 else masks
    offset = 14 + len(info) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + info + palette + pixels


def padded(rows):
    return b"".join(bytes(r) + b"\0" * (-len(r) % 4) for r in rows)


def bmps():
    rng = np.random.default_rng(5)
    palette = rng.integers(0, 256, 1024, dtype=np.uint8).tobytes()
    save("colour.bmp", image(31, 17))
    save("grey.bmp", image(31, 17, "L"))
    save("one-bit.bmp", image(31, 17, "L").convert("1"))
    save("palette.bmp", image(31, 17).quantize(50))
    save("alpha.bmp", image(31, 17, "RGBA"))
    index = drawing(31, 17, 1)[..., 0]
    put("four-bit.bmp", bmp(31, 17, 4, padded((np.pad(r >> 4, (0, 1))[::2] << 4 | np.pad(r >> 4, (0, 1))[1::2]).astype(np.uint8) for r in index), palette=palette[:64]))
    put("top-down.bmp", bmp(31, -17, 24, padded(r.tobytes() for r in drawing(31, 17))))
    words = rng.integers(0, 65536, (17, 31), dtype=np.uint16)
    put("555.bmp", bmp(31, 17, 16, padded(r.tobytes() for r in words)))
    put("565.bmp", bmp(31, 17, 16, padded(r.tobytes() for r in words), 3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)))
    put("reserved.bmp", files["colour.bmp"][:6] + b"\1\2\3\4" + files["colour.bmp"][10:])
    quads = rng.integers(0, 256, (17, 31, 4), dtype=np.uint8).tobytes()
    put("32.bmp", bmp(31, 17, 32, quads))
    for name, masks in [("bgrx", (0xFF0000, 0xFF00, 0xFF, 0)), ("rgba", (0xFF, 0xFF00, 0xFF0000, 0xFF000000)), ("xbgr", (0xFF000000, 0xFF0000, 0xFF00, 0))]:
        put(f"32-{name}.bmp", bmp(31, 17, 32, quads, 3, masks=struct.pack("<IIII", *masks), header=124))
    core = struct.pack("<IHHHH", 12, 31, 17, 1, 8) + b"".join(palette[4 * i : 4 * i + 3] for i in range(256))
    body = padded(r.tobytes() for r in index)
    put("os2.bmp", b"BM" + struct.pack("<IHHI", 14 + len(core) + len(body), 0, 0, 14 + len(core)) + core + body)
    rle8 = b"".join(bytes([9, 3 * y, 0, 5, 1, 2, 3, y, 5, 0, 17, 200 - y, 0, 0]) for y in range(17)) + b"\0\1"
    put("rle8.bmp", bmp(31, 17, 8, rle8, 1, palette))
    rle4 = b"".join(bytes([9, 0x2B, 0, 5, 0x12, 0x34, 0x50, 0, 17, 0x7F ^ y, 0, 0]) for y in range(17)) + b"\0\1"
    put("rle4.bmp", bmp(31, 17, 4, rle4, 2, palette[:64]))


# ---- TIFF ------------------------------------------------------------------------------------------


def tiff(width, height, tags, strips, order="<"):
    """Writes a TIFF: tags {number: (type, values)}, one strip or tile per element of strips."""
    out = bytearray((b"II*\0" if order == "<" else b"MM\0*") + b"\0\0\0\0")
    offsets = []
    for s in strips:
        offsets.append(len(out))
        out += s + b"\0" * (len(s) % 2)
    tags = {256: (4, [width]), 257: (4, [height]), **tags}
    where, counts = (324, 325) if 322 in tags else (273, 279)
    tags |= {where: (4, offsets), counts: (4, [len(s) for s in strips])}
    entries, blobs = b"", bytearray()
    ifd = len(out)
    after = ifd + 2 + 12 * len(tags) + 4
    for tag in sorted(tags):
        kind, values = tags[tag]
        body = struct.pack(order + {3: "H", 4: "I"}[kind] * len(values), *values)
        if len(body) > 4:
            value = struct.pack(order + "I", after + len(blobs))
            blobs += body
        else:
            value = body.ljust(4, b"\0")
        entries += struct.pack(order + "HHI", tag, kind, len(values)) + value
    out[4:8] = struct.pack(order + "I", ifd)
    return bytes(out) + struct.pack(order + "H", len(tags)) + entries + b"\0\0\0\0" + bytes(blobs)


def packbits(data):
    """Codes bytes as literals only."""
    return b"".join(bytes([len(data[i : i + 128]) - 1]) + data[i : i + 128] for i in range(0, len(data), 128))


def tiffs():
    for name, compression in [("raw", None), ("lzw", "tiff_lzw"), ("deflate", "tiff_adobe_deflate"), ("zip", "tiff_deflate"), ("packbits", "packbits")]:
        save(f"colour-{name}.tif", image(41, 29), compression=compression)
    save("colour-jpeg.tif", image(41, 29), compression="jpeg")
    save("grey-jpeg.tif", image(27, 19, "L"), compression="jpeg")
    save("cmyk-jpeg.tif", image(27, 19, "CMYK"), compression="jpeg")
    for mode in ("L", "RGBA", "CMYK", "LA"):
        save(f"{mode.lower()}.tif", image(27, 19, mode))
        save(f"{mode.lower()}-lzw.tif", image(27, 19, mode), compression="tiff_lzw")
    save("one-bit.tif", image(27, 19, "L").convert("1"))
    save("group4.tif", image(27, 19, "L").convert("1"), compression="group4")
    save("group3.tif", image(27, 19, "L").convert("1"), compression="group3")
    save("palette.tif", image(27, 19).quantize(40))
    save("palette-lzw.tif", image(27, 19).quantize(40), compression="tiff_lzw")
    save("grey-16.tif", Image.fromarray(deep(27, 19, 1)[..., 0] >> 7))
    save("grey-16-lzw.tif", Image.fromarray(deep(27, 19, 1)[..., 0] >> 7), compression="tiff_lzw")
    save("float.tif", Image.fromarray(drawing(27, 19, 1)[..., 0].astype(np.float32) * 1.3 - 20))
    save("predictor.tif", image(41, 29), compression="tiff_lzw", tiffinfo={317: 2})
    a = drawing(27, 19)
    bits = {258: (3, [8, 8, 8]), 277: (3, [3])}
    put("big-endian-16.tif", tiff(27, 19, {258: (3, [16] * 3), 277: (3, [3]), 262: (3, [2])}, [deep(27, 19, 3).astype(">u2").tobytes()], ">"))
    grey = io.BytesIO()
    image(27, 19, "L").save(grey, "JPEG")
    put("grey-jpeg-white-is-zero.tif", tiff(27, 19, {258: (3, [8]), 259: (3, [7]), 262: (3, [0])}, [grey.getvalue()]))
    colour = io.BytesIO()
    image(27, 19).save(colour, "JPEG")
    put("grey-jpeg-other-channels.tif", tiff(27, 19, {258: (3, [8]), 259: (3, [7]), 262: (3, [1])}, [colour.getvalue()]))
    for n in (2, 3):  # the predictor counts for LZW and Deflate alone
        put(f"predictor-{n}-raw.tif", tiff(27, 19, {**bits, 262: (3, [2]), 317: (3, [n])}, [a.tobytes()]))
    put("predictor-packbits.tif", tiff(27, 19, {**bits, 259: (3, [32773]), 262: (3, [2]), 317: (3, [2])}, [packbits(a.tobytes())]))
    packed = zlib.compress(a.tobytes())
    zipped = {**bits, 259: (3, [8]), 262: (3, [2])}
    put("bad-checksum.tif", tiff(27, 19, zipped, [packed[:-1] + bytes([packed[-1] ^ 1])]))
    put("no-checksum.tif", tiff(27, 19, zipped, [packed[:-4]]))
    longs = np.random.default_rng(4).integers(0, 1 << 32, (19, 27), dtype=np.uint64)
    longs[:, ::2] %= 300
    long = {258: (3, [32]), 262: (3, [1])}
    put("grey-32.tif", tiff(27, 19, long, [longs.astype("<u4").tobytes()]))
    put("grey-32-signed-big-endian.tif", tiff(27, 19, {**long, 339: (3, [2])}, [longs.astype(">u4").tobytes()], ">"))
    put("grey-32-predictor.tif", tiff(27, 19, {**long, 259: (3, [8]), 317: (3, [2])}, [zlib.compress(longs.astype("<u4").tobytes())]))
    put("white-is-zero.tif", tiff(27, 19, {258: (3, [8]), 262: (3, [0])}, [a[..., 0].tobytes()]))
    put("strips.tif", tiff(27, 19, {**bits, 262: (3, [2]), 278: (4, [7])}, [a[y : y + 7].tobytes() for y in (0, 7, 14)]))
    put("planar.tif", tiff(27, 19, {**bits, 262: (3, [2]), 284: (3, [2])}, [a[..., c].tobytes() for c in range(3)]))
    tile = np.zeros((32, 32, 3), np.uint8)
    tile[:19, :27] = a
    tiles = [tile[y : y + 16, x : x + 16].tobytes() for y in (0, 16) for x in (0, 16)]
    put("tiles.tif", tiff(27, 19, {**bits, 262: (3, [2]), 322: (4, [16]), 323: (4, [16])}, tiles))
    four = {258: (3, [8] * 4), 277: (3, [4]), 262: (3, [2])}
    quad = drawing(27, 19, 4)
    put("premultiplied.tif", tiff(27, 19, {**four, 338: (3, [1])}, [np.concatenate([np.minimum(quad[..., :3], quad[..., 3:]), quad[..., 3:]], 2).tobytes()]))
    put("extra-sample.tif", tiff(27, 19, {**four, 338: (3, [0])}, [quad.tobytes()]))
    put("grey-4.tif", tiff(28, 19, {258: (3, [4]), 262: (3, [1])}, [(drawing(14, 19, 1)).tobytes()]))
    put("grey-2.tif", tiff(28, 19, {258: (3, [2]), 262: (3, [1])}, [(drawing(7, 19, 1)).tobytes()]))
    for o in (3, 6):
        put(f"turned-{o}.tif", tiff(27, 19, {**bits, 262: (3, [2]), 274: (3, [o])}, [a.tobytes()]))


# ---- what Pillow makes of them ---------------------------------------------------------------------


def sha(data):
    return hashlib.sha256(data).hexdigest()


def prepared(im, spec):
    """torchvision's Resize and CenterCrop, restated on Pillow."""
    method = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}[spec["interpolation"]]
    size, (w, h) = spec["size"], im.size
    if spec["crop"] == "squash":
        return im.resize((size, size), method)
    short, long = min(w, h), max(w, h)
    new_long = int(spec["resize"] * long / short)
    im = im.resize((spec["resize"], new_long) if w <= h else (new_long, spec["resize"]), method)
    w, h = im.size
    if size > w or size > h:
        left, top = max(0, (size - w) // 2), max(0, (size - h) // 2)
        right, bottom = max(0, (size - w + 1) // 2), max(0, (size - h + 1) // 2)
        im = ImageOps.expand(im, (left, top, right, bottom), fill=0)
        w, h = im.size
    left, top = int(round((w - size) / 2.0)), int(round((h - size) / 2.0))
    return im.crop((left, top, left + size, top + size))


def normalised(pixels):
    """torchvision's ToTensor and Normalize, [3, size, size] float32."""
    mean = np.array([0.485, 0.456, 0.406], np.float32)[:, None, None]
    std = np.array([0.229, 0.224, 0.225], np.float32)[:, None, None]
    x = pixels.transpose(2, 0, 1).astype(np.float32) / np.float32(255)
    return np.ascontiguousarray((x - mean) / std)


def spec(size, resize, interpolation, crop="center", upright=False):
    return {"size": size, "resize": resize, "interpolation": interpolation, "crop": crop, "upright": upright}


SPECS = [
    spec(224, 256, "bicubic"), spec(224, 256, "bilinear"), spec(64, 64, "bicubic"), spec(96, 96, "bilinear", "squash"),
    spec(33, 0, "bicubic", "squash"), spec(48, 40, "bilinear"), spec(47, 40, "bicubic"), spec(1, 1, "bicubic"), spec(1, 7, "bilinear"),
]
SPECS[4]["resize"] = 33
UPRIGHT = [spec(31, 35, "bicubic", upright=True), spec(20, 20, "bilinear", "squash", upright=True)]


def outcome(data, specs):
    im = Image.open(io.BytesIO(data))
    orientation = im.getexif().get(0x0112, 1)
    rgb = im.convert("RGB")
    if im.format == "TIFF":
        orientation = 1  # Pillow has turned the pixels already
    row = {"width": rgb.width, "height": rgb.height, "orientation": orientation, "rgb": sha(rgb.tobytes()), "inputs": []}
    for s in specs:
        turned = ImageOps.exif_transpose(im).convert("RGB") if s["upright"] else rgb
        p = np.asarray(prepared(turned, s))
        row["inputs"].append({**s, "pixels": sha(p.tobytes()), "values": sha(normalised(p).tobytes())})
    return row


def photographs(folders):
    rows = []
    for folder in folders:
        names = sorted(os.path.join(d, n) for d, _, ns in os.walk(folder) for n in ns if n.lower().endswith((".jpg", ".jpeg", ".png")))
        for name in names[:: max(1, len(names) // 8)][:8]:
            data = open(name, "rb").read()
            rows.append({"file": os.path.relpath(name, os.path.dirname(os.path.abspath(folders[0]))), "sha256": sha(data), **outcome(data, SPECS[:4])})
    return rows


def main():
    for draw in (jpegs, pngs, webps, gifs, bmps, tiffs):
        draw()
    os.makedirs(OUT, exist_ok=True)
    for name in os.listdir(OUT):
        os.remove(os.path.join(OUT, name))
    rows = []
    for name, data in sorted(files.items()):
        with open(os.path.join(OUT, name), "wb") as f:
            f.write(data)
        specs = SPECS if name.endswith(".jpg") else SPECS[:1]
        try:
            rows.append({"file": name, **outcome(data, specs + (UPRIGHT if name.startswith("exif") else []))})
        except Exception as e:
            rows.append({"file": name, "error": str(e)})
            print("Pillow refuses", name, e)
    table = {"made_with": f"Pillow {PIL.__version__}, libjpeg-turbo {features.version('libjpeg_turbo')}, numpy {np.__version__}",
             "pictures": rows, "photographs": []}
    if "--photos" in sys.argv:
        table["photographs"] = photographs(sys.argv[sys.argv.index("--photos") + 1 :])
    with open(os.path.join(HERE, "pillow.json"), "w") as f:
        f.write("{\n" + json.dumps("made_with") + ": " + json.dumps(table["made_with"]))
        for part in ("pictures", "photographs"):
            f.write(",\n" + json.dumps(part) + ": [\n" + ",\n".join(json.dumps(row) for row in table[part]) + "\n]")
        f.write("\n}\n")
    print(len(rows), "pictures,", sum(map(len, files.values())), "bytes,", len(table["photographs"]), "photographs")


main()
