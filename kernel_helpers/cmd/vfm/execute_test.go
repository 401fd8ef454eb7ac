package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/setup"
)

// writeNotebook writes a notebook of Go code cells.
func writeNotebook(t *testing.T, path string, cells ...string) {
	t.Helper()
	type cell map[string]any
	n := cell{"nbformat": 4, "nbformat_minor": 4, "metadata": cell{"kernelspec": cell{"name": setup.KernelName, "display_name": "Go", "language": "go"}}}
	var code []cell
	for _, source := range append([]string{"%noautoget\n%goflags -ldflags=-w"}, cells...) {
		code = append(code, cell{"cell_type": "code", "metadata": cell{}, "execution_count": nil, "outputs": []any{}, "source": source})
	}
	n["cells"] = code
	data, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestExecute runs notebooks in the real Jupyter with the real kernel of this checkout.
func TestExecute(t *testing.T) {
	if testing.Short() {
		t.Skip("starts Jupyter")
	}
	if _, err := setup.Here().Jupyter(); err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	suiteFile := filepath.Join(dir, "suite.yaml")
	if err := os.WriteFile(suiteFile, []byte("name: tiny\ntitle: Tiny\ndatasets: [none]\nfamilies: {A: []}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	good, bad, after := filepath.Join(dir, "good.ipynb"), filepath.Join(dir, "bad.ipynb"), filepath.Join(dir, "after.ipynb")
	writeNotebook(t, good, "import \"github.com/vfm-go/vfm/kernel_helpers/digest\"\n%%\nfmt.Println(len(digest.Of(nil)), os.Getenv(\"VFM_SUITE\"), os.Getenv(\"VFM_OUT\"))")
	writeNotebook(t, bad, "%%\nlog.Fatal(\"the engine is gone\")", "%%\nfmt.Println(\"too late\")")
	writeNotebook(t, after, "%%\nfmt.Println(1)")

	out := filepath.Join(dir, "out")
	var stdout, stderr bytes.Buffer
	code := dispatch(t.Context(), []string{"execute", "-suite", suiteFile, "-out", out, good, bad, after}, &stdout, &stderr)
	if code != exitFailed {
		t.Errorf("exit code %d, want %d\n%s%s", code, exitFailed, &stdout, &stderr)
	}
	for _, want := range []string{"good.ipynb: done", "bad.ipynb: stopped", "cell 2, log.Fatal", "the engine is gone", "exit status 1"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("not printed: %q\n%s%s", want, &stdout, &stderr)
		}
	}
	executed := func(name string) string {
		data, _ := os.ReadFile(filepath.Join(out, "notebooks", name))
		return string(data)
	}
	if want := "32 " + suiteFile + " " + out; !strings.Contains(executed("good.ipynb"), want) {
		t.Errorf("the good notebook does not hold %q:\n%s", want, executed("good.ipynb"))
	}
	if text := executed("bad.ipynb"); !strings.Contains(text, "the engine is gone") || strings.Contains(text, "too late\\n") {
		t.Errorf("the bad notebook does not end at its failing cell:\n%s", text)
	}
	if executed("after.ipynb") != "" {
		t.Error("a notebook was run after one that failed")
	}
}

func TestExecuteUsage(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := dispatch(t.Context(), []string{"execute"}, &stdout, &stderr); code != exitUsage || !strings.Contains(stderr.String(), "name the notebooks") {
		t.Errorf("exit code %d, said %q", code, &stderr)
	}
}
