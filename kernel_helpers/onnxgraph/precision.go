package onnxgraph

import (
	"io"

	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

func halfOr32(half bool) DType {
	if half {
		return Float16
	}
	return Float32
}

// tensors is the type's name in a safetensors file.
func (t DType) tensors() string {
	if t == Float16 {
		return "F16"
	}
	return "F32"
}

// converts reports whether a weights file has values of another precision than a graph of type t.
func converts(weights string, t DType) (bool, error) {
	converts := false
	err := convert(weights, t, func(c *safetensors.Conversion) error {
		converts = !c.Same()
		return nil
	})
	return converts, err
}

// ConvertedBytes is the size of the file that WriteWeights writes.
func (t Tower) ConvertedBytes() (int64, error) { return convertedBytes(t.Weights, t.dtype()) }

// ConvertedBytes is like [Tower.ConvertedBytes].
func (t TextTower) ConvertedBytes() (int64, error) {
	return convertedBytes(t.Weights, halfOr32(t.Half))
}

func convertedBytes(weights string, t DType) (bytes int64, err error) {
	err = convert(weights, t, func(c *safetensors.Conversion) error {
		bytes = c.Size()
		return nil
	})
	return bytes, err
}

// writeWeights writes a weights file for a graph of type t, some values at a time.
func writeWeights(w io.Writer, weights string, t DType) error {
	return convert(weights, t, func(c *safetensors.Conversion) error {
		_, err := c.WriteTo(w)
		return err
	})
}

func convert(weights string, t DType, use func(*safetensors.Conversion) error) error {
	file, err := safetensors.Open(weights)
	if err != nil {
		return err
	}
	defer file.Close()
	c, err := file.Convert(t.tensors())
	if err != nil {
		return err
	}
	return use(c)
}
