package card

import (
	"strings"
	"testing"
)

func TestHub(t *testing.T) {
	for text, want := range map[string]HubFile{
		"hf:org/name/model.safetensors":   {"org/name", "main", "model.safetensors"},
		"hf:org/name@v1.0/a/b.onnx":       {"org/name", "v1.0", "a/b.onnx"},
		"hf:org/name@refs%2Fpr%2F1/b":     {"org/name", "refs/pr/1", "b"},
		"hf:org/name@main":                {"org/name", "main", ""},
		"hf:Org-1/n.a_m-e":                {"Org-1/n.a_m-e", "main", ""},
		"hf:org/name/with@sign/and space": {"org/name", "main", "with@sign/and space"},
	} {
		s, err := ParseSource(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Hub(); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", text, got, err, want)
		}
		if s.String() != text {
			t.Errorf("%s is written %s", text, s)
		}
	}
	for _, bad := range []string{"hf:name", "hf:/name/x", "hf:org/", "hf:../name/x", "hf:org/../x", "hf:org/name@/x", "hf:org/name@../x", "hf:org/name@%2/x",
		"hf:org/name/../../x", "hf:org/name//x", "hf:org/name/x/", "hf:org/name/a?b", `hf:org/name/a\b`, "hf:o rg/name/x", "kaggle:a/b"} {
		s, err := ParseSource(bad)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Hub(); err == nil {
			t.Errorf("%s: %+v, want an error", bad, got)
		}
	}
}

func TestWorld(t *testing.T) {
	s, err := ParseSource("world:produce@18446744073709551615")
	if err != nil {
		t.Fatal(err)
	}
	if name, seed, err := s.World(); name != "produce" || seed != 1<<64-1 || err != nil {
		t.Errorf("%s, %d, %v", name, seed, err)
	}
}

func TestCheckRemote(t *testing.T) {
	for _, c := range []struct {
		source string
		file   bool
		want   string
	}{
		{"hf:org/name@v1/x", true, ""},
		{"hf:org/name@v1", false, ""},
		{"hf:org/name@v1", true, "names no file; write `hf:ORG/NAME@REVISION/PATH`"},
		{"hf:org/name/x", false, "names a file; write `hf:ORG/NAME@REVISION`"},
		{"hf:name", true, "write `hf:ORG/NAME@REVISION/PATH`"},
		{"kaggle:a/b", false, ""},
		{"kaggle:a", false, "write `kaggle:OWNER/SLUG`"},
		{"kaggle:a/b/c", false, "write `kaggle:OWNER/SLUG`"},
		{"https://a.b/c", true, ""},
		{"https:a", true, "is no address"},
		{"https://user:key@a.b/c", true, "is no address"},
		{"manual: x", true, ""},
		{"dir:.", false, ""},
		{"world:produce@7", false, ""},
		{"world:produce@7", true, "draws pictures, and a file is wanted"},
		{"world:produce", false, "write `world:NAME@SEED`"},
		{"world:produce@-1", false, "write `world:NAME@SEED` with a number as seed"},
		{"world:../x@7", false, "write `world:NAME@SEED`"},
	} {
		s, err := ParseSource(c.source)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.CheckRemote(c.file); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.source, err, c.want)
		}
	}
}
