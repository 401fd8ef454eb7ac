package train

import (
	"encoding/json"
	"io"
	"math"
	"os"
	"runtime"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// Record is what is kept beside weights: how they came to be.
type Record struct {
	Recipe     Recipe     `json:"recipe"`
	Parameters int        `json:"parameters"`      // of the image tower as exported
	Text       int        `json:"text_parameters"` // of the text tower
	Steps      int        `json:"steps"`
	Seconds    float64    `json:"seconds"` // of training, validation left out
	Rate       float64    `json:"images_per_second"`
	Machine    string     `json:"machine"`
	Cores      int        `json:"cores"`
	Go         string     `json:"go"`
	Backend    string     `json:"backend"`
	Validation Validation `json:"validation"`
	Curve      []Point    `json:"curve"` // of the loss
}

// Record describes the result; the backend is what Run was given.
func (r *Result) Record(backend string, v Validation) Record {
	rec := Record{Recipe: r.Recipe, Parameters: Parameters(r.Image), Text: Parameters(r.Text), Seconds: math.Round(r.Seconds),
		Machine: processor(), Cores: runtime.NumCPU(), Go: runtime.Version(), Backend: backend, Validation: v, Curve: r.Curve}
	if r.Recipe.Objective != None {
		rec.Steps = r.Recipe.Steps()
		rec.Rate = math.Round(float64(rec.Steps*r.Recipe.Batch) / r.Seconds)
	}
	return rec
}

// WriteFile writes the record as JSON.
func (r Record) WriteFile(path string) error {
	return atomicfile.Write(path, func(out io.Writer) error {
		e := json.NewEncoder(out)
		e.SetIndent("", " ")
		return e.Encode(r)
	})
}

// processor is the processor's name where the system tells it, else its architecture.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(text)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				return strings.TrimSpace(value)
			}
		}
	}
	return runtime.GOARCH
}
