package onnxgraph

import (
	"fmt"
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
)

// vit is the shape of a VisionTransformer, read from its tensors.
type vit struct {
	dim, depth, heads int
	patch, side       int // of a patch in pixels, of the grid in patches
	prefix            int // class and register tokens, which come before the patches
	qkvBias, scaled   bool
	absolute          bool // positions are added to the patches
}

// tokens is the length of the sequence.
func (v vit) tokens() int { return v.prefix + v.side*v.side }

// vit builds timm's VisionTransformer
// (https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/vision_transformer.py).
func (b *builder) vit() (vector, error) {
	v, err := b.readViT()
	if err != nil {
		return vector{}, err
	}
	x := b.embedPatches(v)
	if b.has("norm_pre.weight") {
		x = b.norm(x, "norm_pre", v.dim)
	}
	pooling := b.tower.Architecture.Pooling
	for i := range v.depth {
		// Of the last block the class token is all that is used.
		x = b.block(v, fmt.Sprintf("blocks.%d", i), x, pooling == architecture.PoolToken && i == v.depth-1)
	}
	if !b.has("fc_norm.weight") {
		x = b.norm(x, "norm", v.dim)
	}
	switch pooling {
	case architecture.PoolMap:
		x = b.poolMap(v, b.patches(v, x), v.side*v.side)
	case architecture.PoolMean:
		x = b.node("ReduceMean", []string{b.patches(v, x)}, Ints("axes", 1), Int("keepdims", 0))
	}
	if b.has("fc_norm.weight") {
		x = b.norm(x, "fc_norm", v.dim)
	}
	return b.project(vector{x, v.dim}, "head"), b.err
}

// readViT reads the shape and checks it against the card.
func (b *builder) readViT() (vit, error) {
	spec := b.tower.Architecture
	kernel := b.shape("patch_embed.proj.weight", 4)
	v := vit{dim: kernel[0], patch: kernel[2], heads: spec.Heads, depth: b.count("blocks.%."),
		qkvBias: b.has("blocks.0.attn.qkv.bias"), scaled: b.has("blocks.0.ls1.gamma"), absolute: true}
	if b.has("cls_token") {
		v.prefix = 1
	}
	if b.has("reg_token") {
		v.prefix += b.shape("reg_token", 3)[1]
	}
	if b.err != nil {
		return v, b.err
	}
	v.side = b.tower.Size / v.patch
	switch {
	case b.tower.Size%v.patch != 0 || v.side == 0:
		return v, fmt.Errorf("input.size is %d, no multiple of the patches' %d pixels; choose another size", b.tower.Size, v.patch)
	case v.dim%v.heads != 0:
		return v, fmt.Errorf("the width %d cannot be shared by %d heads; correct `heads` under architecture", v.dim, v.heads)
	case v.depth == 0:
		return v, fmt.Errorf("tensor %q is missing, expected F32 [%d]; is the file of this architecture, in timm's naming?", "blocks.0.norm1.weight", v.dim)
	case spec.Pooling == architecture.PoolToken && !b.has("cls_token"):
		return v, fmt.Errorf("tensor %q is missing, expected F32 [1, 1, %d]; a model without class token needs `pooling: mean` or `pooling: map` under architecture", "cls_token", v.dim)
	}
	return v, nil
}

// embedPatches turns pixels [n, 3, Size, Size] into tokens [n·tokens, dim] with their positions.
func (b *builder) embedPatches(v vit) string {
	inputs := []string{TowerInput, b.weight("patch_embed.proj.weight", v.dim, 3, v.patch, v.patch)}
	if b.has("patch_embed.proj.bias") {
		inputs = append(inputs, b.weight("patch_embed.proj.bias", v.dim))
	}
	patch := int64(v.patch)
	x := b.node("Conv", inputs, Ints("kernel_shape", patch, patch), Ints("strides", patch, patch))
	x = b.transpose(b.reshape(x, 0, v.dim, v.side*v.side), 0, 2, 1)
	if v.prefix > 0 { // zeros for the class and register tokens, which come with the positions
		x = b.node("Pad", []string{x, b.ints(0, v.prefix, 0, 0, 0, 0)})
	}
	x = b.add(x, b.constant("positions", b.positions(v), 1, int64(v.tokens()), int64(v.dim)))
	return b.reshape(x, -1, v.dim)
}

// positions is what is added to the patches, [tokens, dim]: the positions, resampled to the input's size,
// and before them the class and register tokens themselves, with positions if the model has those.
func (b *builder) positions(v vit) []float32 {
	var tokens []float32
	if b.has("cls_token") {
		tokens = append(tokens, b.values("cls_token", 1, 1, v.dim)...)
	}
	if b.has("reg_token") {
		tokens = append(tokens, b.values("reg_token", 1, b.shape("reg_token", 3)[1], v.dim)...)
	}
	if !v.absolute {
		return append(tokens, make([]float32, v.side*v.side*v.dim)...)
	}
	shape := b.shape("pos_embed", 3)
	if b.err != nil {
		return nil
	}
	stored := b.values("pos_embed", 1, shape[1], v.dim)
	if b.err != nil {
		return nil
	}
	cells, side := shape[1], root(shape[1])
	if side == 0 { // the prefix has positions too
		cells, side = cells-v.prefix, root(cells-v.prefix)
		if side == 0 {
			b.fail("tensor %q has the shape %v: neither %d nor %d positions are a square grid", "pos_embed", shape, shape[1], cells)
			return nil
		}
		for i := range tokens {
			tokens[i] += stored[i]
		}
		stored = stored[len(tokens):]
	}
	stored = grid{side, side, v.dim, stored}.resample(v.side, v.side, b.tower.Architecture.Position).data
	return append(tokens, stored...)
}

// root returns the whole square root of n, 0 if it has none.
func root(n int) int {
	if r := int(math.Round(math.Sqrt(float64(max(n, 0))))); r*r == n {
		return r
	}
	return 0
}

// block is one transformer block, tokens [n·tokens, dim] to the same or, if only the class token is wanted,
// to [n, dim].
func (b *builder) block(v vit, name, x string, classOnly bool) string {
	y := b.norm(x, name+".norm1", v.dim)
	query, queries := y, v.tokens()
	if classOnly {
		x, query, queries = b.class(v, x), b.class(v, y), 1
	}
	qkv := name + ".attn.qkv"
	q := b.part(query, qkv, 0, 3, v.dim, v.dim, v.qkvBias)
	k := b.part(y, qkv, 1, 3, v.dim, v.dim, v.qkvBias)
	val := b.part(y, qkv, 2, 3, v.dim, v.dim, v.qkvBias)
	y = b.linear(b.attention(v, q, k, val, queries, v.tokens()), name+".attn.proj", v.dim, v.dim, true)
	x = b.add(x, b.scale(v, y, name+".ls1.gamma"))
	y = b.mlp(b.norm(x, name+".norm2", v.dim), name+".mlp", v.dim)
	return b.add(x, b.scale(v, y, name+".ls2.gamma"))
}

// scale is LayerScale, where the model has it.
func (b *builder) scale(v vit, x, gamma string) string {
	if !v.scaled {
		return x
	}
	return b.multiply(x, b.weight(gamma, v.dim))
}

// class takes the class token, [n, dim], of [n·tokens, dim].
func (b *builder) class(v vit, x string) string {
	first := b.node("Constant", nil, Int("value_int", 0))
	return b.node("Gather", []string{b.reshape(x, -1, v.tokens(), v.dim), first}, Int("axis", 1))
}
