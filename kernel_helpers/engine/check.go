package engine

import (
	"fmt"
	"slices"
	"strings"
)

// Float32 is the type of a Value that can be pixels or vectors.
const Float32 = "float32"

// Value is an input or output of a graph, as its file declares it.
type Value struct {
	Name  string
	Type  string  // Float32, or another name for messages
	Shape []int64 // a dimension below 1 may be any; empty = not declared
}

// Validate reports a spec that no graph could fit.
func (s ModelSpec) Validate() error {
	var problem string
	switch in, out := s.Input, s.Output; {
	case in.Layout != "NCHW" && in.Layout != "NHWC":
		problem = fmt.Sprintf("input layout %q is neither NCHW nor NHWC", in.Layout)
	case in.Height < 1 || in.Width < 1:
		problem = fmt.Sprintf("input of %d×%d pixels", in.Width, in.Height)
	case out.Dim < 1:
		problem = fmt.Sprintf("dim is %d, it must be at least 1", out.Dim)
	case out.Pooling != "" && out.Pooling != "token" && out.Pooling != "mean":
		problem = fmt.Sprintf("pooling %q is neither token nor mean", out.Pooling)
	case out.Token < 0:
		problem = fmt.Sprintf("token %d is negative", out.Token)
	default:
		return nil
	}
	return fmt.Errorf("loading model %s: %s: %s: correct the card", s.Name, s.Card, problem)
}

// Check compares what the card says with the graph's inputs and outputs. It returns the graph's fixed batch
// size, 0 if any will do.
func (s ModelSpec) Check(inputs, outputs []Value) (batch int, err error) {
	if len(inputs) != 1 {
		return 0, s.mismatch("one image input", fmt.Sprintf("%d inputs", len(inputs)), inputs)
	}
	in := inputs[0]
	said := fmt.Sprintf("input %q is float32 %s", s.Input.Name, shapeText(s.Input.Shape(-1)))
	if in.Name != s.Input.Name {
		return 0, s.mismatch(said, "no input of that name", inputs)
	}
	if in.Type != Float32 || !fits(in.Shape, s.Input.Shape(-1)) {
		return 0, s.mismatch(said, "another type or shape", inputs)
	}
	i := slices.IndexFunc(outputs, func(o Value) bool { return o.Name == s.Output.Name })
	said = fmt.Sprintf("output %q is float32 %s", s.Output.Name, s.Output.text())
	if i < 0 {
		return 0, s.mismatch(said, "no output of that name", outputs)
	}
	out := outputs[i]
	if len(out.Shape) == 3 && s.Output.Pooling == "" {
		return 0, s.mismatch(said+" without a pooling",
			"[n, tokens, dim]: write `pooling: token` and `token: 0` (the class token in most models) or `pooling: mean` under the card's output", outputs)
	}
	if out.Type != Float32 || len(out.Shape) > 0 && !fits(out.Shape, s.Output.shape(-1)) {
		return 0, s.mismatch(said, "another type or shape", outputs)
	}
	return int(max(in.Shape[0], 0)), nil
}

// mismatch is the error for a card that does not describe its file: both sides, and all that the file has.
func (s ModelSpec) mismatch(said, found string, has []Value) error {
	list := make([]string, len(has))
	for i, v := range has {
		list[i] = fmt.Sprintf("%q %s %s", v.Name, v.Type, shapeText(v.Shape))
	}
	return fmt.Errorf("loading model %s: the card %s says %s, but %s has %s; it has %s: correct the card or the file",
		s.Name, s.Card, said, s.Path, found, strings.Join(list, ", "))
}

// Shape is the shape of a batch of pixels.
func (in Input) Shape(batch int) []int64 {
	n, h, w := int64(batch), int64(in.Height), int64(in.Width)
	if in.Layout == "NHWC" {
		return []int64{n, h, w, 3}
	}
	return []int64{n, 3, h, w}
}

// shape is the shape of a batch of vectors, or of tokens where the card says how to pool them.
func (out Output) shape(batch int) []int64 {
	if out.Pooling == "" {
		return []int64{int64(batch), int64(out.Dim)}
	}
	return []int64{int64(batch), -1, int64(out.Dim)}
}

func (out Output) text() string {
	if out.Pooling == "" {
		return fmt.Sprintf("[n, %d]", out.Dim)
	}
	return fmt.Sprintf("[n, tokens, %d]", out.Dim)
}

// fits reports whether shape a agrees with b where both are known.
func fits(a, b []int64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] > 0 && b[i] > 0 && a[i] != b[i] {
			return false
		}
	}
	return true
}

// shapeText prints a shape with n for a first dimension that may be any, and ? for others.
func shapeText(s []int64) string {
	parts := make([]string, len(s))
	for i, d := range s {
		switch {
		case d > 0:
			parts[i] = fmt.Sprint(d)
		case i == 0:
			parts[i] = "n"
		default:
			parts[i] = "?"
		}
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
