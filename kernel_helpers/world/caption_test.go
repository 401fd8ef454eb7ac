package world

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
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

// TestCaptionsOfProducts draws again what lies behind a product, on the ground that the caption names, and wants the
// form, the pattern and the nearest colour to be the product's.
func TestCaptionsOfProducts(t *testing.T) {
	pictures, err := Pictures("products", 1003)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for i := 0; i < len(pictures); i += 7 {
		p := pictures[i]
		text := p.Caption()
		said[text] = true
		at := slices.IndexFunc(grounds, func(g ground) bool { return strings.HasSuffix(text, " "+g.phrase) })
		if at < 0 {
			t.Fatalf("%s: no ground in %q", p.Name, text)
		}
		product, g, c, r := newProduct(p.seed, p.label), grounds[at], paint.New(64), p.source()
		r.IntN(len(grounds))
		base := g.base(product.main, product.main, r)
		g.Draw(c, r, base)
		for _, o := range others(r, base) {
			o.draw(c)
		}
		p.draw(func(drawn *paint.Canvas) {
			if want := c.Keep(); !reflect.DeepEqual(drawn.Keep(), want) {
				t.Errorf("%s is not %s: %s", p.Name, g.phrase, text)
			}
		})
		form, _, _ := strings.Cut(p.Label, "-")
		words := strings.Fields(text)
		if words[3] != form || words[1] != product.weave.name || !slices.Contains(Colours(), words[2]) || article(words[1]) != words[0]+" "+words[1] {
			t.Errorf("%s: %s", p.Name, text)
		}
		for _, k := range colours {
			if named := colours[slices.IndexFunc(colours, func(k colour) bool { return k.name == words[2] })]; k.plain().Distance(product.main) < named.plain().Distance(product.main) {
				t.Errorf("%s: %s is nearer than in %q", p.Name, k.name, text)
			}
		}
	}
	if len(said) < 100 {
		t.Errorf("only %d different captions", len(said))
	}
	birds, err := Pictures("birds", 1003)
	if err != nil || birds[0].Caption() != "" {
		t.Errorf("a bird has the caption %q, %v", birds[0].Caption(), err)
	}
}
