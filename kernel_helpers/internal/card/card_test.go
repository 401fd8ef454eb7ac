package card

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// sample has a field of every kind that cards have.
type sample struct {
	Name  string              `yaml:"name"`
	Title string              `yaml:"title"`
	Size  int                 `yaml:"size"`
	Ratio float32             `yaml:"ratio"`
	Flip  bool                `yaml:"flip"`
	List  []string            `yaml:"list"`
	Map   map[string][]string `yaml:"map"`
	Inner struct {
		Mean [3]float32 `yaml:"mean"`
	} `yaml:"inner"`
	Path string `yaml:"-"`
}

func TestParse(t *testing.T) {
	inner := func(mean ...float32) (s sample) {
		copy(s.Inner.Mean[:], mean)
		return s
	}
	for _, c := range []struct {
		text string
		want sample
	}{
		{"name: a\ntitle: b c\n", sample{Name: "a", Title: "b c"}},
		{"\ufeffname: a\r\nsize: 3\r\n", sample{Name: "a", Size: 3}},
		{"---\nname: a # comment\n# more\n", sample{Name: "a"}},
		{"name: 1.10\ntitle: 007\n", sample{Name: "1.10", Title: "007"}},
		{"name: 2024-01-01\ntitle: true\n", sample{Name: "2024-01-01", Title: "true"}},
		{"name: ~\ntitle:\n", sample{}},
		{"name: 'it''s'\ntitle: \"a\\nb\"\n", sample{Name: "it's", Title: "a\nb"}},
		{"title: |\n  one: 1\n  two\n", sample{Title: "one: 1\ntwo\n"}},
		{"title: >\n  one\n  two\n", sample{Title: "one two\n"}},
		{"size: -5\nratio: 5e-1\nflip: true\n", sample{Size: -5, Ratio: 0.5, Flip: true}},
		{"list: [a, 1.50, true]\n", sample{List: []string{"a", "1.50", "true"}}},
		{"list:\n- a\n- b\n", sample{List: []string{"a", "b"}}},
		{"map:\n  B: [x]\n  A:\n  1: []\n", sample{Map: map[string][]string{"B": {"x"}, "A": nil, "1": {}}}},
		{"inner: {mean: [1, 0.5, -2]}\n", inner(1, 0.5, -2)},
		{"title: terms: research only\n", sample{Title: "terms: research only"}},
		{"title: it's: so # note: x\n", sample{Title: "it's: so"}},
		{"title: Smith et al.: Issue#12\n", sample{Title: "Smith et al.: Issue#12"}},
		{"title: a#b: c #d \t # e: f\r\nname: x\n", sample{Title: "a#b: c", Name: "x"}},
		{"title: a: b  \t\n", sample{Title: "a: b"}},
		{"title: https://a.b/c: d\r\nname: x\r\n", sample{Title: "https://a.b/c: d", Name: "x"}},
	} {
		var got sample
		if _, err := Parse("c.yaml", []byte(c.text), &got); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("Parse(%q) = %+v, %v; want %+v", c.text, got, err, c.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "c.yaml:1: the file is empty"},
		{"# only\n", "c.yaml:1: the file is empty"},
		{"[a]\n", "c.yaml:1: the file should hold lines of `key: value`"},
		{"name: a\n---\nname: b\n", "c.yaml:3: a second YAML document"},
		{"name: a\nnmae: b\n", `c.yaml:2: unknown key "nmae"; did you mean name?`},
		{"name: a\ncolour: b\n", `c.yaml:2: unknown key "colour"; keys are name, title,`},
		{"Path: a\n", `c.yaml:1: unknown key "Path"`},
		{"name: a\nsize: 1\nname: b\n", `c.yaml:3: mapping key "name" already defined`},
		{"map: {a: [x], a: [y]}\n", `c.yaml:1: mapping key "a" already defined`},
		{"name: [a]\n", "c.yaml:1: name should be one value"},
		{"name: a\nsize: 3.5\n", `c.yaml:2: size is "3.5"; write a whole number`},
		{"size: '3'\n", `c.yaml:1: size is "3"; write a whole number`},
		{"size: 99999999999999999999\n", "write a whole number"},
		{"ratio: .nan\n", `c.yaml:1: ratio is ".nan"; write a number`},
		{"ratio: x\n", `c.yaml:1: ratio is "x"; write a number`},
		{"flip: yes\n", `c.yaml:1: flip is "yes"; write true or false`},
		{"list: a\n", "c.yaml:1: list should be a list"},
		{"list: [a, ~]\n", "c.yaml:1: list has an empty value"},
		{"map: [a]\n", "c.yaml:1: map should hold lines of"},
		{"map:\n  a: b\n", "c.yaml:2: map.a should be a list"},
		{"inner:\n  mean: [1, 2]\n", "c.yaml:2: inner.mean has 2 values; give 3"},
		{"inner: {mean: [1, 2, 3, 4]}\n", "inner.mean has 4 values; give 3"},
		{"inner: {mean: [1, a, 3]}\n", `inner.mean is "a"; write a number`},
		{"inner: {men: []}\n", `unknown key "men"; did you mean mean?`},
		{"? [a]\n: b\n", "c.yaml:"},
		{"? name\n: b\n", "c.yaml:1: this key is not a plain text"},
		{"name: &x a\n", "c.yaml:1: YAML anchors and tags"},
		{"name: a\ntitle: !!str b\n", "c.yaml:2: YAML anchors and tags"},
		{"name: a\n\ttitle: b\n", "c.yaml:"},
		{"name: \"a\n", "c.yaml:1: could not find end character"},
		{"list: [a\n", "c.yaml:1: sequence end token"},
		{"name: a\xff\n", "c.yaml:1: the file is not text in UTF-8"},
		{"name: a\x00\n", "c.yaml:1: the file is not text in UTF-8"},
		{"name: " + strings.Repeat("x", maxBytes), "c.yaml:1: the file is too long for a card"},
	} {
		var s sample
		_, err := Parse("c.yaml", []byte(c.text), &s)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Parse(%.60q): error %v, want it to hold %q", c.text, err, c.want)
		}
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "c.yaml")
	if err := os.WriteFile(path, []byte("name: a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var s sample
	if _, err := Read(path, &s); err != nil || s.Name != "a" {
		t.Errorf("Read = %+v, %v", s, err)
	}
	if _, err := Read(dir, &s); err == nil || !strings.Contains(err.Error(), "it is no file; name the YAML file") {
		t.Errorf("Read of a folder: %v", err)
	}
	if _, err := Read(filepath.Join(dir, "none.yaml"), &s); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Read of no file: %v", err)
	}
}

