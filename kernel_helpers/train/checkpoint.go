package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// saved is what a checkpoint knows beside the variables.
type saved struct {
	Recipe  Recipe
	Done    int
	Curve   []Point
	Sum     float64
	Count   int
	Seconds float64
}

// savedKey is the name of the checkpoint's text in the file's metadata.
const savedKey = "training"

// save writes the checkpoint, whole or not at all.
func (t *training) save() error {
	if t.options.Checkpoint == "" {
		return nil
	}
	text, err := json.Marshal(saved{t.recipe, t.done, t.curve, t.sum, t.count, t.seconds})
	if err != nil {
		return err
	}
	var list []safetensors.Values
	for _, w := range variables(t.aim) {
		data, err := read(t.store, w.name)
		if err != nil {
			return err
		}
		list = append(list, safetensors.Values{Name: w.name, Shape: w.dims, Data: data})
	}
	err = atomicfile.Write(t.options.Checkpoint, func(out io.Writer) error {
		return safetensors.Write(out, "F32", list, map[string]string{savedKey: string(text)})
	})
	if err != nil {
		return fmt.Errorf("keeping the checkpoint: %w", err)
	}
	return nil
}

// load reads the checkpoint, if there is one.
func (t *training) load() (bool, error) {
	path := t.options.Checkpoint
	if path == "" {
		return false, nil
	}
	file, err := safetensors.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("going on from a checkpoint: %w; remove it to begin again", err)
	}
	defer file.Close()
	var s saved
	if err := json.Unmarshal([]byte(file.Metadata()[savedKey]), &s); err != nil {
		return false, fmt.Errorf("going on from %s: %w; remove it to begin again", path, err)
	}
	if !reflect.DeepEqual(s.Recipe, t.recipe) {
		return false, fmt.Errorf("going on from %s: it was made by another recipe; take that again, or remove the file to begin again", path)
	}
	tensors := map[string]safetensors.Tensor{}
	for _, x := range file.Tensors() {
		tensors[x.Name] = x
	}
	t.done, t.curve, t.sum, t.count, t.seconds = s.Done, s.Curve, s.Sum, s.Count, s.Seconds
	t.store, err = newStore(variables(t.aim), func(w weight) ([]float32, error) { return file.Values(tensors[w.name]) })
	if err != nil {
		return false, fmt.Errorf("going on from %s: %w", path, err)
	}
	return true, nil
}

// Forget removes the checkpoint of a training that is finished.
func Forget(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
