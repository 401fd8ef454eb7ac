package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme makes the suite that README.md describes, from its own blocks, and runs every line that
// begins with bin/vfm or copies a file, in their order.
func TestReadme(t *testing.T) {
	needsRuntime(t)
	readme, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Setenv("VFM_CACHE", filepath.Join(dir, "cache"))
	t.Chdir(dir)
	cards := regexp.MustCompile("(?s)```yaml\n# (\\S+)\n(.*?)```").FindAllStringSubmatch(string(readme), -1)
	if len(cards) != 3 {
		t.Fatalf("README.md shows %d cards, not the three of a suite", len(cards))
	}
	for _, card := range cards {
		path := filepath.Join("mysuite", card[1])
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(card[2]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	model := patchModel(t, "input", 224, 56, 80)
	if err := os.WriteFile(filepath.Join("mysuite", "models", "mymodel.onnx"), []byte(model), 0o644); err != nil {
		t.Fatal(err)
	}
	for i := range 16 {
		split, label := []string{"train", "test"}[i%2], []string{"sandal", "boot"}[i/2%2]
		tinyPicture(t, filepath.Join("mysuite", "shoes", split, label, fmt.Sprint(i, ".png")), i)
	}
	tinyPicture(t, filepath.Join("some", "photo.png"), 1)

	commands := regexp.MustCompile(`(?m)^(bin/vfm|mkdir) ([^#\n]*)`).FindAllStringSubmatch(string(readme), -1)
	if len(commands) < 4 {
		t.Fatalf("README.md shows %d commands of vfm", len(commands))
	}
	for _, c := range commands {
		if c[1] == "bin/vfm" {
			run(t, strings.Fields(c[2])...)
		} else if out, err := exec.Command("sh", "-c", c[0]).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", c[0], err, out)
		}
	}
	for _, path := range []string{"reports/mysuite/index.html", "reports/mysuite/report.csv", "reports/mysuite/model-index/mymodel.md", "site/mysuite.html"} {
		if _, err := os.Stat(path); err != nil {
			t.Error("the commands of README.md left no page or table:", err)
		}
	}
}
