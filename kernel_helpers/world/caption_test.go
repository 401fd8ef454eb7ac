package world

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestCaptionsAreTrue takes each caption apart: every word that names a shape, a colour, a texture, a size or a
// ground has to be the scene's.
func TestCaptionsAreTrue(t *testing.T) {
	printed := regexp.MustCompile(`, with the word "(.*)"$`)
	forms := map[string]bool{}
	for i := range 2000 {
		s := New(4, i)
		text := s.Caption()
		if m := printed.FindStringSubmatch(text); m != nil {
			if m[1] != s.Word {
				t.Errorf("scene %d has the word %q: %s", i, s.Word, text)
			}
			text = strings.TrimSuffix(text, m[0])
		}
		form := text
		if strings.Contains(text, s.ground.phrase) {
			form = strings.Replace(form, s.ground.phrase, "GROUND", 1)
		}
		for _, word := range strings.FieldsFunc(form, func(r rune) bool { return r == ' ' || r == ',' }) {
			for _, k := range []struct {
				names []string
				own   string
			}{{Shapes(), s.Shape}, {Colours(), s.Colour}, {Textures(), s.Texture}, {[]string{"small", "large"}, s.Size}} {
				if slices.Contains(k.names, word) {
					if word != k.own {
						t.Errorf("scene %d is a %s %s %s %s: %s", i, s.Size, s.Texture, s.Colour, s.Shape, text)
					}
					form = strings.Replace(form, word, "X", 1)
				}
			}
		}
		if !strings.Contains(text, s.Shape) {
			t.Errorf("scene %d shows a %s: %s", i, s.Shape, text)
		}
		forms[strings.ReplaceAll(form, "an X", "a X")] = true
	}
	if len(forms) < 8 {
		t.Errorf("there are only %d forms of captions: %v", len(forms), forms)
	}
	for f := range forms {
		if strings.Count(f, "GROUND") > 1 || strings.Contains(f, "wall") || strings.Contains(f, "stones") {
			t.Errorf("a caption names a ground that is not the scene's: %s", f)
		}
	}
}

func TestArticle(t *testing.T) {
	for noun, want := range map[string]string{"orange star": "an orange star", "umbrella": "an umbrella", "red arrow": "a red arrow"} {
		if got := article(noun); got != want {
			t.Errorf("article(%q) = %q, want %q", noun, got, want)
		}
	}
}
