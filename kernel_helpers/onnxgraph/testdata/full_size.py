"""Compares vfm with timm at full size: the seven models of the article and others, with weights drawn at random.

For each model timm's state dict is written as a .safetensors file with a card, `vfm run` embeds four pictures with
it, in float32 and in float16, and the vectors in vfm's cache are compared with timm's own in float32, all of length
1. It prints one line for each run: the relative error |vfm - timm| / |timm| of the worst picture (the limit is 1e-5,
in float16 5e-3), how far the pictures' vectors are from their mean, and what the run took: the most memory that
the process had, and how much of it was no mapped file (Linux). On a CPU ONNX Runtime has few operators in float16 and computes the others in
float32 of the rounded weights. From the root of the checkout, with timm, torch and safetensors installed, about 4 GB of free disk and 12 GB of memory:

    python kernel_helpers/onnxgraph/testdata/full_size.py [NAME...]
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import numpy as np
import timm
import torch
from PIL import Image
from safetensors.numpy import load_file
from safetensors.torch import save_file

from generate import before_head, first_token, randomise, whole

VIT, CLIP = "kind: vit, eps: 1e-6", "kind: vit, eps: 1e-5, projection: true"
CONV = "kind: convnext, eps: 1e-6"
DINO3 = "kind: eva, rope: dinov3, eps: 1e-5"
PE = "kind: eva, rope: pe, eps: 1e-5, pooling: map, pool_heads: 8, projection: true"

# timm name, input size, architecture, what the embedding is
MODELS = [
    ("convnext_xxlarge.clip_laion2b_rewind", 256, "kind: convnext, eps: 1e-5, projection: true", whole),
    ("vit_large_patch14_clip_224.datacompxl", 224, CLIP + ", heads: 16", whole),
    ("vit_huge_patch14_clip_224.laion2b", 224, CLIP + ", heads: 16", whole),
    ("vit_large_patch14_dinov2.lvd142m", 224, VIT + ", heads: 16", before_head),
    ("vit_base_patch14_dinov2.lvd142m", 224, VIT + ", heads: 12", before_head),
    ("vit_large_patch16_224.augreg_in21k_ft_in1k", 224, VIT + ", heads: 16", before_head),
    ("convnext_large.fb_in22k_ft_in1k", 224, CONV, before_head),
    # not of the article: the smaller ConvNeXt, registers, DeiT and DeiT3, SigLIP2, conv_mlp
    ("convnext_base.fb_in22k_ft_in1k", 224, CONV, before_head),
    ("vit_base_patch14_reg4_dinov2.lvd142m", 224, VIT + ", heads: 12", before_head),
    ("vit_large_patch14_reg4_dinov2.lvd142m", 224, VIT + ", heads: 16", before_head),
    ("deit_tiny_patch16_224.fb_in1k", 224, VIT + ", heads: 3", before_head),
    ("deit3_base_patch16_224.fb_in22k_ft_in1k", 224, VIT + ", heads: 12", before_head),
    ("vit_base_patch16_siglip_224.v2_webli", 224, VIT + ", heads: 12, pooling: map", before_head),
    ("vit_so400m_patch14_siglip_224.v2_webli", 224, VIT + ", heads: 16, pooling: map", before_head),
    ("convnext_atto.d2_in1k", 224, CONV, before_head),
    # the next generation: DINOv3, also with SwiGLU and at another size, and the Perception Encoder
    ("convnext_tiny.dinov3_lvd1689m", 224, CONV, before_head),
    ("vit_small_patch16_dinov3.lvd1689m", 224, DINO3 + ", heads: 6", first_token),
    ("vit_small_plus_patch16_dinov3.lvd1689m", 256, DINO3 + ", heads: 6", first_token),
    ("vit_base_patch16_dinov3.lvd1689m", 256, DINO3 + ", heads: 12", first_token),
    ("vit_large_patch16_dinov3.lvd1689m", 256, DINO3 + ", heads: 16, pooling: mean", before_head),
    ("vit_pe_core_tiny_patch16_384.fb", 384, PE + ", heads: 3", whole),
    ("vit_pe_core_small_patch16_384.fb", 224, PE + ", heads: 6", whole),
    ("vit_pe_core_base_patch16_224.fb", 224, PE + ", heads: 12", whole),
    ("vit_pe_core_large_patch14_336.fb", 336, PE + ", heads: 16", whole),
]


def pictures(folder, size):
    """Writes four smooth noisy pictures, two of each class, and returns their pixels [4, 3, size, size], 0 to 1."""
    rng = np.random.default_rng(0)
    pixels = []
    for i in range(4):
        small = Image.fromarray(rng.integers(0, 256, (9, 9, 3), dtype=np.uint8)).resize((size, size), Image.BICUBIC)
        noise = rng.integers(-20, 21, (size, size, 3))
        p = np.clip(np.asarray(small).astype(int) + noise, 0, 255).astype(np.uint8)
        path = folder / f"class{i // 2}" / f"{i}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(p).save(path)
        pixels.append(torch.from_numpy(p).permute(2, 0, 1))
    return torch.stack(pixels).float() / 255


def compare(name, size, architecture, embed, dir):
    pixels = (pictures(dir / "set" / "all", size) - 0.5) / 0.25
    model = randomise(timm.create_model(name, pretrained=False), 1)
    parameters = sum(p.numel() for p in model.parameters())
    (dir / "models").mkdir()
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, dir / "models" / "w.safetensors")
    if tuple(model.default_cfg["input_size"][1:]) != (size, size) and hasattr(model, "set_input_size"):
        model.set_input_size(img_size=(size, size))
    with torch.no_grad():
        want = torch.cat([embed(model, p[None]) for p in pixels]).numpy()
    del model
    want /= np.linalg.norm(want, axis=1, keepdims=True)
    write = lambda path, text: (dir / path).write_text(text)
    write("suite.yaml", "name: full\ntitle: Full size\ndatasets: [set]\nfamilies: {F: [m]}\n")
    write("set/dataset.yaml", "name: set\ntask: retrieval\nlicense: none\nsource: dir:.\nlayout: folders\nsplits: {gallery: all}\n")
    write("models/m.yaml", f"name: m\nlicense: none\nweights: file:w.safetensors\nformat: safetensors\narchitecture: {{{architecture}}}\n"
          f"input: {{size: {size}, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]}}\ndim: {want.shape[1]}\n")
    spread = np.linalg.norm(want - want.mean(0), axis=1).min()
    worst = 0
    for precision, limit in (("fp32", 1e-5), ("fp16", 5e-3)):
        started = time.time()
        got, weights, onnx, (memory, own) = embedded(dir, precision)
        seconds = time.time() - started
        error = np.linalg.norm(got - want, axis=1).max()
        worst = max(worst, error / limit)
        print(f"{name:44} {precision} {parameters / 1e6:7.1f} M {want.shape[1]:5} {error:9.1e} {spread:8.2f} {weights / 1e6:8.0f} MB "
              f"{memory / 1e6:8.0f} MB {own / 1e6:8.0f} MB {onnx / 1e3:7.0f} kB {seconds:6.1f} s", flush=True)
    return worst


def embedded(dir, precision):
    """Runs vfm; returns the vectors, the bytes of the graph's weights and of the graph, and the memory it took."""
    cache = dir / precision
    vfm = [os.environ["VFM"]] if "VFM" in os.environ else ["go", "run", "./kernel_helpers/cmd/vfm"]
    run = subprocess.Popen(vfm + ["run", "-suite", str(dir / "suite.yaml"), "-out", str(dir / "out"), "-precision", precision],
                           env={**os.environ, "VFM_CACHE": str(cache)}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    memory = watch(run)
    if run.returncode:
        sys.exit(run.stderr.read())
    (stored,) = (cache / "embeddings").glob("*/*/vectors.safetensors")
    (got,) = load_file(stored).values()
    sizes = [path.stat().st_size for name in ("weights.safetensors", "*.onnx") for path in (cache / "graphs").glob("*/" + name)]
    shutil.rmtree(cache)
    return got, *sizes, memory


def watch(run):
    """Waits for a process; returns the most bytes of memory that it had, and of memory that no file backs."""
    most = {"VmHWM": 0, "RssAnon": 0}
    while run.poll() is None:
        try:
            status = pathlib.Path(f"/proc/{run.pid}/status").read_text()
        except OSError:
            continue
        for line in status.splitlines():
            name, _, value = line.partition(":")
            if name in most:
                most[name] = max(most[name], int(value.split()[0]) * 1024)
        time.sleep(0.01)
    return most["VmHWM"], most["RssAnon"]


def main():
    print(f"{'model':49} {'size':>9} {'dim':>5} {'error':>9} {'spread':>8} {'weights':>11} {'memory':>11} {'own':>11} {'graph':>10} {'vfm run':>8}")
    worst = 0
    for m in MODELS:
        if sys.argv[1:] and m[0] not in sys.argv[1:]:
            continue
        dir = pathlib.Path(tempfile.mkdtemp(prefix="vfm-full-"))
        try:
            worst = max(worst, compare(*m, dir))
        finally:
            shutil.rmtree(dir)
    sys.exit(int(worst > 1))


if __name__ == "__main__":
    main()
