package suite

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const goodSuite = `name: demo
title: A demonstration
datasets: [birds, faces]
families:
  Z: [net-a]
  DINO: []
  A: [net-b, net-c]
baselines: [plain]
models: more
zero_shot: true
probes: 40
linear_probe: false
report: {order: [faces], notes: "Small <images>."}
`

func writeFile(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadFile(t *testing.T) {
	path := writeFile(t, t.TempDir(), "suite.yaml", goodSuite)
	want := &Suite{
		Name: "demo", Title: "A demonstration", Datasets: []string{"birds", "faces"},
		Families:  []Family{{"Z", []string{"net-a"}}, {"DINO", []string{}}, {"A", []string{"net-b", "net-c"}}},
		Baselines: []string{"plain"}, Models: "more", ZeroShot: true, Probes: 40, NoLinearProbe: true, Report: ReportNotes{Order: []string{"faces"}, Notes: "Small <images>."}, Path: path,
	}
	got, err := ReadFile(path)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("ReadFile = %+v, %v; want %+v", got, err, want)
	}
	for model, family := range map[string]string{"net-c": "A", "net-a": "Z", "net-x": "", "plain": BaselineFamily} {
		if f := got.Family(model); f != family {
			t.Errorf("Family(%s) = %q, want %q", model, f, family)
		}
	}
}

func TestReadFileErrors(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"name: demo", "name: ../x", ":1: the name"},
		{"name: demo", "", ":1: the name is missing"},
		{"title:", "titel:", `:2: unknown key "titel"; did you mean title?`},
		{"[birds, faces]", "[]", ":3: the suite names no data set"},
		{"[birds, faces]", "birds", ":3: datasets should be a list"},
		{"[birds, faces]", "[birds, birds]", `:3: data set "birds" is named twice`},
		{"[birds, faces]", "[birds, a/b]", `:3: data set: the name "a/b"`},
		{"  DINO: []", "  Z: []", `:6: mapping key "Z" already defined`},
		{"[net-a]", "net-a", ":5: families.Z should be a list"},
		{"[net-b, net-c]", "[net-b, net-a]", `:7: model "net-a" is already in family "Z"`},
		{"[net-b, net-c]", "[net-b, net-b]", `:7: model "net-b" is already in family "A"`},
		{"[net-b, net-c]", "[x/y]", `:7: model: the name "x/y"`},
		{"  A: [net-b", "  \"\": [net-b", ":4: a family has no name"},
		{"[plain]", "[net-b]", `:8: baseline "net-b" is in family "A" too; remove it from one place`},
		{"[plain]", "[plain, plain]", `:8: baseline "plain" is named twice`},
		{"[plain]", "[a/b]", `:8: model: the name "a/b"`},
		{"  A: [", "  Baseline: [", `:7: the family "Baseline" has the name that the suite's baselines go by`},
		{"order: [faces]", "order: [face]", `:13: the report's order names "face", which is not among the data sets; did you mean faces?`},
	} {
		path := writeFile(t, t.TempDir(), "suite.yaml", strings.Replace(goodSuite, c.old, c.new, 1))
		_, err := ReadFile(path)
		if err == nil || !strings.HasPrefix(err.Error(), path+":") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("with %q: error %v, want %q", c.new, err, path+c.want)
		}
	}
	withoutBaselines := strings.Replace(goodSuite, "baselines: [plain]\n", "", 1)
	s, err := ReadFile(writeFile(t, t.TempDir(), "suite.yaml", strings.Replace(withoutBaselines, "  A: [", "  Baseline: [", 1)))
	if err != nil || len(s.Groups()) != 3 || s.Groups()[2].Name != BaselineFamily {
		t.Errorf("a family Baseline of a suite without baselines: %+v, %v", s, err)
	}
	path := writeFile(t, t.TempDir(), "suite.yaml", "name: demo\ndatasets: [a]\n")
	if _, err := ReadFile(path); err == nil || !strings.Contains(err.Error(), ":1: the suite names no family") {
		t.Errorf("no families: %v", err)
	}
}
