package world

import (
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// words are printed on some scenes. Some name a shape, which is then hardly ever the one that is seen.
var words = []string{
	"star", "moon", "leaf", "tree", "fish", "duck", "cat", "boat", "mug", "key", "hat", "bell",
	"open", "sale", "stop", "new", "zoo", "tea", "milk", "soap", "jam", "salt", "exit", "hello",
}

// printWord prints a word over a picture, in white with a dark edge or the other way round, on the half that the
// figure leaves free.
func printWord(c *paint.Canvas, word string, figure paint.Pose, r *rand.Rand) {
	ink, edge := paint.White, paint.Grey(0.1)
	if paint.Chance(r, 0.5) {
		ink, edge = edge, ink
	}
	width := min(0.85, 0.22*float64(len(word))) * paint.Between(r, 0.85, 1.1)
	room := 0.97 - width
	at := paint.Pose{X: paint.Between(r, -room, room), Y: paint.Between(r, 0.55, 0.8), Size: width, Angle: paint.Near(r, 0, 0.15)}
	if figure.Y > 0 {
		at.Y = -at.Y
	}
	outline := paint.Word(word)
	c.Posed(at, func() {
		c.Stroke(outline, 0.1/width, paint.Plain(edge))
		c.Fill(outline, paint.Plain(ink))
	})
}
