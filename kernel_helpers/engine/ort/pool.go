package ort

import (
	"fmt"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// pool writes the graph's output into out, [batch, dim], and refuses what is no vector.
func (m *model) pool(output onnx.Value, out matrix.Rows) error {
	tensor, ok := output.(*onnx.Tensor[float32])
	want := outputShape(m.spec.Output, m.batch)
	if !ok || !fits(output.GetShape(), want) {
		return fmt.Errorf("embedding with %s: output %q of %s came out as %s, the card %s says %s: correct the card",
			m.spec.Name, m.spec.Output.Name, m.spec.Path, shapeText(output.GetShape()), m.spec.Card, outputText(m.spec.Output))
	}
	data, dim := tensor.GetData(), m.spec.Output.Dim
	tokens := len(data) / (m.batch * dim)
	switch m.spec.Output.Pooling {
	case "token":
		if m.spec.Output.Token >= tokens {
			return fmt.Errorf("embedding with %s: the card %s asks for token %d, but %s gives %d tokens, counted from 0: correct the card",
				m.spec.Name, m.spec.Card, m.spec.Output.Token, m.spec.Path, tokens)
		}
		for i := range m.batch {
			from := (i*tokens + m.spec.Output.Token) * dim
			copy(out.Row(i), data[from:from+dim])
		}
	case "mean":
		for i := range m.batch {
			meanToken(out.Row(i), data[i*tokens*dim:(i+1)*tokens*dim])
		}
	default:
		copy(out.Data, data)
	}
	return nil
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
