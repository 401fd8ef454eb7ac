// Package headless runs notebooks without a browser, by a real Jupyter with the real Go kernel, and judges
// them by what stands in their outputs: nbconvert's exit status is 0 for most ways in which a Go cell
// fails. It finds neither Jupyter nor the notebooks' suite; its caller says both.
//
//	faults, err := headless.Run(ctx, headless.Options{Jupyter: "jupyter", Out: "out"}, "notebooks/10_clip.ipynb")
package headless

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// Notebook is what is needed of a notebook file, format 4.
// https://nbformat.readthedocs.io/en/latest/format_description.html
type Notebook struct {
	Cells  []Cell `json:"cells"`
	Format int    `json:"nbformat"`
}

// Cell is a piece of code or text.
type Cell struct {
	Type           string   `json:"cell_type"` // "code", "markdown" or "raw"
	Source         text     `json:"source"`
	ExecutionCount *int     `json:"execution_count"` // nil: not executed
	Outputs        []Output `json:"outputs"`
}

// Output is one output of a code cell.
type Output struct {
	Type      string `json:"output_type"` // "stream", "display_data", "execute_result" or "error"
	Stream    string `json:"name"`        // "stdout" or "stderr"
	Text      text   `json:"text"`        // of a stream
	ErrorName string `json:"ename"`
	Error     string `json:"evalue"`
}

// text is a string that a notebook may store as a list of lines.
type text string

// UnmarshalJSON reads a string or a list of strings.
func (t *text) UnmarshalJSON(data []byte) error {
	var lines []string
	if err := json.Unmarshal(data, &lines); err == nil {
		*t = text(strings.Join(lines, ""))
		return nil
	}
	return json.Unmarshal(data, (*string)(t))
}

// Read reads a notebook file.
func Read(path string) (Notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Notebook{}, fmt.Errorf("reading notebook: %w", err)
	}
	n, err := parse(data)
	if err != nil {
		return n, fmt.Errorf("reading notebook %s: %w", path, err)
	}
	return n, nil
}

func parse(data []byte) (Notebook, error) {
	var n Notebook
	if err := json.Unmarshal(data, &n); err != nil {
		return n, err
	}
	if n.Format != 4 {
		return n, fmt.Errorf("it has notebook format %d, not 4", n.Format)
	}
	return n, nil
}
