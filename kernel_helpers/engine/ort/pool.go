package ort

import (
	"fmt"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// pool writes the graph's output into out, [batch, dim], and refuses what is no vector.
func (m *model) pool(output onnx.Value, out matrix.Rows) error {
	tensor, ok := output.(*onnx.Tensor[float32])
	if !ok {
		return fmt.Errorf("embedding with %s: output %q of %s came out as %T, not float32: correct the card",
			m.spec.Name, m.spec.Output.Name, m.spec.Path, output)
	}
	if err := m.spec.CheckOutput(m.batch, output.GetShape()); err != nil {
		return err
	}
	m.spec.Output.Pool(tensor.GetData(), out)
	return nil
}