func TestErrorfAndKeys(t *testing.T) {
	var s sample
	doc, err := Parse("c.yaml", []byte("name: a\n\nmap:\n  Z.1: [x]\n  A:\n    - y\ninner:\n  mean: [1, 2, 3]\n"), &s)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"name": "c.yaml:1: x", "map": "c.yaml:3: x", "map.Z.1": "c.yaml:4: x", "map.A": "c.yaml:5: x",
		"inner.mean": "c.yaml:8: x", "inner.std": "c.yaml:7: x", "none": "c.yaml:1: x", "": "c.yaml:1: x",
	} {
		if got := doc.Errorf(key, "%s", "x").Error(); got != want {
			t.Errorf("Errorf(%q) = %q, want %q", key, got, want)
		}
	}
	if got := doc.Keys("map"); !reflect.DeepEqual(got, []string{"Z.1", "A"}) {
		t.Errorf("Keys = %q, want them in the order of the file", got)
	}
	if got := doc.Keys("none"); got != nil {
		t.Errorf("Keys of no mapping = %q", got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("name: a\nsize: 3\nlist: [a, b]\nmap:\n  x: [y]\n  z:\n    - 3\ninner: {mean: [1, 2, 3]}\n")
	f.Add("title: a: b # c\nflip: true\nratio: 'x'\n? a\n: b\n---\n")
	begins := regexp.MustCompile(`^c\.yaml:[0-9]+: `)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			t.Skip("the YAML parser is slow on deeply nested text")
		}
		var s sample
		if _, err := Parse("c.yaml", []byte(text), &s); err != nil && !begins.MatchString(err.Error()) {
			t.Errorf("Parse(%q): the error %q does not begin with path:line", text, err)
		}
	})
}
