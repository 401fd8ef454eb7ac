package train

import (
	"io"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
	"github.com/vfm-go/vfm/kernel_helpers/tokenizer"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// Result is a training that is finished.
type Result struct {
	Recipe  Recipe // with the vocabulary's size filled in
	Image   []safetensors.Values
	Text    []safetensors.Values // of the text tower; nil without
	Words   *tokenizer.Tokenizer // nil without
	Curve   []Point
	Seconds float64 // of all runs
}

// result reads the weights out of the variables: the student's, after distillation the teacher's. The head of
// distillation is left behind.
func (t *training) result() (*Result, error) {
	r := &Result{Recipe: t.recipe, Words: t.words, Curve: t.curve, Seconds: t.seconds}
	scope := studentScope
	if t.recipe.Objective == Distillation {
		scope = teacherScope
	}
	for _, w := range t.aim.weights() {
		if w.name == "logit_scale" || strings.HasPrefix(w.name, "projector.") || t.recipe.Objective == None && strings.HasPrefix(w.name, "head.") {
			continue
		}
		data, err := read(t.store, scope+w.name)
		if err != nil {
			return nil, err
		}
		if name, ok := strings.CutPrefix(w.name, textScope); ok {
			r.Text = append(r.Text, safetensors.Values{Name: name, Shape: w.dims, Data: data})
		} else {
			r.Image = append(r.Image, safetensors.Values{Name: w.name, Shape: w.dims, Data: data})
		}
	}
	return r, nil
}

// WriteWeights writes the weights of one tower as float16.
func WriteWeights(path string, weights []safetensors.Values) error {
	return atomicfile.Write(path, func(out io.Writer) error { return safetensors.Write(out, "F16", weights, nil) })
}

// Parameters is how many values the weights have.
func Parameters(weights []safetensors.Values) (n int) {
	for _, w := range weights {
		n += len(w.Data)
	}
	return n
}

// learnWords makes the vocabulary of the captions of the first scenes.
func learnWords(r Recipe) *tokenizer.Tokenizer {
	return tokenizer.Learn(func(yield func(string) bool) {
		for i := range min(learnFrom, r.Scenes) {
			if !yield(world.New(r.World, i).Caption()) {
				return
			}
		}
	}, learnMerges)
}

// WriteFiles writes PATH.safetensors, PATH.training.json, and of a text tower PATH-text.safetensors and
// PATH.merges.txt.
func (r *Result) WriteFiles(path string, record Record) error {
	if err := WriteWeights(path+".safetensors", r.Image); err != nil {
		return err
	}
	if r.Text != nil {
		if err := WriteWeights(path+"-text.safetensors", r.Text); err != nil {
			return err
		}
		if err := atomicfile.Write(path+".merges.txt", r.Words.Write); err != nil {
			return err
		}
	}
	return record.WriteFile(path + ".training.json")
}
