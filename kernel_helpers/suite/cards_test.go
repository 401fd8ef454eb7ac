package suite

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func datasetCard(name string) string {
	return "name: " + name + "\ntask: retrieval\nsource: dir:.\nsplits: {gallery: all}\n"
}

func modelCard(name, family string) string {
	return "name: " + name + "\nfamily: " + family + "\nweights: file:x.onnx\ndim: 4\n" +
		"input: {name: x, size: 8, mean: [0, 0, 0], std: [1, 1, 1]}\noutput: {name: y}\n"
}

// demo writes a suite in a checkout and reads it.
func demo(t *testing.T) (*Suite, string) {
	t.Helper()
	root := makeCheckout(t, ".")
	dir := filepath.Join(root, "elsewhere")
	s, err := ReadFile(writeFile(t, dir, "suite.yaml", goodSuite))
	if err != nil {
		t.Fatal(err)
	}
	return s, root
}

func TestDataset(t *testing.T) {
	s, root := demo(t)
	// In the order of lookup, last first, so that each file hides those before it.
	for _, path := range []string{"datasets/other-folder/dataset.yaml", "datasets/birds/dataset.yaml", "elsewhere/other-folder/dataset.yaml", "elsewhere/birds/dataset.yaml", "elsewhere/datasets/birds/dataset.yaml"} {
		want := writeFile(t, root, path, datasetCard("birds"))
		c, err := s.Dataset("birds")
		if err != nil || c.Path != want || c.Name != "birds" {
			t.Errorf("Dataset = %+v, %v; want the card %s", c, err, want)
		}
	}
}

func TestDatasetErrors(t *testing.T) {
	s, root := demo(t)
	writeFile(t, root, "datasets/faces/dataset.yaml", datasetCard("faces"))
	broken := writeFile(t, root, "datasets/broken/dataset.yaml", "nmae: broken\n")
	_, err := s.Dataset("face")
	for _, want := range []string{
		"finding data set face of suite demo: no card at ", filepath.Join(root, "elsewhere", "datasets", "face", "dataset.yaml"),
		filepath.Join(root, "datasets", "face", "dataset.yaml"), "did you mean faces?", broken + ":1: unknown key", "correct " + s.Path,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("unknown data set: %v, want it to hold %q", err, want)
		}
	}
	if _, err := s.Dataset("broken"); err == nil || !strings.Contains(err.Error(), "reading data set broken: "+broken+`:1: unknown key "nmae"`) {
		t.Errorf("broken card: %v", err)
	}
	writeFile(t, root, "datasets/birds/dataset.yaml", datasetCard("vögel"))
	if _, err := s.Dataset("birds"); err == nil || !strings.Contains(err.Error(), `has the name "vögel", but lies where "birds" belongs`) {
		t.Errorf("card of another name: %v", err)
	}
}

func TestModel(t *testing.T) {
	s, root := demo(t)
	// In the order of lookup, last first, so that each file hides those before it.
	for _, c := range []struct{ file, family, want string }{
		{"kernel_helpers/zoo/cards/any-name.yaml", "Z", "Z"},
		{"kernel_helpers/zoo/cards/net-a.yaml", "DINO", "Z"}, // a suite may put the models that vfm brings into families of its own
		{"elsewhere/more/any-name.yaml", "Z", "Z"},
		{"elsewhere/more/net-a.yaml", "\"\"", "Z"},
		{"elsewhere/models/net-a.yaml", "Z", "Z"},
	} {
		want := writeFile(t, root, c.file, modelCard("net-a", c.family))
		got, err := s.Model("net-a")
		if err != nil || got.Path != want || got.Family != c.want {
			t.Errorf("Model = %+v, %v; want the card %s in family %s", got, err, want, c.want)
		}
	}
	absolute := *s
	absolute.Models = filepath.Join(root, "zoo")
	want := writeFile(t, root, "zoo/net-b.yaml", modelCard("net-b", "A"))
	if got, err := absolute.Model("net-b"); err != nil || got.Path != want {
		t.Errorf("Model from an absolute folder = %+v, %v", got, err)
	}
	writeFile(t, root, "elsewhere/models/plain.yaml", modelCard("plain", "DINO"))
	if got, err := s.Model("plain"); err != nil || got.Family != BaselineFamily {
		t.Errorf("a baseline = %+v, %v", got, err)
	}
	writeFile(t, root, "elsewhere/models/free.yaml", modelCard("free", "Q"))
	if got, err := s.Model("free"); err != nil || got.Family != "Q" {
		t.Errorf("a model that no family lists = %+v, %v", got, err)
	}
}

