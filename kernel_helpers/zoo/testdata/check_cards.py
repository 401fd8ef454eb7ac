"""Compares the cards in kernel_helpers/zoo/cards with the programs that published their models.

What a card says of its model is compared with timm's configuration and network. How it prepares pictures is compared
with OpenCLIP's configuration where OpenCLIP published the model, with timm's otherwise. It prints one line for each card,
and one for each difference: with its reason from EXPLAINED, or as UNEXPLAINED, which ends the script with 1. It needs
neither weights nor a network. With timm, torch, open_clip_torch and PyYAML installed, from the root of the checkout:

    python kernel_helpers/zoo/testdata/check_cards.py            # compare
    python kernel_helpers/zoo/testdata/check_cards.py --write    # and write tensors.json anew, for the Go test
"""
import json
import math
import pathlib
import re
import sys

import open_clip
import timm
import torch
import yaml

HERE = pathlib.Path(__file__).parent

# the models that OpenCLIP publishes: its name and tag
OPEN_CLIP = {
    "clip-convnext-xxlarge": ("convnext_xxlarge", "laion2b_s34b_b82k_augreg_rewind"),
    "clip-vit-l14": ("ViT-L-14", "datacomp_xl_s13b_b90k"),
    "clip-vit-h14": ("ViT-H-14", "laion2b_s32b_b79k"),
    "clip-vit-b16": ("ViT-B-16", "datacomp_xl_s13b_b90k"),
    "clip-vit-b32": ("ViT-B-32", "datacomp_xl_s13b_b90k"),
    "siglip2-b16": ("ViT-B-16-SigLIP2", "webli"),
    "siglip2-so400m14": ("ViT-SO400M-14-SigLIP2", "webli"),
    "siglip2-so400m14-378": ("ViT-SO400M-14-SigLIP2-378", "webli"),
    "pe-core-l14": ("PE-Core-L-14-336", "meta"),
    "pe-core-b16": ("PE-Core-B-16", "meta"),
    "pe-core-s16": ("PE-Core-S-16-384", "meta"),
    "pe-core-t16": ("PE-Core-T-16-384", "meta"),
}

# differences that are wanted: the beginning of the card's name, what differs, the card's value, why
KNN = "Meta's own nearest neighbours resize to 256 and crop 224"
EXPLAINED = [
    ("clip-", "license", None, "the original by OpenCLIP is under the MIT licence"),
    ("dinov2-", "size", 224, KNN),
    ("dinov2-", "resize", 256, KNN),
    ("dinov2-", "position", "meta", "Meta's own resampling of the positions, for its models without registers"),
    ("dinov3-", "size", 224, KNN),
    ("dinov3-", "resize", 256, KNN),
    ("dinov3-vit-", "pooling", "token", "Meta takes the class token, timm the mean of the patches"),
]


def said(card):
    """What the card says, with vfm's defaults filled in."""
    a, i = card["architecture"], card["input"]
    values = {
        "size": i["size"], "resize": i.get("resize", i["size"]), "interpolation": i["interpolation"], "crop": i["crop"],
        "mean": i["mean"], "std": i["std"], "dim": card["dim"], "parameters": card["parameters"], "eps": [float(a["eps"])],
        "activation": a.get("activation", "gelu"), "projection": a.get("projection", False), "license": card["license"].split(" (")[0].lower().replace(" ", "-"),
    }
    if a["kind"] != "convnext":
        values |= {"heads": a["heads"], "pooling": a.get("pooling", "token"), "position": a.get("position", "timm"), "rope": a.get("rope")}
        if a.get("pooling") == "map":
            values["pool_heads"] = a.get("pool_heads", a["heads"])
    return values


def of_timm(model):
    """What timm's configuration and network say. A head is a projection unless it names ImageNet's 1,000 classes."""
    cfg = model.pretrained_cfg
    size = cfg["input_size"][1]
    projection = model.num_classes not in (0, 1000)
    norms = [m for m in model.modules() if isinstance(m, torch.nn.LayerNorm)]
    (act,) = {(type(m).__name__, getattr(m, "approximate", "none")) for m in model.modules() if "GELU" in type(m).__name__}
    values = {
        "size": size, "resize": math.floor(size / cfg["crop_pct"]), "interpolation": cfg["interpolation"],
        "crop": cfg.get("crop_mode") or "center", "mean": list(cfg["mean"]), "std": list(cfg["std"]),
        "dim": model.num_classes if projection else model.num_features,
        "parameters": rounded(sum(p.numel() for p in model.parameters())), "eps": sorted({m.eps for m in norms}),
        "activation": {("GELU", "none"): "gelu", ("GELUTanh", "none"): "gelu_tanh", ("QuickGELU", "none"): "quick_gelu"}[act],
        "projection": projection, "license": cfg.get("license"),
    }
    if hasattr(model, "blocks"):
        rope = {"NoneType": None, "RotaryEmbeddingDinoV3": "dinov3", "RotaryEmbeddingCat": "pe"}[type(getattr(model, "rope", None)).__name__]
        values |= {"heads": model.blocks[0].attn.num_heads, "pooling": model.global_pool, "position": "timm", "rope": rope}
        if model.global_pool == "map":
            values["pool_heads"] = model.attn_pool.num_heads
    return values


