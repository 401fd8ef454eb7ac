"""Compares vfm's text towers with open_clip at full size, with weights drawn at random.

For each model open_clip's text tower is written as a .safetensors file with a card, vfm writes its graph, ONNX Runtime
runs it on the ids of eight texts, and the vectors are compared with open_clip's own (in one case with those of
transformers, whose tensors have other names), both of length 1. It prints one line for each model: the relative error
of the worst text (the limit is 1e-5), how far the texts' vectors are from their mean, and the size of the graph. From
the root of the checkout, with open_clip, transformers, onnxruntime and safetensors installed, about 2 GB of free disk
and 6 GB of memory:

    python kernel_helpers/onnxgraph/testdata/full_size_text.py [NAME...]
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import onnxruntime
import open_clip
import torch
from open_clip.model import _build_text_tower
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModelWithProjection

from generate import randomise

CLIP = "kind: text, eps: 1e-5"
SIGLIP = "kind: text, eps: 1e-6, activation: gelu_tanh, mask: none, pooling: last"

# open_clip's name, architecture; the first three are the article's
MODELS = [
    ("convnext_xxlarge", CLIP + ", heads: 16"),
    ("ViT-L-14", CLIP + ", heads: 12"),
    ("ViT-H-14", CLIP + ", heads: 16"),
    ("ViT-B-32", CLIP + ", heads: 8"),
    ("ViT-B-32-quickgelu", CLIP + ", heads: 8, activation: quick_gelu"),
    ("PE-Core-S-16-384", CLIP + ", heads: 8"),
    ("ViT-B-16-SigLIP2", SIGLIP + ", heads: 12"),
    ("transformers:ViT-L-14", CLIP + ", heads: 12"),
]


def build(name):
    """Returns a random text tower, how it embeds ids, its state dict, its size of vocabulary and its context."""
    transformers = name.startswith("transformers:")
    config = open_clip.get_model_config(name.removeprefix("transformers:"))
    text = config["text_cfg"]
    if transformers:
        model = CLIPTextModelWithProjection(CLIPTextConfig(
            vocab_size=text["vocab_size"], hidden_size=text["width"], intermediate_size=4 * text["width"], hidden_act="gelu",
            num_hidden_layers=text["layers"], num_attention_heads=text["heads"], projection_dim=config["embed_dim"],
            max_position_embeddings=text["context_length"], bos_token_id=49406, eos_token_id=49407))
        embed, prefix = (lambda ids: model(input_ids=ids).text_embeds), ""
    else:
        model = _build_text_tower(config["embed_dim"], text, config.get("quick_gelu", False))
        embed, prefix = model, "text." if config.get("custom_text") else ""
    randomise(model, 1)
    state = {prefix + k: v.contiguous() for k, v in model.state_dict().items()}
    state["logit_scale"] = torch.tensor(4.6)
    return model, embed, state, text.get("vocab_size", 49408), text["context_length"]


def texts(vocabulary, context):
    """Draws the ids of eight texts of any length: the first id but one, words, the largest id, zeros."""
    rng, ids = np.random.default_rng(0), np.zeros((8, context), dtype=np.int64)
    for row, length in zip(ids, rng.integers(1, context - 1, 8)):
        row[0], row[1:length], row[length] = vocabulary - 2, rng.integers(1, vocabulary - 2, length - 1), vocabulary - 1
    return ids


@torch.no_grad()
def compare(name, architecture, dir):
    model, embed, state, vocabulary, context = build(name)
    parameters = sum(p.numel() for p in model.parameters())
    save_file(state, dir / "weights.safetensors")
    ids = texts(vocabulary, context)
    want = embed(torch.from_numpy(ids)).numpy()
    del model, embed, state
    (dir / "m.yaml").write_text(
        f"name: m\nlicense: none\nweights: file:none.safetensors\nformat: safetensors\narchitecture: {{kind: vit, heads: 1, eps: 1e-6}}\n"
        f"input: {{size: 224, mean: [0, 0, 0], std: [1, 1, 1]}}\ndim: {want.shape[1]}\n"
        f"text: {{weights: file:weights.safetensors, architecture: {{{architecture}}}, context: {context}}}\n")
    program = [os.environ["TEXTGRAPH"]] if "TEXTGRAPH" in os.environ else ["go", "run", "./kernel_helpers/onnxgraph/testdata/textgraph"]
    subprocess.run(program + [str(dir / "m.yaml"), str(dir / "model.onnx")], check=True)
    session = onnxruntime.InferenceSession(dir / "model.onnx", providers=["CPUExecutionProvider"])
    (got,) = session.run(["embedding"], {"text": ids})
    got /= np.linalg.norm(got, axis=1, keepdims=True)
    want /= np.linalg.norm(want, axis=1, keepdims=True)
    error, spread = np.linalg.norm(got - want, axis=1).max(), np.linalg.norm(want - want.mean(0), axis=1).min()
    print(f"{name:24} {parameters / 1e6:7.1f} M {want.shape[1]:5} {error:9.1e} {spread:8.2f} {os.path.getsize(dir / 'model.onnx') / 1e3:7.0f} kB", flush=True)
    return error


def main():
    print(f"{'model':24} {'size':>9} {'dim':>5} {'error':>9} {'spread':>8} {'graph':>10}")
    worst = 0
    for m in MODELS:
        if sys.argv[1:] and m[0] not in sys.argv[1:]:
            continue
        dir = pathlib.Path(tempfile.mkdtemp(prefix="vfm-text-"))
        try:
            worst = max(worst, compare(*m, dir))
        finally:
            shutil.rmtree(dir)
    sys.exit(int(worst > 1e-5))


if __name__ == "__main__":
    main()
