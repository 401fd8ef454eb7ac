package nb

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// notebookFile is the part of the notebook format that the rules are about.
type notebookFile struct {
	Cells    []notebookCell `json:"cells"`
	Metadata struct {
		Kernelspec struct {
			Name        string `json:"name"`
			DisplayName string `json:"display_name"`
			Language    string `json:"language"`
		} `json:"kernelspec"`
	} `json:"metadata"`
	Format int `json:"nbformat"`
	Minor  int `json:"nbformat_minor"`
}

type notebookCell struct {
	Type           string            `json:"cell_type"`
	ID             string            `json:"id"`
	Source         []string          `json:"source"`
	Outputs        []json.RawMessage `json:"outputs"`
	ExecutionCount json.RawMessage   `json:"execution_count"`
}

const notebooksDir = "../../notebooks"

func readNotebooks(t *testing.T) map[string]notebookFile {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(notebooksDir, "*.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	notebooks := map[string]notebookFile{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var n notebookFile
		if err := json.Unmarshal(data, &n); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		notebooks[filepath.Base(path)] = n
	}
	return notebooks
}

func TestNotebooksAreThere(t *testing.T) {
	notebooks := readNotebooks(t)
	for _, name := range []string{"00_start", "05_world", "10_clip", "20_dino", "30_imagenet", "40_report", "50_zero_shot", "55_probes", "60_curation"} {
		if _, ok := notebooks[name+".ipynb"]; !ok {
			t.Errorf("notebook %s.ipynb is missing", name)
		}
	}
}

func TestNotebooksAreOfTheFormatAndKernel(t *testing.T) {
	for name, n := range readNotebooks(t) {
		if n.Format != 4 || n.Minor != 5 {
			t.Errorf("%s: nbformat %d.%d, want 4.5", name, n.Format, n.Minor)
		}
		if k := n.Metadata.Kernelspec; k.Name != "gonb" || k.DisplayName != "Go (gonb)" || k.Language != "go" {
			t.Errorf("%s: kernelspec %+v, want gonb", name, k)
		}
	}
}

func TestNotebooksHaveStableIDs(t *testing.T) {
	valid := regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)
	for name, n := range readNotebooks(t) {
		seen := map[string]bool{}
		for i, c := range n.Cells {
			if !valid.MatchString(c.ID) || seen[c.ID] {
				t.Errorf("%s: cell %d has the id %q, want a word that no other cell has", name, i, c.ID)
			}
			seen[c.ID] = true
		}
	}
}

func TestNotebooksAreStoredWithoutOutputs(t *testing.T) {
	for name, n := range readNotebooks(t) {
		for _, c := range n.Cells {
			if c.Type == "code" && (len(c.Outputs) > 0 || string(c.ExecutionCount) != "null") {
				t.Errorf("%s: cell %s has outputs or a count; clear all outputs before saving", name, c.ID)
			}
		}
	}
}

func TestNotebooksStartWithTitleAndQuestion(t *testing.T) {
	for name, n := range readNotebooks(t) {
		if len(n.Cells) == 0 {
			t.Errorf("%s has no cells", name)
			continue
		}
		first := strings.Join(n.Cells[0].Source, "")
		if n.Cells[0].Type != "markdown" || !strings.HasPrefix(first, "# ") || !strings.Contains(first, "?") {
			t.Errorf("%s: the first cell is no title with the question that the notebook answers", name)
		}
	}
}

// forbidden is what code cells must not hold.
var forbidden = []struct {
	what    string
	pattern *regexp.Regexp
}{
	{"a function", regexp.MustCompile(`\bfunc\b`)},
	{"an absolute path", regexp.MustCompile(`"(/|~|[A-Za-z]:\\)`)},
	{"a shell line, which fails unnoticed", regexp.MustCompile(`(?m)^\s*!`)},
	{"a dot import", regexp.MustCompile(`import\s*\.`)},
}

func TestNotebookCodeIsShort(t *testing.T) {
	for name, n := range readNotebooks(t) {
		for _, c := range n.Cells {
			if c.Type != "code" {
				continue
			}
			if len(c.Source) > 15 {
				t.Errorf("%s: cell %s has %d lines, want at most 15", name, c.ID, len(c.Source))
			}
			for _, f := range forbidden {
				if f.pattern.MatchString(strings.Join(c.Source, "")) {
					t.Errorf("%s: cell %s holds %s", name, c.ID, f.what)
				}
			}
		}
	}
}

// A first code cell without these makes every later cell ask the network for modules, or link slowly.
func TestFirstCodeCellSetsTheKernelUp(t *testing.T) {
	for name, n := range readNotebooks(t) {
		i := slices.IndexFunc(n.Cells, func(c notebookCell) bool { return c.Type == "code" })
		if i < 0 {
			t.Errorf("%s has no code", name)
			continue
		}
		source := strings.Join(n.Cells[i].Source, "")
		for _, want := range []string{"%noautoget\n", "%goflags -ldflags=-w\n", "kernel_helpers/nb\""} {
			if !strings.Contains(source, want) {
				t.Errorf("%s: the first code cell does not hold %q", name, want)
			}
		}
	}
}
