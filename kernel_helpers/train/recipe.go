package train

import (
	"fmt"
	"math"
)

// Objective is what a network is trained for.
type Objective string

// The objectives.
const (
	Supervised   Objective = "supervised"   // say the shape's name: cross entropy
	Contrastive  Objective = "contrastive"  // find the caption that belongs to a picture, as CLIP does
	Distillation Objective = "distillation" // see the same in two views of a picture, as DINO does; no labels
	None         Objective = "none"         // stay untrained
)

// Recipe is all that a training depends on: equal recipes on the same machine and backend give equal weights.
type Recipe struct {
	Objective Objective `json:"objective"`
	Seed      uint64    `json:"seed"`   // of weights, order and views
	World     uint64    `json:"world"`  // seed of the scenes
	Scenes    int       `json:"scenes"` // different ones
	Drawn     int       `json:"drawn"`  // size of a scene before its views are cut out, pixels
	Images    int       `json:"images"` // seen in all: each scene Images/Scenes times
	Batch     int       `json:"batch"`
	Net       Net       `json:"net"`
	Text      *Text     `json:"text,omitempty"` // contrastive only

	Rate   float64 `json:"rate"`   // learning rate after the warm-up; it falls to a hundredth along a cosine
	WarmUp float64 `json:"warmup"` // part of the steps in which the rate grows
	Decay  float64 `json:"decay"`  // of AdamW, on matrices
	Clip   float64 `json:"clip"`   // greatest length of a step's gradient

	MinCrop float64 `json:"min_crop"` // least part of the area of a scene that a view shows
	DINO    *DINO   `json:"dino,omitempty"`
}

// DINO are the parts of the recipe that distillation alone has. The names are those of
// https://arxiv.org/abs/2104.14294, KoLeo that of https://arxiv.org/abs/2304.07193.
type DINO struct {
	Locals      int        `json:"locals"`       // small views of each picture, beside two of the whole size
	LocalSize   int        `json:"local_size"`   // pixels
	LocalCrop   [2]float64 `json:"local_crop"`   // least and greatest part of the area
	Jitter      float64    `json:"jitter"`       // chance that the colours of a view are changed
	Grey        float64    `json:"grey"`         // chance that they are taken out
	KoLeo       float64    `json:"koleo"`        // weight of the term that keeps embeddings apart
	Hidden      int        `json:"hidden"`       // width of the head
	Bottleneck  int        `json:"bottleneck"`   // values before the last layer
	Prototypes  int        `json:"prototypes"`   // values after it
	Student     float64    `json:"student"`      // temperature
	Teacher     [2]float64 `json:"teacher"`      // temperature at first and after the warm-up
	TeacherWarm float64    `json:"teacher_warm"` // part of the steps in which it grows
	Momentum    float64    `json:"momentum"`     // of the teacher at first; it grows to 1 along a cosine
	Centre      float64    `json:"centre"`       // momentum of the centre
	Freeze      float64    `json:"freeze"`       // part of the steps in which the last layer stays
}

// DefaultRecipe is the recipe of the published weights. Objectives share the network and the scenes, each of
// which is seen equally often.
func DefaultRecipe(o Objective) Recipe {
	r := Recipe{
		Objective: o, Seed: 1, World: 1, Scenes: 60_000, Drawn: 80, Images: 480_000, Batch: 32,
		Net:  Net{Size: 64, Patch: 8, Width: 96, Depth: 4, Heads: 3},
		Rate: 1e-3, WarmUp: 0.05, Decay: 0.05, Clip: 1, MinCrop: 0.6,
	}
	switch o {
	case Contrastive:
		r.Batch, r.Rate, r.Net.Output = 256, 2e-3, 96
		r.Text = &Text{Context: 20, Width: 96, Depth: 2, Heads: 3, Output: 96}
	case Distillation:
		r.Batch, r.Rate, r.Clip, r.MinCrop = 16, 7e-4, 3, 0.4
		r.DINO = &DINO{Locals: 2, LocalSize: 32, LocalCrop: [2]float64{0.2, 0.5}, Jitter: 0.5, Grey: 0.1, KoLeo: 0.5, Hidden: 384, Bottleneck: 64, Prototypes: 1024,
			Student: 0.1, Teacher: [2]float64{0.04, 0.06}, TeacherWarm: 0.3, Momentum: 0.99, Centre: 0.9, Freeze: 0.03}
	}
	return r
}

// Steps is how many times the weights change.
func (r Recipe) Steps() int { return r.Images / r.Batch }

// Validate says what is wrong with the recipe, or nil.
func (r Recipe) Validate() error {
	n := r.Net
	switch {
	case r.Objective != Supervised && r.Objective != Contrastive && r.Objective != Distillation && r.Objective != None:
		return fmt.Errorf("objective is %q; say supervised, contrastive, distillation or none", r.Objective)
	case n.Patch < 1 || n.Size < n.Patch || n.Size%n.Patch != 0:
		return fmt.Errorf("size %d is no multiple of patch %d", n.Size, n.Patch)
	case n.Heads < 1 || n.Width%n.Heads != 0:
		return fmt.Errorf("width %d cannot be shared by %d heads", n.Width, n.Heads)
	case n.Depth < 1:
		return fmt.Errorf("depth is %d; one block at least", n.Depth)
	case r.Batch < 1 || r.Scenes < r.Batch:
		return fmt.Errorf("batch is %d and there are %d scenes; a batch holds one scene at least and none twice", r.Batch, r.Scenes)
	case r.Images < r.Batch:
		return fmt.Errorf("images is %d, less than a batch of %d", r.Images, r.Batch)
	case r.Objective == Contrastive && (r.Text == nil || r.Text.Output != n.Output || n.Output < 1):
		return fmt.Errorf("contrastive needs a text tower whose output is that of the net")
	case r.Objective == Distillation && (r.DINO == nil || r.DINO.LocalSize%n.Patch != 0 || n.Size%r.DINO.LocalSize != 0):
		return fmt.Errorf("distillation needs local views whose size divides %d and is a multiple of %d", n.Size, n.Patch)
	}
	return nil
}

// knobs are the numbers that change from step to step.
type knobs struct {
	rate, decay, count           float64 // count is the step, from 1
	momentum, temperature, freed float64 // of distillation; freed is 0 while the last layer stays, then 1
}

// list is the order in which a graph reads them.
func (k knobs) list() []float32 {
	return []float32{float32(k.rate), float32(k.decay), float32(k.count), float32(k.momentum), float32(k.temperature), float32(k.freed)}
}

// at returns the knobs of a step, counted from 0.
func (r Recipe) at(step int) knobs {
	steps := float64(r.Steps())
	done := float64(step) / steps
	k := knobs{rate: r.Rate, decay: r.Decay, count: float64(step + 1)}
	if warm := r.WarmUp * steps; float64(step) < warm {
		k.rate *= float64(step+1) / math.Ceil(warm)
	} else {
		k.rate = cosine(r.Rate, r.Rate/100, (done-r.WarmUp)/(1-r.WarmUp))
	}
	if d := r.DINO; d != nil {
		k.momentum = cosine(d.Momentum, 1, done)
		k.temperature = d.Teacher[0] + (d.Teacher[1]-d.Teacher[0])*min(1, done/d.TeacherWarm)
		if done >= d.Freeze {
			k.freed = 1
		}
	}
	return k
}

// cosine goes from one value to another while done goes from 0 to 1.
func cosine(from, to, done float64) float64 { return to + (from-to)*(1+math.Cos(math.Pi*done))/2 }
