package onnxgraph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// builder writes the nodes of a tower one after the other. The first problem stays in err, and what follows
// it is of no use: callers look at err where they need a shape, and at the end.
type builder struct {
	tower   Tower
	file    *safetensors.File
	tensors map[string]safetensors.Tensor
	used    map[string]bool // by the graph, or left out on purpose
	naming  string          // whose names the tensors have
	graph   Graph
	err     error
}

func newBuilder(t Tower, file *safetensors.File) *builder {
	b := &builder{tower: t, file: file, tensors: map[string]safetensors.Tensor{}, used: map[string]bool{}, naming: "timm's"}
	b.graph.Name = t.Model
	for _, tensor := range file.Tensors() {
		b.tensors[tensor.Name] = tensor
	}
	return b
}

// fail keeps the first problem.
func (b *builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf(format, args...)
	}
}

// has reports whether the file has a tensor.
func (b *builder) has(name string) bool {
	_, ok := b.tensors[name]
	return ok
}

// ignore says that the graph does not need these tensors.
func (b *builder) ignore(names ...string) {
	for _, name := range names {
		b.used[name] = true
	}
}

// tensor returns a tensor of float32 that the graph needs, want saying what it should be.
func (b *builder) tensor(name, want string) (safetensors.Tensor, bool) {
	t, ok := b.tensors[name]
	if !ok {
		b.fail("tensor %q is missing, expected %s; is the file of this architecture, in %s naming?", name, want, b.naming)
		return t, false
	}
	if t.DType != "F32" {
		b.fail("tensor %q is %s %v, expected %s; convert the weights to float32", name, t.DType, t.Shape, want)
		return t, false
	}
	b.used[name] = true
	return t, true
}

// shape returns the shape of a tensor that must have rank dimensions, all zero if it has not.
func (b *builder) shape(name string, rank int) []int {
	t, ok := b.tensor(name, fmt.Sprintf("F32 with %d dimensions", rank))
	if ok && len(t.Shape) == rank && !slices.Contains(t.Shape, 0) {
		return t.Shape
	}
	if ok {
		b.fail("tensor %q has the shape %v, expected %d dimensions", name, t.Shape, rank)
	}
	return make([]int, rank)
}

// expect returns a tensor that must have a shape. Where all that is left out are dimensions of 1 at the end
// (the weight of a 1×1 convolution), it is the same matrix.
func (b *builder) expect(name string, shape []int) (safetensors.Tensor, bool) {
	t, ok := b.tensor(name, fmt.Sprintf("F32 %v", shape))
	if !ok {
		return t, false
	}
	got := t.Shape
	for len(got) > len(shape) && len(shape) == 2 && got[len(got)-1] == 1 {
		got = got[:len(got)-1]
	}
	if !slices.Equal(got, shape) {
		b.fail("tensor %q has the shape %v, expected %v", name, t.Shape, shape)
		return t, false
	}
	return t, true
}

// weight makes a tensor of the file a constant of the graph and returns its name.
func (b *builder) weight(name string, shape ...int) string {
	return b.rows(name, name, 0, shape[0], shape...)
}

// rows makes the rows [from, from+n) of a tensor a constant of the graph with a name of its own.
func (b *builder) rows(as, name string, from, n int, shape ...int) string {
	t, ok := b.expect(name, shape)
	if !ok {
		return ""
	}
	size := int64(4)
	dims := []int64{int64(n)}
	for _, d := range shape[1:] {
		size *= int64(d)
		dims = append(dims, int64(d))
	}
	offset, _ := b.file.Span(t)
	b.graph.Weights = append(b.graph.Weights, Weight{Name: as, Shape: dims, External: External{
		Location: b.tower.Location, Offset: offset + int64(from)*size, Length: int64(n) * size}})
	return as
}

// values reads a small tensor, for what has to be computed before the graph runs.
func (b *builder) values(name string, shape ...int) []float32 {
	t, ok := b.expect(name, shape)
	if !ok {
		return nil
	}
	v, err := b.file.Values(t)
	if err != nil {
		b.fail("%w", err)
	}
	return v
}

// count returns how many numbers 0, 1, 2, … there are in the place of % in the beginning of a name.
func (b *builder) count(pattern string) int {
	n := 0
	for {
		prefix := strings.Replace(pattern, "%", fmt.Sprint(n), 1)
		if !slices.ContainsFunc(b.file.Tensors(), func(t safetensors.Tensor) bool { return strings.HasPrefix(t.Name, prefix) }) {
			return n
		}
		n++
	}
}

// surplus reports tensors that have no place in the architecture: the graph would not be the model's.
func (b *builder) surplus() error {
	var names []string
	for name := range b.tensors {
		if !b.used[name] {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	more := ""
	if len(names) > 1 {
		more = fmt.Sprintf(" (and %d more)", len(names)-1)
	}
	return fmt.Errorf("tensor %q %v%s has no place in the architecture %s; correct the card's architecture, or take weights in %s naming",
		names[0], b.tensors[names[0]].Shape, more, b.tower.Architecture, b.naming)
}
