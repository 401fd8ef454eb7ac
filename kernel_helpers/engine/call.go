package engine

import (
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// CheckCall reports a batch of pixels, or a place for vectors, that Embed cannot take.
func (s ModelSpec) CheckCall(batch int, pixels []float32, out matrix.Rows) error {
	shape := s.Input.Shape(batch)
	if int64(len(pixels)) == shape[0]*shape[1]*shape[2]*shape[3] && out.N == batch && out.Dim == s.Output.Dim && len(out.Data) == out.N*out.Dim {
		return nil
	}
	return fmt.Errorf("embedding with %s: got %d values for input %v and output [%d, %d], want output [%d, %d]",
		s.Name, len(pixels), shape, out.N, out.Dim, batch, s.Output.Dim)
}

// CheckOutput reports an output that came out in another shape than the card says, or has no token of the
// number that the card asks for.
func (s ModelSpec) CheckOutput(batch int, shape []int64) error {
	if !fits(shape, s.Output.shape(batch)) {
		return fmt.Errorf("embedding with %s: output %q of %s came out as %s, the card %s says %s: correct the card",
			s.Name, s.Output.Name, s.Path, shapeText(shape), s.Card, s.Output.text())
	}
	if s.Output.Pooling == "token" && int64(s.Output.Token) >= shape[1] {
		return fmt.Errorf("embedding with %s: the card %s asks for token %d, but %s gives %d tokens, counted from 0: correct the card",
			s.Name, s.Card, s.Output.Token, s.Path, shape[1])
	}
	return nil
}

// Pool writes an output that CheckOutput has passed, [out.N, dim] or [out.N, tokens, dim], into out,
// [out.N, dim].
func (o Output) Pool(data []float32, out matrix.Rows) {
	tokens := len(data) / len(out.Data)
	switch o.Pooling {
	case "token":
		for i := range out.N {
			from := (i*tokens + o.Token) * o.Dim
			copy(out.Row(i), data[from:from+o.Dim])
		}
	case "mean":
		for i := range out.N {
			meanToken(out.Row(i), data[i*tokens*o.Dim:(i+1)*tokens*o.Dim])
		}
	default:
		copy(out.Data, data)
	}
}

// meanToken writes the mean of the tokens, [tokens, len(dst)], summed in float64.
func meanToken(dst, tokens []float32) {
	n := len(tokens) / len(dst)
	for j := range dst {
		var sum float64
		for t := range n {
			sum += float64(tokens[t*len(dst)+j])
		}
		dst[j] = float32(sum / float64(n))
	}
}
