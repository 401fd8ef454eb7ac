package onnxgraph

import (
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
)

// eva is the shape of timm's Eva: a VisionTransformer whose queries and keys turn with the place of their
// patch, by the tables cos and sin.
type eva struct {
	vit
	cos, sin string
}

// eva builds timm's Eva as DINOv3 and the Perception Encoder have it
// (https://github.com/huggingface/pytorch-image-models/blob/main/timm/models/eva.py).
func (b *builder) eva() (vector, error) {
	e, err := b.readEva()
	if err != nil {
		return vector{}, err
	}
	x := b.embedPatches(e.vit)
	if b.has("norm_pre.weight") {
		x = b.norm(x, "norm_pre", e.dim)
	}
	spec := b.tower.Architecture
	for i := range e.depth {
		x = b.evaBlock(e, fmt.Sprintf("blocks.%d", i), x, spec.Pooling == architecture.PoolToken && i == e.depth-1)
	}
	if !b.has("fc_norm.weight") {
		x = b.norm(x, "norm", e.dim)
	}
	switch spec.Pooling {
	case architecture.PoolMap: // attends to the class token too
		pool := e.vit
		pool.heads = spec.PoolHeads
		x = b.poolMap(pool, x, e.tokens())
	case architecture.PoolMean:
		x = b.node("ReduceMean", []string{b.patches(e.vit, x)}, Ints("axes", 1), Int("keepdims", 0))
	}
	if b.has("fc_norm.weight") {
		x = b.norm(x, "fc_norm", e.dim)
	}
	return b.project(vector{x, e.dim}, "head"), b.err
}

// readEva reads the shape, checks it against the card and computes the tables.
func (b *builder) readEva() (eva, error) {
	v, err := b.readViT()
	if err != nil {
		return eva{}, err
	}
	spec := b.tower.Architecture
	v.scaled, v.absolute = b.has("blocks.0.gamma_1"), b.has("pos_embed")
	switch head := v.dim / v.heads; {
	case head%4 != 0:
		return eva{}, fmt.Errorf("heads of %d/%d = %d values cannot turn, they need a multiple of 4; correct `heads` under architecture", v.dim, v.heads, head)
	case spec.Rope == architecture.RopePE && !v.absolute:
		return eva{}, fmt.Errorf("tensor %q is missing, expected F32 [1, tokens, %d]; without it `rope: pe` has no grid to count by", "pos_embed", v.dim)
	case spec.Pooling == architecture.PoolMap && v.dim%spec.PoolHeads != 0:
		return eva{}, fmt.Errorf("the width %d cannot be shared by %d heads; correct `pool_heads` under architecture", v.dim, spec.PoolHeads)
	}
	e := eva{vit: v}
	e.cos, e.sin = b.rope(v)
	return e, b.err
}

// evaBlock is one block, tokens [n·tokens, dim] to the same or, if only the class token is wanted, to [n, dim].
func (b *builder) evaBlock(e eva, name, x string, classOnly bool) string {
	y := b.norm(x, name+".norm1", e.dim)
	query, queries := y, e.tokens()
	if classOnly {
		x, query, queries = b.class(e.vit, x), b.class(e.vit, y), 1
	}
	q := b.evaPart(e, query, name, 0, "q_bias")
	if !classOnly { // the class token stays as it is
		q = b.turn(e, q)
	}
	k := b.turn(e, b.evaPart(e, y, name, 1, ""))
	val := b.evaPart(e, y, name, 2, "v_bias")
	y = b.linear(b.attention(e.vit, q, k, val, queries, e.tokens()), name+".attn.proj", e.dim, e.dim, true)
	x = b.add(x, b.scale(e.vit, y, name+".gamma_1"))
	y = b.evaMLP(b.norm(x, name+".norm2", e.dim), name+".mlp", e.dim)
	return b.add(x, b.scale(e.vit, y, name+".gamma_2"))
}

// evaPart computes queries (index 0), keys or values. Their biases are parts of one tensor, or tensors of
// their own, or there are none.
func (b *builder) evaPart(e eva, x, name string, index int, bias string) string {
	x = b.part(x, name+".attn.qkv", index, 3, e.dim, e.dim, e.qkvBias)
	if own := name + ".attn." + bias; bias != "" && b.has(own) {
		x = b.add(x, b.weight(own, e.dim))
	}
	return x
}

// evaMLP is the usual MLP or, where there are two first layers, SwiGLU: fc2(silu(fc1_g(x)) · fc1_x(x)).
func (b *builder) evaMLP(x, name string, dim int) string {
	if !b.has(name + ".fc1_g.weight") {
		return b.mlp(x, name, dim)
	}
	hidden := b.shape(name+".fc1_g.weight", 2)[0]
	gate := b.linear(x, name+".fc1_g", hidden, dim, true)
	gate = b.multiply(gate, b.node("Sigmoid", []string{gate}))
	return b.linear(b.multiply(gate, b.linear(x, name+".fc1_x", hidden, dim, true)), name+".fc2", dim, hidden, true)
}
