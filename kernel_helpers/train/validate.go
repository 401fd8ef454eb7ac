package train

import (
	"fmt"
	"strings"

	"github.com/gomlx/compute"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// Validation is how good the embeddings of scenes are that were not trained on, in numbers of scenes.
type Validation struct {
	World      uint64 `json:"world"`      // seed of the scenes
	Scenes     int    `json:"scenes"`     // how many there are
	Shape      int    `json:"shape"`      // whose nearest other scene has the same shape
	Colour     int    `json:"colour"`     // … the same colour
	Background int    `json:"background"` // … the same background
	ZeroShot   int    `json:"zero_shot"`  // whose shape is that of the nearest text "a picture of a …"; 0 without texts
}

// Scenes that recipes are chosen by: another draw than those that are trained on or that models are tested on.
const (
	ValidationWorld  = 2001
	ValidationScenes = 2000
)

// Validate embeds scenes of another seed.
func (r *Result) Validate(backend compute.Backend) (Validation, error) {
	v := Validation{World: ValidationWorld, Scenes: ValidationScenes}
	scenes, pictures := make([]world.Scene, v.Scenes), make([]picture, v.Scenes)
	for i := range scenes {
		scenes[i] = world.New(v.World, i)
		pictures[i] = newPicture(scenes[i].Draw(r.Recipe.Net.Size))
	}
	rows, err := embedImages(backend, r.Recipe.Net, r.Image, pictures)
	if err != nil {
		return v, fmt.Errorf("validating: %w", err)
	}
	rows.Normalize()
	for i := range scenes {
		near := scenes[nearest(rows.Row(i), rows, i)]
		count(&v.Shape, near.Shape == scenes[i].Shape)
		count(&v.Colour, near.Colour == scenes[i].Colour)
		count(&v.Background, near.Background == scenes[i].Background)
	}
	if r.Text == nil {
		return v, nil
	}
	names, prompts := world.Shapes(), [][]int64(nil)
	for _, name := range names {
		prompts = append(prompts, r.Words.Encode("a picture of "+article(name), r.Recipe.Text.Context))
	}
	texts, err := embedTexts(backend, *r.Recipe.Text, r.Text, prompts)
	if err != nil {
		return v, fmt.Errorf("validating: %w", err)
	}
	texts.Normalize()
	for i := range scenes {
		count(&v.ZeroShot, names[nearest(rows.Row(i), texts, -1)] == scenes[i].Shape)
	}
	return v, nil
}

// nearest returns the row with the largest product with x, the first of equals, leaving one out.
func nearest(x []float32, rows matrix.Rows, leftOut int) int {
	best, at := 0.0, -1
	for k := range rows.N {
		if k == leftOut {
			continue
		}
		if s := matrix.Dot(x, rows.Row(k)); at < 0 || s > best {
			best, at = s, k
		}
	}
	return at
}

// count counts what is right.
func count(n *int, right bool) {
	if right {
		*n++
	}
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
