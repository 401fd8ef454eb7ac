package world

import (
	"fmt"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// Caption describes the scene in plain words, in one of several forms: some name everything that is seen, some
// only the shape and its colour. What it says is true of the picture.
func (s Scene) Caption() string {
	r := paint.Source(s.seed, "caption", s.index)
	what := s.words(paint.Chance(r, 0.7), paint.Chance(r, 0.7))
	var text string
	switch r.IntN(6) {
	case 0:
		text = fmt.Sprintf("a picture of %s", article(s.Shape))
	case 1:
		text = fmt.Sprintf("a photo of %s", article(s.Colour+" "+s.Shape))
	case 2:
		text = fmt.Sprintf("%s there is %s", s.ground.phrase, article(what))
	case 3:
		text = fmt.Sprintf("%s, %s, %s", article(s.Colour+" "+s.Shape), s.Texture, s.ground.phrase)
	default:
		text = fmt.Sprintf("%s %s", article(what), s.ground.phrase)
	}
	if s.Word != "" && paint.Chance(r, 0.7) {
		text += fmt.Sprintf(", with the word %q", s.Word)
	}
	return text
}

// words are the shape with its colour and, if wanted, its size and texture.
func (s Scene) words(size, texture bool) string {
	list := []string{s.Colour, s.Shape}
	if texture {
		list = append([]string{s.Texture}, list...)
	}
	if size && s.Size != "" {
		list = append([]string{s.Size}, list...)
	}
	return strings.Join(list, " ")
}

// article puts "a" or "an" before a noun.
func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
