package setup

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestListsAreEqual compares the packages for pip with those for conda.
func TestListsAreEqual(t *testing.T) {
	data, err := os.ReadFile("../../environment.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, list, found := strings.Cut(string(data), "- pip:\n")
	if !found {
		t.Fatal("environment.yml has no pip list")
	}
	conda := parseRequirements(strings.ReplaceAll(list, "- ", ""))
	pip := requirements()
	if slices.Equal(conda, pip) {
		return
	}
	for _, r := range pip {
		if !slices.Contains(conda, r) {
			t.Errorf("%s is in requirements.txt and not in environment.yml", r)
		}
	}
	for _, r := range conda {
		if !slices.Contains(pip, r) {
			t.Errorf("%s is in environment.yml and not in requirements.txt", r)
		}
	}
	t.Errorf("the lists differ: %d and %d packages; keep them in one order", len(pip), len(conda))
}

// TestRequirementsArePinned finds lines that are neither a comment nor NAME==VERSION, and checks that the
// packages are there that set-up counts on.
func TestRequirementsArePinned(t *testing.T) {
	lines := 0
	for line := range strings.Lines(requirementsFile) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines++
		}
	}
	list := requirements()
	if len(list) != lines {
		t.Errorf("%d of %d packages are pinned", len(list), lines)
	}
	for _, name := range []string{"jupyterlab", "nbconvert", onnxruntimePackage} {
		if !slices.ContainsFunc(list, func(r requirement) bool { return r.name == name }) {
			t.Errorf("%s is not required", name)
		}
	}
}

func TestParseRequirements(t *testing.T) {
	got := parseRequirements("# a==1\n\nb==2.0 # why\n  c==3\nd>=4\n")
	if want := []requirement{{"b", "2.0"}, {"c", "3"}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	jupyter, engine := split([]requirement{{"a", "1"}, {onnxruntimePackage, "2"}})
	if len(jupyter) != 1 || jupyter[0].name != "a" || len(engine) != 1 || engine[0].name != onnxruntimePackage {
		t.Errorf("split into %v and %v", jupyter, engine)
	}
}

func TestDigestTellsListsApart(t *testing.T) {
	a := digestOf([]requirement{{"a", "1"}})
	if b := digestOf([]requirement{{"a", "2"}}); a == b {
		t.Error("another version has the same digest")
	}
	if a != digestOf([]requirement{{"a", "1"}}) {
		t.Error("one list has two digests")
	}
}
