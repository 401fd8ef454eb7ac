package onnxgraph

import (
	"fmt"
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
)

// pixels is the tower's input in the precision that it computes in.
func (b *builder) pixels() string {
	if !b.tower.Half {
		return TowerInput
	}
	return b.node("Cast", []string{TowerInput}, Int("to", Float16.code()))
}

// node appends an operation with one output and returns the output's name.
func (b *builder) node(op string, inputs []string, attrs ...Attr) string {
	out := fmt.Sprintf("%s_%d", op, len(b.graph.Nodes))
	b.graph.Nodes = append(b.graph.Nodes, Node{Op: op, Inputs: inputs, Outputs: []string{out}, Attrs: attrs})
	return out
}

// ints is a constant list of integers, such as a shape.
func (b *builder) ints(v ...int) string {
	wide := make([]int64, len(v))
	for i, x := range v {
		wide[i] = int64(x)
	}
	return b.node("Constant", nil, Ints("value_ints", wide...))
}

// constant is a tensor that is written into the .onnx file itself.
func (b *builder) constant(name string, data []float32, shape ...int64) string {
	b.graph.Weights = append(b.graph.Weights, Weight{Name: name, Shape: shape, Data: data, Type: b.tower.dtype()})
	return name
}

// scalar is a constant number; equal numbers are one constant.
func (b *builder) scalar(x float64) string {
	name := fmt.Sprint("scalar_", float32(x))
	for _, w := range b.graph.Weights {
		if w.Name == name {
			return name
		}
	}
	return b.constant(name, []float32{float32(x)})
}

func (b *builder) add(x, y string) string      { return b.node("Add", []string{x, y}) }
func (b *builder) multiply(x, y string) string { return b.node("Mul", []string{x, y}) }

// reshape gives x another shape: 0 keeps a dimension, -1 is what is left.
func (b *builder) reshape(x string, shape ...int) string {
	return b.node("Reshape", []string{x, b.ints(shape...)})
}

func (b *builder) transpose(x string, order ...int64) string {
	return b.node("Transpose", []string{x}, Ints("perm", order...))
}

// linear is x·Wᵀ + b for x [rows, in] and the tensors name.weight [out, in] and, if there is one, name.bias
// [out]. Gemm takes the weight as it lies in the file, and runtimes pack it from there.
func (b *builder) linear(x, name string, out, in int, bias bool) string {
	inputs := []string{x, b.weight(name+".weight", out, in)}
	if bias {
		inputs = append(inputs, b.weight(name+".bias", out))
	}
	return b.node("Gemm", inputs, Int("transB", 1))
}

// part is linear for the rows [index·out, (index+1)·out) of tensors that hold several layers of one size.
func (b *builder) part(x, name string, index, layers, out, in int, bias bool) string {
	inputs := []string{x, b.partWeight(name, index, layers, out, in)}
	if bias {
		inputs = append(inputs, b.partBias(name, index, layers, out))
	}
	return b.node("Gemm", inputs, Int("transB", 1))
}

// partWeight is the weight of one of the layers in a tensor, [out, in].
func (b *builder) partWeight(name string, index, layers, out, in int) string {
	return b.rows(fmt.Sprintf("%s.weight.%d", name, index), name+".weight", index*out, out, layers*out, in)
}

// partBias is the bias of one of the layers in a tensor, [out].
func (b *builder) partBias(name string, index, layers, out int) string {
	return b.rows(fmt.Sprintf("%s.bias.%d", name, index), name+".bias", index*out, out, layers*out)
}

// norm is LayerNorm over the last axis of x, which has dim values.
func (b *builder) norm(x, name string, dim int) string {
	return b.node("LayerNormalization", []string{x, b.weight(name+".weight", dim), b.weight(name+".bias", dim)},
		Int("axis", -1), Float("epsilon", b.tower.Architecture.Eps))
}

// mlp is fc2(activation(fc1(x))) for x [rows, dim].
func (b *builder) mlp(x, name string, dim int) string {
	x, hidden := b.hidden(x, name, dim)
	return b.linear(x, name+".fc2", dim, hidden, true)
}

// hidden is the first half of mlp, activation(fc1(x)), and its width.
func (b *builder) hidden(x, name string, dim int) (string, int) {
	hidden := 0
	if b.has(name + ".fc1.bias") {
		hidden = b.shape(name+".fc1.bias", 1)[0]
	} else {
		b.fail("tensor %q is missing, expected F32 [hidden]", name+".fc1.bias")
	}
	return b.activation(b.linear(x, name+".fc1", hidden, dim, true)), hidden
}

// activation is written in the operators that ONNX Runtime makes its own Gelu, FastGelu and QuickGelu of.
func (b *builder) activation(x string) string {
	switch b.tower.Architecture.Activation {
	case architecture.TanhGELU: // ½x(1 + tanh(√(2/π)·(x + 0.044715x³)))
		cube := b.node("Pow", []string{x, b.scalar(3)})
		inner := b.multiply(b.add(x, b.multiply(cube, b.scalar(0.044715))), b.scalar(math.Sqrt(2/math.Pi)))
		return b.multiply(b.multiply(x, b.scalar(0.5)), b.add(b.node("Tanh", []string{inner}), b.scalar(1)))
	case architecture.QuickGELU: // x·σ(1.702x)
		return b.multiply(x, b.node("Sigmoid", []string{b.multiply(x, b.scalar(1.702))}))
	}
	// x(1 + erf(x/√2))·½
	erf := b.node("Erf", []string{b.node("Div", []string{x, b.scalar(math.Sqrt2)})})
	return b.multiply(b.multiply(x, b.add(erf, b.scalar(1))), b.scalar(0.5))
}