// TestModelThatVFMBrings names the folder of vfm's own cards in the suite, from a path relative to the working folder.
func TestModelThatVFMBrings(t *testing.T) {
	_, root := demo(t)
	writeFile(t, root, "kernel_helpers/zoo/cards/net-a.yaml", modelCard("net-a", "DINO"))
	s := &Suite{Name: "demo", Path: filepath.Join("elsewhere", "suite.yaml"), Models: "../kernel_helpers/zoo/cards", Families: []Family{{"Z", []string{"net-a"}}}}
	if got, err := s.Model("net-a"); err != nil || got.Family != "Z" {
		t.Errorf("Model = %+v, %v; want the suite's family", got, err)
	}
}

func TestModels(t *testing.T) {
	_, root := demo(t)
	if _, err := Models(); err == nil || !strings.Contains(err.Error(), "start vfm in its checkout") {
		t.Errorf("a folder without cards: %v", err)
	}
	for _, c := range [][2]string{{"b", "Y"}, {"c", "X"}, {"a", "Y"}} {
		writeFile(t, root, "kernel_helpers/zoo/cards/"+c[0]+".yaml", modelCard(c[0], c[1]))
	}
	got, err := Models()
	if err != nil || len(got) != 3 || got[0].Name != "c" || got[1].Name != "a" || got[2].Name != "b" {
		t.Errorf("Models = %+v, %v; want c, a, b", got, err)
	}
	writeFile(t, root, "kernel_helpers/zoo/cards/d.yaml", "name: d\n")
	if _, err := Models(); err == nil || !strings.Contains(err.Error(), "d.yaml:1: weights") {
		t.Errorf("a broken card: %v", err)
	}
}

func TestModelErrors(t *testing.T) {
	s, root := demo(t)
	card := writeFile(t, root, "elsewhere/models/net-a.yaml", modelCard("net-a", "A"))
	_, err := s.Model("net-a")
	for _, want := range []string{s.Path + ` puts it in family "Z"`, card + ` says "A"`, "make them equal"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("another family: %v, want it to hold %q", err, want)
		}
	}
	_, err = s.Model("net-aa")
	for _, want := range []string{"finding model net-aa", filepath.Join(root, "elsewhere", "more", "net-aa.yaml"), "did you mean net-a?"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("unknown model: %v, want it to hold %q", err, want)
		}
	}
}

func TestPhotographs(t *testing.T) {
	path := photos(t)
	s, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range s.Datasets {
		if c, err := s.Dataset(name); err != nil || c.Name != name {
			t.Errorf("Dataset(%s) = %+v, %v", name, c, err)
		}
	}
	var families []string
	for _, f := range s.Families {
		families = append(families, f.Name)
		for _, name := range f.Models {
			if c, err := s.Model(name); err != nil || c.Name != name || c.Family != f.Name {
				t.Errorf("Model(%s) = %+v, %v", name, c, err)
			}
		}
	}
	if got := strings.Join(families, " "); got != "CLIP DINO ImageNet" {
		t.Errorf("families %s, want them in the order of the file", got)
	}
}

func TestReader(t *testing.T) {
	dir := t.TempDir()
	card := "weights: file:x.onnx\ninput: {name: x, size: 8, mean: [0, 0, 0], std: [1, 1, 1]}\noutput: {name: y}\ndim: 4\n"
	text := "text: {weights: file:%s, architecture: {kind: text, heads: 2, eps: 1e-5}, context: 20%s}\n"
	writeFile(t, dir, "models/plain.yaml", "name: plain\n"+card)
	writeFile(t, dir, "models/other.yaml", "name: other\n"+card+fmt.Sprintf(text, "a", ""))
	writeFile(t, dir, "models/far.yaml", "name: far\n"+card+fmt.Sprintf(text, "b", ", tokenizer: file:m"))
	writeFile(t, dir, "models/near.yaml", "name: near\n"+card+fmt.Sprintf(text, "c", ", tokenizer: file:m"))
	writeFile(t, dir, "models/c", "weights")
	for models, want := range map[string]string{"plain, other": "", "plain, other, far": "far", "far, plain, near": "near"} {
		s, err := ReadFile(writeFile(t, dir, "suite.yaml", "name: demo\ndatasets: [d]\nfamilies:\n  A: ["+models+"]\n"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Reader()
		if got != want || (err == nil) != (want != "") {
			t.Errorf("of %s the reader is %q, %v; want %q", models, got, err, want)
		}
		if want == "" && !strings.Contains(err.Error(), "no model of suite demo reads texts") {
			t.Errorf("error %v", err)
		}
	}
}
