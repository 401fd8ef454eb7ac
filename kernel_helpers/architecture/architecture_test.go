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
		{Spec{}, "the kind is missing"},
		{Spec{Kind: "resnet"}, `kind is "resnet"`},
		{Spec{Kind: ViT, Heads: 3}, "eps is 0"},
		{Spec{Kind: ViT, Heads: 3, Eps: -1}, "eps is -1"},
		{Spec{Kind: ViT, Eps: 1e-6}, "heads is 0"},
		{Spec{Kind: ViT, Eps: 1e-6, Heads: 1, Activation: "relu"}, `activation is "relu"`},
		{Spec{Kind: ViT, Eps: 1e-6, Heads: 1, Pooling: "max"}, `pooling is "max"`},
		{Spec{Kind: ViT, Eps: 1e-6, Heads: 1, Position: "jax"}, `position is "jax"`},
		{Spec{Kind: ConvNeXt, Eps: 1e-6, Heads: 1}, "are for kind vit and eva"},
		{Spec{Kind: ViT, Eps: 1e-6, Heads: 1, Rope: RopePE}, "rope and pool_heads are for kind eva; remove them, a vit"},
		{Spec{Kind: ConvNeXt, Eps: 1e-6, PoolHeads: 8}, "remove them, a convnext has none"},
		{Spec{Kind: Eva, Eps: 1e-6, Rope: RopePE}, "heads is 0"},
		{Spec{Kind: Eva, Eps: 1e-6, Heads: 1}, `rope is ""; kind eva needs`},
		{Spec{Kind: Eva, Eps: 1e-6, Heads: 1, Rope: "cat"}, `rope is "cat"`},
		{Spec{Kind: Eva, Eps: 1e-6, Heads: 1, Rope: RopePE, PoolHeads: 8}, "pool_heads is 8; it is the number of heads of `pooling: map`"},
		{Spec{Kind: Eva, Eps: 1e-6, Heads: 1, Rope: RopePE, Pooling: PoolMap, PoolHeads: -8}, "pool_heads is -8"},
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
