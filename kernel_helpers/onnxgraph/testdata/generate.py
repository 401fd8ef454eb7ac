"""Writes small random models of every option of a tower, and what timm computes from them.

The .safetensors files are state dicts of tiny timm models. cases.json lists, for each case, the file, the card's
side of it (architecture, input size) and the embeddings of two images, whose pixels are given by a formula so that
they need not be kept. grids.json has grids of positions, resampled by PyTorch. Run it with timm, torch and safetensors installed:

    python generate.py
"""
import copy
import json
import pathlib
from functools import partial

import timm
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from timm.models.convnext import ConvNeXt
from timm.models.eva import Eva
from timm.models.vision_transformer import VisionTransformer

HERE = pathlib.Path(__file__).parent


def randomise(model, seed):
    """Draws every parameter anew: LayerScale, biases and norms too, which start as constants."""
    g = torch.Generator().manual_seed(seed)
    for name, p in model.named_parameters():
        r = torch.randn(p.shape, generator=g)
        if p.ndim <= 1:
            p.data = 0.3 * r + (1.0 if name.endswith("weight") or "gamma" in name else 0.0)
        elif "token" in name or "pos" in name or "latent" in name:
            p.data = 0.5 * r
        else:
            p.data = r * (p[0].numel() ** -0.5)
    return model.eval()


def pixels_of(size):
    """Value i of the flat [2, 3, size, size] is (7919 i mod 1000) / 500 - 1."""
    i = torch.arange(2 * 3 * size * size, dtype=torch.int64)
    return ((i * 7919 % 1000).double() / 500 - 1).float().reshape(2, 3, size, size)


CASES = []


@torch.no_grad()
def save(name, model, size, architecture, embed, weights=None, drop=()):
    embeddings = embed(model, pixels_of(size)).float()
    weights = weights or name
    state = {k: v.contiguous() for k, v in model.state_dict().items() if k not in drop}
    save_file(state, HERE / f"{weights}.safetensors", metadata={"format": "pt"})
    CASES.append({"Name": name, "Weights": f"{weights}.safetensors", "Architecture": architecture, "Size": size,
                  "Embeddings": embeddings.tolist()})


def before_head(model, pixels):
    return model.forward_head(model.forward_features(pixels), pre_logits=True)


def first_token(model, pixels):
    return model.forward_features(pixels)[:, 0]


def whole(model, pixels):
    return model(pixels)


def resample(grid, height, width, how):
    """Resamples [1, dim, h, w] as Meta's dinov2, transformers or timm do."""
    if how == "meta":
        scale = (height + 0.1) / grid.shape[-2], (width + 0.1) / grid.shape[-1]
        new = F.interpolate(grid, scale_factor=scale, mode="bicubic", antialias=False)
    else:
        new = F.interpolate(grid, size=(height, width), mode="bicubic", antialias=how == "timm")
    assert new.shape[-2:] == (height, width)
    return new


def resampled(how):
    """Embeds at a size that is not the model's own, with the grid resampled as `how` says."""

    def embed(model, pixels):
        side = pixels.shape[-1] // 4
        grid = model.pos_embed[:, 1:].reshape(1, 7, 7, -1).permute(0, 3, 1, 2)
        new = resample(grid, side, side, how)
        x = model.patch_embed.proj(pixels).flatten(2).transpose(1, 2)
        x = torch.cat([model.cls_token.expand(x.shape[0], -1, -1), x], 1)
        x = x + torch.cat([model.pos_embed[:, :1], new.flatten(2).transpose(1, 2)], 1)
        return model.norm(model.blocks(model.norm_pre(x)))[:, 0]

    return embed


def grids():
    """Resamples grids whose flat value i is (7919 i mod 1000) / 500 - 1."""
    cases = []
    for old, new in (((37, 37), (16, 16)), ((16, 16), (24, 24)), ((12, 9), (7, 10))):
        i = torch.arange(old[0] * old[1], dtype=torch.int64)
        grid = ((i * 7919 % 1000).double() / 500 - 1).float().reshape(1, 1, *old)
        for how in ("timm", "meta", "hf"):
            values = [round(v, 7) for v in resample(grid, *new, how).flatten().tolist()]
            cases.append({"Position": how, "Old": old, "New": new, "Values": values})
    lines = ",\n".join(json.dumps(c) for c in cases)
    (HERE / "grids.json").write_text(f"[\n{lines}\n]\n")


def vit(seed, **kw):
    base = dict(img_size=16, patch_size=4, embed_dim=12, depth=2, num_heads=3, mlp_ratio=2, num_classes=0)
    return randomise(VisionTransformer(**{**base, **kw}), seed)


def convnext(seed, **kw):
    base = dict(depths=(1, 1, 2, 1), dims=(4, 6, 8, 12), num_classes=0)
    return randomise(ConvNeXt(**{**base, **kw}), seed)


