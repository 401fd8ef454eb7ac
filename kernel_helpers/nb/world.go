package nb

import (
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// sceneSeed draws scenes for people to look at: none of them was trained with or tested on.
const sceneSeed = 9001

// Scenes shows the first n scenes of the drawn world, each with its caption.
func Scenes(n int) {
	stepWithoutSuite(func(ctx context.Context, s *session) error {
		var pictures []picture
		for i := range n {
			pictures = append(pictures, drawn(world.New(sceneSeed, i)))
		}
		d, err := strip(ctx, pictures)
		if err != nil {
			return err
		}
		s.show(d)
		return nil
	})
}

// drawn is a scene above its caption.
func drawn(scene world.Scene) picture {
	return picture{drawn: scene.Draw(thumbnailSide), alt: scene.Caption(), caption: []caption{{text: scene.Caption()}}}
}

// strip is pictures side by side, and as text their captions.
func strip(ctx context.Context, pictures []picture) (display, error) {
	html, err := gallery(ctx, pictures)
	if err != nil {
		return display{}, err
	}
	d := display{html: html}
	for _, p := range pictures {
		d.text += "  " + p.alt + "\n"
	}
	return d, nil
}
