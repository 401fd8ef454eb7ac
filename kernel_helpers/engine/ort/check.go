package ort

import (
	"fmt"
	"slices"
	"strings"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
)

// checkModel compares what the card says with the graph's inputs and outputs. It returns the graph's
// fixed batch size, 0 if any will do.
func checkModel(spec engine.ModelSpec, inputs, outputs []onnx.InputOutputInfo) (batch int, err error) {
	if len(inputs) != 1 {
		return 0, mismatch(spec, "one image input", fmt.Sprintf("%d inputs", len(inputs)), inputs)
	}
	in := inputs[0]
	said := fmt.Sprintf("input %q is float32 %s", spec.Input.Name, shapeText(inputShape(spec.Input, -1)))
	if in.Name != spec.Input.Name {
		return 0, mismatch(spec, said, "no input of that name", inputs)
	}
	if in.DataType != onnx.TensorElementDataTypeFloat || !fits(in.Dimensions, inputShape(spec.Input, -1)) {
		return 0, mismatch(spec, said, "another type or shape", inputs)
	}
	i := slices.IndexFunc(outputs, func(o onnx.InputOutputInfo) bool { return o.Name == spec.Output.Name })
	said = fmt.Sprintf("output %q is float32 %s", spec.Output.Name, outputText(spec.Output))
	if i < 0 {
		return 0, mismatch(spec, said, "no output of that name", outputs)
	}
	out := outputs[i]
	if len(out.Dimensions) == 3 && spec.Output.Pooling == "" {
		return 0, mismatch(spec, said+" without a pooling",
			"[n, tokens, dim]: write `pooling: token` and `token: 0` (the class token in most models) or `pooling: mean` under the card's output", outputs)
	}
	if out.DataType != onnx.TensorElementDataTypeFloat || len(out.Dimensions) > 0 && !fits(out.Dimensions, outputShape(spec.Output, -1)) {
		return 0, mismatch(spec, said, "another type or shape", outputs)
	}
	if in.Dimensions[0] > 0 {
		batch = int(in.Dimensions[0])
	}
	return batch, nil
}

// checkSpec reports a spec that no graph could fit.
func checkSpec(spec engine.ModelSpec) error {
	var problem string
	switch in, out := spec.Input, spec.Output; {
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
	return fmt.Errorf("loading model %s: %s: %s: correct the card", spec.Name, spec.Card, problem)
}

// mismatch is the error for a card that does not describe its file: both sides, and all that the file has.
func mismatch(spec engine.ModelSpec, said, found string, has []onnx.InputOutputInfo) error {
	list := make([]string, len(has))
	for i, v := range has {
		list[i] = fmt.Sprintf("%q %s %s", v.Name, typeText(v), shapeText(v.Dimensions))
	}
	return fmt.Errorf("loading model %s: the card %s says %s, but %s has %s; it has %s: correct the card or the file",
		spec.Name, spec.Card, said, spec.Path, found, strings.Join(list, ", "))
}

// inputShape is the shape of a batch of pixels.
func inputShape(in engine.Input, batch int) onnx.Shape {
	n, h, w := int64(batch), int64(in.Height), int64(in.Width)
	if in.Layout == "NHWC" {
		return onnx.Shape{n, h, w, 3}
	}
	return onnx.Shape{n, 3, h, w}
}

// outputShape is the shape of a batch of vectors, or of tokens where the card says how to pool them.
func outputShape(out engine.Output, batch int) onnx.Shape {
	if out.Pooling == "" {
		return onnx.Shape{int64(batch), int64(out.Dim)}
	}
	return onnx.Shape{int64(batch), -1, int64(out.Dim)}
}

// fits reports whether shape a agrees with b where both are known; -1 is unknown.
func fits(a, b onnx.Shape) bool {
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

func outputText(out engine.Output) string {
	if out.Pooling == "" {
		return fmt.Sprintf("[n, %d]", out.Dim)
	}
	return fmt.Sprintf("[n, tokens, %d]", out.Dim)
}

// shapeText prints a shape with n for a first dimension that may be any, and ? for others.
func shapeText(s onnx.Shape) string {
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

func typeText(v onnx.InputOutputInfo) string {
	switch {
	case v.OrtValueType != onnx.ONNXTypeTensor:
		return "not a tensor"
	case v.DataType == onnx.TensorElementDataTypeFloat:
		return "float32"
	}
	return strings.ToLower(strings.TrimPrefix(v.DataType.String(), "ONNX_TENSOR_ELEMENT_DATA_TYPE_"))
}