def eva(seed, **kw):
    base = dict(img_size=16, patch_size=4, embed_dim=16, depth=2, num_heads=2, mlp_ratio=1, num_classes=0, use_rot_pos_emb=True,
                norm_layer=partial(torch.nn.LayerNorm, eps=1e-5))
    return randomise(Eva(**{**base, **kw}), seed)


def at_size(size):
    """Embeds with the model set to another input size by timm itself."""

    def embed(model, pixels):
        other = copy.deepcopy(model)
        other.set_input_size(img_size=(size, size))
        return other(pixels)

    return embed


def main():
    v = {"Kind": "vit", "Heads": 3, "Eps": 1e-6}
    clip = {"Kind": "vit", "Heads": 3, "Eps": 1e-5, "Projection": True}
    norm5 = partial(torch.nn.LayerNorm, eps=1e-5)
    cn = {"Kind": "convnext", "Eps": 1e-6}

    save("vit_classifier", vit(1, num_classes=10), 16, v, before_head)
    save("vit_dinov2", vit(2, init_values=1e-5), 16, v, before_head)
    save("vit_registers", vit(3, init_values=1e-5, reg_tokens=4, no_embed_class=True), 16, v, before_head)
    save("vit_deit3", vit(4, init_values=1e-6, no_embed_class=True, num_classes=5), 16, v, before_head)
    save("vit_clip", vit(5, pre_norm=True, norm_layer=norm5, num_classes=7), 16, clip, whole)
    model = vit(6, pre_norm=True, norm_layer=norm5, num_classes=7)
    model.head.bias.data.zero_()
    save("vit_clip_no_bias", model, 16, clip, whole, drop=("head.bias",))
    save("vit_quick", vit(7, pre_norm=True, norm_layer=norm5, num_classes=7, act_layer=timm.layers.QuickGELU), 16,
         {**clip, "Activation": "quick_gelu"}, whole)
    save("vit_siglip", vit(8, class_token=False, global_pool="map", act_layer="gelu_tanh"), 16,
         {**v, "Pooling": "map", "Activation": "gelu_tanh"}, before_head)
    save("vit_mean", vit(9, global_pool="avg", num_classes=3, reg_tokens=2), 16, {**v, "Pooling": "mean"}, before_head)
    save("vit_mean_norm", vit(10, global_pool="avg", fc_norm=False, class_token=False, qkv_bias=False), 16,
         {**v, "Pooling": "mean"}, before_head)
    for i, how in enumerate(("timm", "meta", "hf")):
        for size in (12, 40):
            save(f"vit_{how}_{size}", vit(11, img_size=28, depth=1), size, {**v, "Position": how}, resampled(how), weights="vit_grid")

    save("convnext", convnext(21, num_classes=5), 64, cn, before_head)
    save("convnext_conv_mlp", convnext(22, conv_mlp=True), 64, cn, before_head)
    save("convnext_clip", convnext(23, num_classes=7, norm_eps=1e-5), 64, {**cn, "Eps": 1e-5, "Projection": True}, whole)
    save("convnext_no_gamma", convnext(24, ls_init_value=None), 70, cn, before_head)

    dino3 = {"Kind": "eva", "Heads": 2, "Eps": 1e-5, "Rope": "dinov3"}
    pe = {"Kind": "eva", "Heads": 2, "Eps": 1e-5, "Rope": "pe", "Pooling": "map", "PoolHeads": 4, "Projection": True}
    turn3 = dict(rope_type="dinov3", rope_temperature=100, rope_rotate_half=True, use_abs_pos_emb=False, num_reg_tokens=4,
                 use_fc_norm=False, dynamic_img_size=True, init_values=1e-5)
    save("eva_dinov3", eva(31, qkv_bias=False, **turn3), 16, dino3, first_token)
    save("eva_dinov3_mean", eva(31, qkv_bias=False, **turn3), 24, {**dino3, "Pooling": "mean"}, before_head, weights="eva_dinov3")
    save("eva_swiglu", eva(32, depth=1, swiglu_mlp=True, swiglu_align_to=8, **turn3), 16, dino3, first_token)
    turn = dict(attn_type="rope", global_pool="map", use_pre_transformer_norm=True, ref_feat_shape=(4, 4), rope_grid_offset=1.0,
                rope_grid_indexing="xy", attn_pool_num_heads=4, attn_pool_mlp_ratio=1.0, num_classes=7)
    save("eva_pe", eva(33, depth=1, **turn), 16, pe, whole)
    save("eva_pe_24", eva(33, depth=1, **turn), 24, pe, at_size(24), weights="eva_pe")
    lines = ",\n".join(json.dumps(c) for c in CASES)
    (HERE / "cases.json").write_text(f"[\n{lines}\n]\n")
    grids()


if __name__ == "__main__":
    main()
