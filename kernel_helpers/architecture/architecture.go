// Package architecture says what a weights file cannot say of its own network. Widths, depths, patch size,
// registers and biases are read from the tensors; package onnxgraph does that.
//
//	s := architecture.Spec{Kind: "vit", Heads: 16, Eps: 1e-6}
//	err := s.Validate()
//	fmt.Println(s) // kind=vit heads=16 eps=1e-06 activation=gelu pooling=token position=timm projection=false
package architecture

import "fmt"

// The kinds of network.
const (
	ViT      = "vit"      // timm's VisionTransformer
	ConvNeXt = "convnext" // timm's ConvNeXt
	Eva      = "eva"      // timm's Eva, a ViT with rotary positions: DINOv3, the Perception Encoder
	Text     = "text"     // open_clip's TextTransformer, beside the images' network
)

// Activations of the MLPs.
const (
	GELU      = "gelu"       // exact, x·Φ(x)
	TanhGELU  = "gelu_tanh"  // the usual approximation by tanh
	QuickGELU = "quick_gelu" // x·σ(1.702x)
)

// How the tokens of a ViT become one vector.
const (
	PoolToken = "token" // the class token
	PoolMean  = "mean"  // the mean over the patches, without class and register tokens
	PoolMap   = "map"   // attention with a learned query, as SigLIP has it
)

// Which token of a text becomes its vector.
const (
	PoolArgmax = "argmax" // that of the largest id, the first if there are several: CLIP's end of text
	PoolLast   = "last"   // the last, as in SigLIP
)

// Which tokens of a text see which.
const (
	MaskCausal = "causal" // each sees itself and those before it
	MaskNone   = "none"   // all see all, as in SigLIP
)

// Which program's way of resampling a grid of positions is followed, where the input has another size than
// the one that the model was trained with. They give clearly different positions, and so different vectors.
const (
	PositionTimm = "timm" // bicubic with antialiasing: timm, open_clip, and Meta's models with registers
	PositionMeta = "meta" // bicubic without, the scale off by 0.1 cells: Meta's DINOv2 without registers
	PositionHF   = "hf"   // bicubic without: transformers, and so MTEB
)

// How an Eva turns queries and keys by the place of their patch.
const (
	RopeDINOv3 = "dinov3" // from -1 to 1 over the picture, so that a patch's place does not depend on the size
	RopePE     = "pe"     // from 1 to the side of the grid that the model was trained with
)

// Spec is the `architecture` block of a model card. Empty texts stand for the usual.
type Spec struct {
	Kind       string  `yaml:"kind"`       // ViT, ConvNeXt, Eva or Text
	Heads      int     `yaml:"heads"`      // of attention; not ConvNeXt
	Eps        float32 `yaml:"eps"`        // of every LayerNorm: 1e-6 in most models, 1e-5 in CLIP and DINOv3
	Activation string  `yaml:"activation"` // "" = GELU
	Pooling    string  `yaml:"pooling"`    // "" = PoolToken, of Text PoolArgmax; not ConvNeXt
	Position   string  `yaml:"position"`   // "" = PositionTimm; ViT and Eva only
	Projection bool    `yaml:"projection"` // the head is CLIP's projection and belongs to the embedding; false = it is a classifier, left out
	Rope       string  `yaml:"rope"`       // RopeDINOv3 or RopePE; Eva only
	PoolHeads  int     `yaml:"pool_heads"` // of the attention that pools; 0 = Heads; Eva with PoolMap only
	Mask       string  `yaml:"mask"`       // "" = MaskCausal; Text only
}

// WithDefaults returns s with its empty fields filled in.
func (s Spec) WithDefaults() Spec {
	if s.Activation == "" {
		s.Activation = GELU
	}
	if s.patches() && s.Pooling == "" {
		s.Pooling = PoolToken
	}
	if s.patches() && s.Position == "" {
		s.Position = PositionTimm
	}
	if s.Kind == Eva && s.Pooling == PoolMap && s.PoolHeads == 0 {
		s.PoolHeads = s.Heads
	}
	if s.Kind == Text && s.Pooling == "" {
		s.Pooling = PoolArgmax
	}
	if s.Kind == Text && s.Mask == "" {
		s.Mask = MaskCausal
	}
	return s
}

