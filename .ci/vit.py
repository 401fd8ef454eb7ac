"""A vision transformer in numpy, from weights in timm's naming: independent of vfm's graphs and of ONNX Runtime."""

import json
import math

import numpy as np

TYPES = {"F16": np.float16, "F32": np.float32}


def read_tensors(path):
    """Returns the tensors of a safetensors file as float32."""
    data = path.read_bytes()
    end = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:end])
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(data[end:], TYPES[t["dtype"]], math.prod(t["shape"]), t["data_offsets"][0]).reshape(t["shape"]).astype(np.float32)
        for name, t in header.items()
    }


def erf(x):
    """Abramowitz and Stegun 7.1.26, off by 1.5e-7 at most."""
    t = 1 / (1 + 0.3275911 * np.abs(x))
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.sign(x) * (1 - series * np.exp(-x * x))


def embed(w, spec, pixels):
    """[n, 3, size, size] to [n, dim]: the class token after the last norm, through CLIP's projection if it has one."""
    heads, eps = spec["heads"], float(spec["eps"])

    def norm(x, name):
        x = x - x.mean(-1, keepdims=True)
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + eps) * w[name + ".weight"] + w[name + ".bias"]

    def linear(x, name):
        return x @ w[name + ".weight"].T + w[name + ".bias"]

    n, _, size, _ = pixels.shape
    width, _, patch, _ = w["patch_embed.proj.weight"].shape
    grid = size // patch
    patches = pixels.reshape(n, 3, grid, patch, grid, patch).transpose(0, 2, 4, 1, 3, 5).reshape(n, grid * grid, -1)
    x = patches @ w["patch_embed.proj.weight"].reshape(width, -1).T + w["patch_embed.proj.bias"]
    x = np.concatenate([np.broadcast_to(w["cls_token"], (n, 1, width)), x], 1) + w["pos_embed"]
    tokens, depth = x.shape[1], len([name for name in w if name.endswith(".attn.qkv.weight")])
    for block in (f"blocks.{i}." for i in range(depth)):
        qkv = linear(norm(x, block + "norm1"), block + "attn.qkv").reshape(n, tokens, 3, heads, width // heads)
        q, k, v = qkv.transpose(2, 0, 3, 1, 4)
        scores = q @ k.transpose(0, 1, 3, 2) / math.sqrt(width // heads)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        attended = (scores / scores.sum(-1, keepdims=True) @ v).transpose(0, 2, 1, 3).reshape(n, tokens, width)
        x = x + linear(attended, block + "attn.proj")
        hidden = linear(norm(x, block + "norm2"), block + "mlp.fc1")
        x = x + linear(hidden * (1 + erf(hidden / math.sqrt(2))) / 2, block + "mlp.fc2")
    x = norm(x[:, 0], "norm")
    return x @ w["head.weight"].T if spec.get("projection") else x