def of_open_clip(name, tag):
    """What OpenCLIP's configuration says of pictures, and the length of its embedding."""
    cfg, model = open_clip.get_pretrained_cfg(name, tag), open_clip.get_model_config(name)
    size = model["vision_cfg"]["image_size"]
    return {
        "size": size, "resize": size, "interpolation": cfg["interpolation"], "mean": list(cfg["mean"]), "std": list(cfg["std"]),
        "crop": {"shortest": "center", "squash": "squash"}[cfg["resize_mode"]], "dim": model["embed_dim"],
    }


def text_differences(card):
    """Compares what the card says of the text model with OpenCLIP's configuration; returns how many values differ."""
    name, tag = OPEN_CLIP[card["name"]]
    text, cfg = card["text"], open_clip.get_model_config(name)["text_cfg"]
    repository = open_clip.get_pretrained_cfg(name, tag)["hf_hub"].strip("/")
    have = {"weights": text["weights"], "heads": text["architecture"]["heads"], "eps": float(text["architecture"]["eps"]), "context": text["context"]}
    want = {"weights": f"hf:{repository}@main/open_clip_model.safetensors", "heads": cfg["heads"], "eps": 1e-5, "context": cfg["context_length"]}
    for field in have:
        if have[field] != want[field]:
            print(f"    text {field}: {have[field]}, not {want[field]}: UNEXPLAINED")
    return sum(have[field] != want[field] for field in have)


def rounded(n):
    """A count with three digits, as the cards write it."""
    millions = n / 1e6
    return f"{millions:.{max(0, 2 - math.floor(math.log10(millions)))}f}M"


def shapes(model):
    """The tensors as {name: shape}, blocks of equal shapes as one entry with their range in the name."""
    groups = {}
    for name, tensor in model.state_dict().items():
        assert tensor.dtype == torch.float32, name
        found = re.fullmatch(r"(.*blocks\.)(\d+)(\..*)", name)
        key = (found[1], found[3], tuple(tensor.shape)) if found else (name, None, tuple(tensor.shape))
        groups.setdefault(key, []).append(int(found[2]) if found else 0)
    packed = {}
    for (head, tail, shape), numbers in groups.items():
        assert numbers == list(range(len(numbers))), head
        packed[head if tail is None else f"{head}0-{len(numbers) - 1}{tail}"] = list(shape)
    return packed


def reason(name, field, value):
    for prefix, of, wanted, why in EXPLAINED:
        if name.startswith(prefix) and of == field and wanted in (None, value):
            return why
    return None


def compare(card, model):
    """Prints the differences and returns how many have no reason."""
    name, repository = card["name"], re.fullmatch(r"hf:(timm/[^@]+)@main/model\.safetensors", card["weights"])[1]
    have, want, by = said(card), of_timm(model), "timm"
    unexplained = 0
    if model.pretrained_cfg["hf_hub_id"] != repository:
        print(f"    UNEXPLAINED: the weights are of {repository}, timm's are of {model.pretrained_cfg['hf_hub_id']}")
        unexplained += 1
    if name in OPEN_CLIP:
        want |= of_open_clip(*OPEN_CLIP[name])
        by = "timm and OpenCLIP"
    differ = [field for field in have if have[field] != want[field]]
    print(f"{name:28} {card['parameters']:>6} {card['dim']:5}   agrees with {by} on {len(have) - len(differ)} of {len(have)}", flush=True)
    for field in differ:
        why = reason(name, field, have[field])
        print(f"    {field}: {have[field]}, not {want[field]}: {why or 'UNEXPLAINED'}")
        unexplained += why is None
    return unexplained


def main():
    unexplained, tensors = 0, {}
    for path in sorted((HERE.parent / "cards").glob("*.yaml")):
        card = yaml.safe_load(path.read_text())
        with torch.device("meta"):  # shapes, no values
            model = timm.create_model(re.search(r"timm/([^@]+)@", card["weights"])[1], pretrained=False)
        unexplained += compare(card, model)
        if "text" in card:
            unexplained += text_differences(card)
        tensors[card["name"]] = shapes(model)
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(t, separators=(',', ':'))}" for name, t in tensors.items())
    text, path = "{\n" + rows + "\n}\n", HERE / "tensors.json"
    if "--write" in sys.argv[1:]:
        path.write_text(text)
    elif path.read_text() != text:
        print("UNEXPLAINED: tensors.json is not what timm", timm.__version__, "has; write it anew with --write")
        unexplained += 1
    print(f"\ntimm {timm.__version__}, open_clip {open_clip.__version__}: {len(tensors)} cards, {unexplained} unexplained differences")
    sys.exit(int(unexplained > 0))


if __name__ == "__main__":
    main()
