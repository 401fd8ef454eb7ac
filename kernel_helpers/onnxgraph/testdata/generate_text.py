"""Writes small random text towers and what open_clip and transformers compute from them.

The .safetensors files are state dicts of tiny models, some with their image tower. text_cases.json lists, for each
case, the file, the card's side of it, the ids of some texts and their embeddings. Run it with open_clip,
transformers, torch and safetensors installed:

    python generate_text.py
"""
import json
import pathlib

import torch
from open_clip.model import CLIP, CustomTextCLIP
from safetensors.torch import save_file
from transformers import CLIPConfig, CLIPModel

from generate import randomise

HERE = pathlib.Path(__file__).parent
START, END = 38, 39  # the largest ids, as in CLIP's vocabulary

# Ended and padded with 0; filled to the end; two ends, of which the first counts; the largest id in front; no end.
IDS = [
    [START, 5, 17, 3, END, 0, 0, 0, 0],
    [START, 8, 8, 1, 30, 22, 9, 11, END],
    [START, 4, END, 2, END, 0, 0, 0, 0],
    [END, 6, 7, 0, 0, 0, 0, 0, 0],
    [3, 1, 37, 2, 37, 0, 0, 0, 0],
]
SHORT = [ids[:6] for ids in IDS if not any(ids[6:])]  # those that fit
VISION = dict(image_size=4, layers=1, width=4, head_width=4, patch_size=4, mlp_ratio=1)
TEXT = dict(context_length=9, vocab_size=40, width=16, heads=2, layers=2, mlp_ratio=1)
CASES = []


@torch.no_grad()
def save(name, model, architecture, embed, ids=IDS, weights=None, drop=()):
    weights = weights or name
    state = {k: v.contiguous() for k, v in model.state_dict().items() if k not in drop}
    save_file(state, HERE / f"{weights}.safetensors", metadata={"format": "pt"})
    CASES.append({"Name": name, "Weights": f"{weights}.safetensors", "Architecture": architecture, "Context": len(ids[0]),
                  "Ids": ids, "Embeddings": embed(torch.tensor(ids)).float().tolist()})


def padded(model):
    """Embeds texts at the model's full length."""
    return lambda ids: model.encode_text(torch.nn.functional.pad(ids, (0, 9 - ids.shape[1])))


def main():
    clip = {"Kind": "text", "Heads": 2, "Eps": 1e-5}
    model = randomise(CLIP(7, VISION, TEXT), 1)
    save("text_clip", model, clip, model.encode_text)
    save("text_clip_short", model, clip, padded(model), ids=SHORT, weights="text_clip")
    quick = CLIP(7, VISION, TEXT, quick_gelu=True).eval()
    quick.load_state_dict(model.state_dict())
    save("text_clip_quick", quick, {**clip, "Activation": "quick_gelu"}, quick.encode_text, weights="text_clip")

    last = dict(no_causal_mask=True, proj_bias=True, pool_type="last", norm_kwargs={"eps": 1e-6}, act_kwargs={"approximate": "tanh"})
    model = randomise(CustomTextCLIP(7, VISION, {**TEXT, "layers": 1, **last}, init_logit_bias=-10), 2)
    save("text_siglip", model, {**clip, "Eps": 1e-6, "Activation": "gelu_tanh", "Pooling": "last", "Mask": "none"}, model.encode_text)

    config = CLIPConfig(
        text_config=dict(vocab_size=40, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
                         max_position_embeddings=9, hidden_act="gelu", bos_token_id=START, eos_token_id=END, pad_token_id=0),
        vision_config=dict(hidden_size=4, intermediate_size=4, num_hidden_layers=1, num_attention_heads=1, image_size=4, patch_size=4),
        projection_dim=7)
    model = randomise(CLIPModel(config), 3)

    def embed(ids):
        return model.text_projection(model.text_model(input_ids=ids).pooler_output)

    save("text_transformers", model, clip, embed, ids=IDS[:4])  # all with an end, which transformers looks for
    lines = ",\n".join(json.dumps(c) for c in CASES)
    (HERE / "text_cases.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
