package architecture

import (
	"fmt"
	"strings"
	"testing"
)

func Example() {
	s := Spec{Kind: ViT, Heads: 16, Eps: 1e-6}
	fmt.Println(s, s.Validate())
	fmt.Println(Spec{Kind: ConvNeXt}.Validate())
	// Output:
	// kind=vit heads=16 eps=1e-06 activation=gelu pooling=token position=timm projection=false <nil>
	// eps is 0; write the epsilon of the model's LayerNorm, 1e-6 in most models and 1e-5 in CLIP
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		spec Spec
		want string
	}{
		{Spec{Kind: ViT, Heads: 3, Eps: 1e-5, Activation: TanhGELU, Pooling: PoolMap, Position: PositionHF, Projection: true}, ""},
		{Spec{Kind: ConvNeXt, Eps: 1e-5, Activation: QuickGELU}, ""},
		{Spec{Kind: Eva, Heads: 6, Eps: 1e-5, Rope: RopeDINOv3}, ""},
		{Spec{Kind: Eva, Heads: 6, Eps: 1e-5, Rope: RopePE, Pooling: PoolMap, PoolHeads: 8, Projection: true}, ""},
		{Spec{Kind: Text, Heads: 12, Eps: 1e-5}, ""},
		{Spec{Kind: Text, Heads: 12, Eps: 1e-6, Activation: TanhGELU, Pooling: PoolLast, Mask: MaskNone}, ""},
		{Spec{}, "the kind is missing"},
		{Spec{Kind: "resnet"}, `kind is "resnet"`},
		{Spec{Kind: ViT, Heads: 3}, "eps is 0"},
		{Spec{Kind: ViT, Heads: 3, Eps: -1}, "eps is -1"},
		{Spec{Kind: ViT, Eps: 1e-6}, "heads is 0"},
		{Spec{Kind: ViT, Eps: 1e-6, Heads: 1, Activation: "relu"}, `activation is "relu"`},
		{Spec{Kind: ViT, Eps: 1e-6, Heads: 1, Pooling: "max"}, `pooling is "max"`},
		{Spec{Kind: ViT, Eps: 1e-6, Heads: 1, Position: "jax"}, `position is "jax"`},
		{Spec{Kind: ConvNeXt, Eps: 1e-6, Heads: 1}, "heads and pooling are for kind vit and eva"},
		{Spec{Kind: ViT, Eps: 1e-6, Heads: 1, Rope: RopePE}, "rope and pool_heads are for kind eva; remove them, a vit"},
		{Spec{Kind: ConvNeXt, Eps: 1e-6, PoolHeads: 8}, "remove them, a convnext has none"},
		{Spec{Kind: Eva, Eps: 1e-6, Rope: RopePE}, "heads is 0"},
		{Spec{Kind: Eva, Eps: 1e-6, Heads: 1}, `rope is ""; kind eva needs`},
		{Spec{Kind: Eva, Eps: 1e-6, Heads: 1, Rope: "cat"}, `rope is "cat"`},
		{Spec{Kind: Eva, Eps: 1e-6, Heads: 1, Rope: RopePE, PoolHeads: 8}, "pool_heads is 8; it is the number of heads of `pooling: map`"},
		{Spec{Kind: Eva, Eps: 1e-6, Heads: 1, Rope: RopePE, Pooling: PoolMap, PoolHeads: -8}, "pool_heads is -8"},
		{Spec{Kind: ConvNeXt, Eps: 1e-6, Position: PositionHF}, "position is for kind vit and eva; remove it, a convnext"},
		{Spec{Kind: ViT, Eps: 1e-6, Heads: 1, Mask: MaskNone}, "mask is for kind text; remove it, a vit"},
		{Spec{Kind: Text, Eps: 1e-6}, "heads is 0"},
		{Spec{Kind: Text, Eps: 1e-6, Heads: 1, Pooling: PoolToken}, `pooling is "token"; of a text`},
		{Spec{Kind: Text, Eps: 1e-6, Heads: 1, Mask: "causl"}, `mask is "causl"`},
		{Spec{Kind: Text, Eps: 1e-6, Heads: 1, Position: PositionHF}, "position is for kind vit and eva; remove it, a text"},
		{Spec{Kind: Text, Eps: 1e-6, Heads: 1, Projection: true}, "remove `projection`"},
	} {
		err := c.spec.Validate()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want %q", c.spec, err, c.want)
		}
	}
}

func TestStringTellsSpecsApart(t *testing.T) {
	seen := map[string]Spec{}
	for _, s := range []Spec{
		{Kind: ViT, Heads: 3, Eps: 1e-6}, {Kind: ViT, Heads: 4, Eps: 1e-6}, {Kind: ViT, Heads: 3, Eps: 1e-5},
		{Kind: ViT, Heads: 3, Eps: 1e-6, Activation: TanhGELU}, {Kind: ViT, Heads: 3, Eps: 1e-6, Pooling: PoolMean},
		{Kind: ViT, Heads: 3, Eps: 1e-6, Position: PositionMeta}, {Kind: ViT, Heads: 3, Eps: 1e-6, Projection: true},
		{Kind: ConvNeXt, Eps: 1e-6}, {Kind: Eva, Heads: 3, Eps: 1e-6, Rope: RopeDINOv3}, {Kind: Eva, Heads: 3, Eps: 1e-6, Rope: RopePE},
		{Kind: Eva, Heads: 3, Eps: 1e-6, Rope: RopePE, Pooling: PoolMap},
		{Kind: Eva, Heads: 3, Eps: 1e-6, Rope: RopePE, Pooling: PoolMap, PoolHeads: 8},
		{Kind: Text, Heads: 3, Eps: 1e-6}, {Kind: Text, Heads: 3, Eps: 1e-6, Mask: MaskNone}, {Kind: Text, Heads: 3, Eps: 1e-6, Pooling: PoolLast},
	} {
		if other, twice := seen[s.String()]; twice {
			t.Errorf("%+v and %+v are both %s", s, other, s)
		}
		seen[s.String()] = s
	}
	if a, b := (Spec{Kind: ViT, Heads: 3, Eps: 1e-6}), (Spec{Kind: ViT, Heads: 3, Eps: 1e-6, Activation: GELU, Pooling: PoolToken, Position: PositionTimm}); a.String() != b.String() {
		t.Errorf("defaults written out are another spec: %s, %s", a, b)
	}
	// What was embedded before there were more kinds stays valid.
	for want, s := range map[string]Spec{
		"kind=vit heads=3 eps=1e-06 activation=gelu pooling=token position=timm projection=false": {Kind: ViT, Heads: 3, Eps: 1e-6},
		"kind=convnext heads=0 eps=1e-06 activation=gelu pooling= position= projection=false":     {Kind: ConvNeXt, Eps: 1e-6},
	} {
		if s.String() != want {
			t.Errorf("%s, want %s", s, want)
		}
	}
}