// patches reports whether the network's tokens are patches of an image.
func (s Spec) patches() bool { return s.Kind == ViT || s.Kind == Eva }

// String is the canonical form that enters the embedding key: all fields of the kind, defaults filled in.
func (s Spec) String() string {
	s = s.WithDefaults()
	text := fmt.Sprintf("kind=%s heads=%d eps=%v activation=%s pooling=%s position=%s projection=%t",
		s.Kind, s.Heads, s.Eps, s.Activation, s.Pooling, s.Position, s.Projection)
	switch s.Kind {
	case Eva:
		text += fmt.Sprintf(" rope=%s pool_heads=%d", s.Rope, s.PoolHeads)
	case Text:
		text += fmt.Sprintf(" mask=%s", s.Mask)
	}
	return text
}

// Validate says what is wrong with the spec in words of its YAML keys, or nil.
func (s Spec) Validate() error {
	s = s.WithDefaults()
	switch {
	case s.Kind == "":
		return fmt.Errorf("the kind is missing; write `architecture: {kind: vit, heads: N, eps: 1e-6}` or `{kind: convnext, eps: 1e-6}`")
	case s.Kind != ViT && s.Kind != ConvNeXt && s.Kind != Eva && s.Kind != Text:
		return fmt.Errorf("kind is %q; it must be vit, convnext or eva, or under `text` text", s.Kind)
	case !(s.Eps > 0 && s.Eps < 1):
		return fmt.Errorf("eps is %v; write the epsilon of the model's LayerNorm, 1e-6 in most models and 1e-5 in CLIP", s.Eps)
	case s.Activation != GELU && s.Activation != TanhGELU && s.Activation != QuickGELU:
		return fmt.Errorf("activation is %q; it must be gelu, gelu_tanh or quick_gelu", s.Activation)
	case s.Kind != ConvNeXt && s.Heads < 1:
		return fmt.Errorf("heads is %d; write the number of attention heads, in most models the width divided by 64", s.Heads)
	}
	if err := s.foreign(); err != nil {
		return err
	}
	switch {
	case s.patches() && s.Pooling != PoolToken && s.Pooling != PoolMean && s.Pooling != PoolMap:
		return fmt.Errorf("pooling is %q; it must be token, mean or map", s.Pooling)
	case s.patches() && s.Position != PositionTimm && s.Position != PositionMeta && s.Position != PositionHF:
		return fmt.Errorf("position is %q; it must be timm, meta or hf", s.Position)
	case s.Kind == Eva && s.Rope != RopeDINOv3 && s.Rope != RopePE:
		return fmt.Errorf("rope is %q; kind eva needs `rope: dinov3` or `rope: pe`", s.Rope)
	case s.PoolHeads < 0 || s.PoolHeads > 0 && s.Pooling != PoolMap:
		return fmt.Errorf("pool_heads is %d; it is the number of heads of `pooling: map`, remove it with another pooling", s.PoolHeads)
	case s.Kind == Text && s.Pooling != PoolArgmax && s.Pooling != PoolLast:
		return fmt.Errorf("pooling is %q; of a text it must be argmax or last", s.Pooling)
	case s.Kind == Text && s.Mask != MaskCausal && s.Mask != MaskNone:
		return fmt.Errorf("mask is %q; it must be causal or none", s.Mask)
	}
	return nil
}

// foreign reports a key that the kind does not have.
func (s Spec) foreign() error {
	switch {
	case s.Kind == ConvNeXt && (s.Heads != 0 || s.Pooling != ""):
		return fmt.Errorf("heads and pooling are for kind vit and eva; remove them, a convnext has none")
	case !s.patches() && s.Position != "":
		return fmt.Errorf("position is for kind vit and eva; remove it, a %s has none", s.Kind)
	case s.Kind != Eva && (s.Rope != "" || s.PoolHeads != 0):
		return fmt.Errorf("rope and pool_heads are for kind eva; remove them, a %s has none", s.Kind)
	case s.Kind != Text && s.Mask != "":
		return fmt.Errorf("mask is for kind text; remove it, a %s has none", s.Kind)
	case s.Kind == Text && s.Projection:
		return fmt.Errorf("a text's projection always belongs to its embedding; remove `projection`")
	}
	return nil
}
