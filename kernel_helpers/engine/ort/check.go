package ort

import (
	"strings"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
)

// values are inputs or outputs as package engine knows them.
func values(infos []onnx.InputOutputInfo) []engine.Value {
	list := make([]engine.Value, len(infos))
	for i, v := range infos {
		list[i] = engine.Value{Name: v.Name, Type: typeText(v), Shape: v.Dimensions}
	}
	return list
}

func typeText(v onnx.InputOutputInfo) string {
	switch {
	case v.OrtValueType != onnx.ONNXTypeTensor:
		return "not a tensor"
	case v.DataType == onnx.TensorElementDataTypeFloat:
		return engine.Float32
	}
	return strings.ToLower(strings.TrimPrefix(v.DataType.String(), "ONNX_TENSOR_ELEMENT_DATA_TYPE_"))
}
