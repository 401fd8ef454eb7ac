package nb

import (
	"context"
	"image"
	"image/draw"

	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// partners is how many pictures of a kind an objective is shown with.
const partners = 4

// searched is how many scenes are gone through for the partners.
const searched = 2000

// Supervised shows what learning the names of shapes does with a scene: scenes of its shape are pulled to it,
// however different they look, and those of other shapes are pushed away, however alike.
func Supervised() {
	objective(func(anchor world.Scene) (together, apart []picture) {
		for i := 1; i < searched; i++ {
			scene := world.New(sceneSeed, i)
			switch {
			case scene.Shape == anchor.Shape && scene.Colour != anchor.Colour && len(together) < partners:
				together = append(together, named(scene))
			case scene.Shape != anchor.Shape && scene.Colour == anchor.Colour && len(apart) < partners:
				apart = append(apart, named(scene))
			}
		}
		return together, apart
	})
}

// named is a scene above the name of its shape.
func named(scene world.Scene) picture {
	p := drawn(scene)
	p.caption = []caption{{text: scene.Shape}}
	return p
}

// Contrastive shows what learning from captions does with a scene: its own caption is pulled to it, and the captions of
// the other scenes of the batch are pushed away.
func Contrastive() {
	objective(func(anchor world.Scene) (together, apart []picture) {
		together = []picture{{words: anchor.Caption(), alt: anchor.Caption()}}
		for i := 1; i <= partners; i++ {
			text := world.New(sceneSeed, i).Caption()
			apart = append(apart, picture{words: text, alt: text})
		}
		return together, apart
	})
}

// Distillation shows what learning without labels and words does with a scene: the cut-outs of one scene are pulled
// together, and the nearest of the other scenes of the batch is pushed away, whatever it shows.
func Distillation() {
	objective(func(anchor world.Scene) (together, apart []picture) {
		whole := anchor.Draw(2 * thumbnailSide)
		for _, cut := range []image.Rectangle{image.Rect(10, 20, 160, 170), image.Rect(50, 0, 190, 140), image.Rect(30, 60, 110, 140), image.Rect(90, 80, 170, 160)} {
			together = append(together, picture{drawn: part(whole, cut), alt: "a cut-out of the same scene"})
		}
		for i := 1; i <= partners; i++ {
			apart = append(apart, drawn(world.New(sceneSeed, i)))
		}
		return together, apart
	})
}

// objective shows a scene, and what an objective pulls to it and pushes from it.
func objective(choose func(anchor world.Scene) (together, apart []picture)) {
	stepWithoutSuite(func(ctx context.Context, s *session) error {
		anchor := world.New(sceneSeed, 0)
		together, apart := choose(anchor)
		first := drawn(anchor)
		first.apart, first.caption = true, []caption{{text: "the scene", strong: true}, {text: anchor.Caption()}}
		parts := []struct {
			title    string
			pictures []picture
			border   string
		}{{"Pulled together", append([]picture{first}, together...), good}, {"Pushed apart", apart, bad}}
		var d display
		for _, part := range parts {
			for i := range part.pictures {
				if !part.pictures[i].apart {
					part.pictures[i].border = part.border
				}
			}
			row, err := strip(ctx, part.pictures)
			if err != nil {
				return err
			}
			d = join(d, heading(part.title), row)
		}
		s.show(d)
		return nil
	})
}

// part copies a part of a picture.
func part(im image.Image, r image.Rectangle) image.Image {
	out := image.NewRGBA(image.Rectangle{Max: r.Size()})
	draw.Draw(out, out.Rect, im, r.Min, draw.Src)
	return out
}
