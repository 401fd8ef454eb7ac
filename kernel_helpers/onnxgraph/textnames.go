package onnxgraph

// textNames is what a file calls the parts of a text tower. Names of a block's parts follow blocks and the
// block's number.
type textNames struct {
	naming            string // whose names they are
	token, position   string // the embeddings, [vocabulary, dim] and [context, dim]
	blocks            string
	norm1, norm2, out string
	in                string    // queries, keys and values in one tensor; "" = in parts
	parts             [3]string // each in its own
	fc1, fc2          string
	final, projection string
	leftOut           []string // beginnings of names that a text does not need
}

// textNames finds out which names the file has; open_clip's, if none are known.
func (b *builder) textNames() textNames {
	if b.has("text_model.embeddings.token_embedding.weight") {
		return textNames{
			naming: "transformers'",
			token:  "text_model.embeddings.token_embedding.weight", position: "text_model.embeddings.position_embedding.weight",
			blocks: "text_model.encoder.layers.", norm1: ".layer_norm1", norm2: ".layer_norm2", out: ".self_attn.out_proj",
			parts: [3]string{".self_attn.q_proj", ".self_attn.k_proj", ".self_attn.v_proj"}, fc1: ".mlp.fc1", fc2: ".mlp.fc2",
			final: "text_model.final_layer_norm", projection: "text_projection",
			leftOut: []string{"vision_model.", "visual_projection.", "logit_scale", "text_model.embeddings.position_ids"},
		}
	}
	prefix := ""
	if b.has("text.token_embedding.weight") {
		prefix = "text."
	}
	return textNames{
		naming: "open_clip's",
		token:  prefix + "token_embedding.weight", position: prefix + "positional_embedding",
		blocks: prefix + "transformer.resblocks.", norm1: ".ln_1", norm2: ".ln_2", out: ".attn.out_proj",
		in: ".attn.in_proj", fc1: ".mlp.c_fc", fc2: ".mlp.c_proj",
		final: prefix + "ln_final", projection: prefix + "text_projection",
		leftOut: []string{"visual.", "logit_scale", "logit_bias"},
	}
}
