package onnxgraph

import "math"

// attention is softmax(q·kᵀ/√d)·v in each head of d = dim/heads values. q is [n·queries, dim], or
// [queries, dim] if it is the same for all images; k and v are [n·keys, dim]; the result is like q for n images.
func (b *builder) attention(v vit, q, k, val string, queries, keys int) string {
	q, k, val = b.split(v, q, queries), b.split(v, k, keys), b.split(v, val, keys)
	scores := b.node("MatMul", []string{q, b.transpose(k, 0, 1, 3, 2)})
	scores = b.multiply(scores, b.scalar(1/math.Sqrt(float64(v.dim/v.heads))))
	out := b.node("MatMul", []string{b.node("Softmax", []string{scores}, Int("axis", -1)), val})
	return b.reshape(b.transpose(out, 0, 2, 1, 3), -1, v.dim)
}

// split turns [n·tokens, dim] into [n, heads, tokens, dim/heads].
func (b *builder) split(v vit, x string, tokens int) string {
	return b.transpose(b.reshape(x, -1, tokens, v.heads, v.dim/v.heads), 0, 2, 1, 3)
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
	x = b.reshape(x, -1, v.dim)
	query := b.reshape(b.weight("attn_pool.latent", 1, 1, v.dim), 1, v.dim)
	q := b.linear(query, "attn_pool.q", v.dim, v.dim, b.has("attn_pool.q.bias"))
	bias := b.has("attn_pool.kv.bias")
	k := b.part(x, "attn_pool.kv", 0, 2, v.dim, v.dim, bias)
	val := b.part(x, "attn_pool.kv", 1, 2, v.dim, v.dim, bias)
	y := b.linear(b.attention(v, q, k, val, 1, keys), "attn_pool.proj", v.dim, v.dim, true)
	return b.add(y, b.mlp(b.norm(y, "attn_pool.norm", v.dim), "attn_pool.mlp", v.dim))
}
