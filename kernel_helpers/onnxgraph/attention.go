package onnxgraph

import "math"

// attention is softmax(q·kᵀ/√d)·v in each head of d = dim/heads values. q is [n·queries, dim], k and v are
// [n·keys, dim]; the result is like q. It is one operator, of which the runtime never holds all scores at once
// where it can do without.
func (b *builder) attention(v vit, q, k, val string, queries, keys int) string {
	inputs := []string{b.reshape(q, -1, queries, v.dim), b.reshape(k, -1, keys, v.dim), b.reshape(val, -1, keys, v.dim)}
	out := b.node("MultiHeadAttention", inputs, Int("num_heads", int64(v.heads)))
	b.graph.Nodes[len(b.graph.Nodes)-1].Domain = Contrib
	return b.reshape(out, -1, v.dim)
}

// attendOnce is attention for one query of each image, q [n, dim], or [1, dim] if it is the same for all. Keys and
// values are the last two of the layers in the tensors name, applied to x [n·keys, dim]; but that is not done token
// by token. In a head with the weights K and V, q·(K·x + c) is (Kᵀ·q)·x and something that is the same for all
// tokens, which softmax does not see; and the mean of V·x + c over the tokens is V·(mean of x) + c.
func (b *builder) attendOnce(v vit, q, x, name string, layers, keys int) string {
	d := v.dim / v.heads
	weights := func(index int) string {
		return b.reshape(b.partWeight(name, index, layers, v.dim, v.dim), v.heads, d, v.dim)
	}
	q = b.multiply(b.reshape(q, -1, v.heads, 1, d), b.scalar(1/math.Sqrt(float64(d))))
	q = b.reshape(b.node("MatMul", []string{q, weights(layers - 2)}), -1, v.heads, v.dim)
	x = b.reshape(x, -1, keys, v.dim)
	scores := b.node("MatMul", []string{q, b.transpose(x, 0, 2, 1)})
	mean := b.node("MatMul", []string{b.node("Softmax", []string{scores}, Int("axis", -1)), x}) // [n, heads, dim]
	out := b.node("MatMul", []string{weights(layers - 1), b.reshape(mean, -1, v.heads, v.dim, 1)})
	out = b.reshape(out, -1, v.dim)
	if b.has(name + ".bias") {
		out = b.add(out, b.partBias(name, layers-1, layers, v.dim))
	}
	return out
}

// patches takes the patches, [n, patches, dim], of [n·tokens, dim].
func (b *builder) patches(v vit, x string) string {
	x = b.reshape(x, -1, v.tokens(), v.dim)
	if v.prefix == 0 {
		return x
	}
	return b.node("Slice", []string{x, b.ints(v.prefix), b.ints(v.tokens()), b.ints(1)})
}

// poolMap is timm's AttentionPoolLatent: a learned query attends to the keys [n, keys, dim], and an MLP follows
// (https://github.com/huggingface/pytorch-image-models/blob/main/timm/layers/attention_pool.py).
func (b *builder) poolMap(v vit, x string, keys int) string {
	query := b.reshape(b.weight("attn_pool.latent", 1, 1, v.dim), 1, v.dim)
	q := b.linear(query, "attn_pool.q", v.dim, v.dim, b.has("attn_pool.q.bias"))
	y := b.attendOnce(v, q, x, "attn_pool.kv", 2, keys)
	y = b.linear(y, "attn_pool.proj", v.dim, v.dim, true)
	return b.add(y, b.mlp(b.norm(y, "attn_pool.norm", v.dim), "attn_pool.mlp", v.dim))
}
