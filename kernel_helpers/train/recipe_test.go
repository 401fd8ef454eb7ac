package train

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestRecipesAreValid(t *testing.T) {
	for _, o := range []Objective{Supervised, Contrastive, Distillation, None} {
		if err := DefaultRecipe(o).Validate(); err != nil {
			t.Errorf("%s: %v", o, err)
		}
	}
}

func TestValidate(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Recipe)
		want   string
	}{
		"objective": {func(r *Recipe) { r.Objective = "magic" }, `objective is "magic"`},
		"patch":     {func(r *Recipe) { r.Net.Patch = 7 }, "size 64 is no multiple of patch 7"},
		"heads":     {func(r *Recipe) { r.Net.Heads = 5 }, "width 96 cannot be shared by 5 heads"},
		"depth":     {func(r *Recipe) { r.Net.Depth = 0 }, "depth is 0"},
		"scenes":    {func(r *Recipe) { r.Scenes = 3 }, "there are 3 scenes"},
		"images":    {func(r *Recipe) { r.Images = 3 }, "images is 3"},
		"local":     {func(r *Recipe) { r.DINO.LocalSize = 24 }, "local views"},
		"text":      {func(r *Recipe) { r.Objective = Contrastive }, "text tower"},
	} {
		r := DefaultRecipe(Distillation)
		c.change(&r)
		if err := r.Validate(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %v, want one with %q", name, err, c.want)
		}
	}
}

// TestKnobs looks at the ends of each schedule.
func TestKnobs(t *testing.T) {
	r := DefaultRecipe(Distillation)
	steps := r.Steps()
	first, warm, last := r.at(0), r.at(int(r.WarmUp*float64(steps))), r.at(steps-1)
	for _, c := range []struct {
		name            string
		got, want, near float64
	}{
		{"rate at first", first.rate, 0, r.Rate / 100},
		{"rate after the warm-up", warm.rate, r.Rate, r.Rate / 100},
		{"rate at last", last.rate, r.Rate / 100, r.Rate / 1000},
		{"momentum at first", first.momentum, r.DINO.Momentum, 1e-9},
		{"momentum at last", last.momentum, 1, 1e-4},
		{"temperature at first", first.temperature, r.DINO.Teacher[0], 1e-9},
		{"temperature at last", last.temperature, r.DINO.Teacher[1], 1e-9},
		{"last layer at first", first.freed, 0, 0},
		{"last layer at last", last.freed, 1, 0},
		{"count at last", last.count, float64(steps), 0},
	} {
		if math.Abs(c.got-c.want) > c.near {
			t.Errorf("%s is %v, want %v", c.name, c.got, c.want)
		}
	}
}

// TestOrder looks at two rounds: each scene comes once in each, in another order.
func TestOrder(t *testing.T) {
	r := small(Supervised)
	rounds := make([][]int, 2)
	var order shuffled
	for k := range 2 * r.Scenes {
		rounds[k/r.Scenes] = append(rounds[k/r.Scenes], order.scene(r, k))
	}
	if slices.Equal(rounds[0], rounds[1]) {
		t.Error("both rounds have the same order")
	}
	var late shuffled
	if got, want := late.scene(r, r.Scenes+5), rounds[1][5]; got != want {
		t.Errorf("begun in the middle the order has scene %d, want %d", got, want)
	}
	for _, round := range rounds {
		slices.Sort(round)
		for i, scene := range round {
			if i != scene {
				t.Fatalf("a round has the scenes %v", round)
			}
		}
	}
}
