// Package onnxgraph builds ONNX graphs in plain Go and writes them as the bytes of an .onnx file. It
// describes a computation; a runtime such as engine/ort runs it. [Tower] and [TextTower] build the graphs of
// models of images and of texts from their weights.
//
//	g := onnxgraph.Graph{Name: "scores", Nodes: []onnxgraph.Node{{
//		Op: "Gemm", Inputs: []string{"queries", "gallery"}, Outputs: []string{"scores"},
//		Attrs: []onnxgraph.Attr{onnxgraph.Int("transB", 1)},
//	}}}
//	g.Inputs = []onnxgraph.Value{
//		{Name: "queries", Shape: []onnxgraph.Dim{onnxgraph.Any("q"), onnxgraph.Fixed(768)}},
//		{Name: "gallery", Shape: []onnxgraph.Dim{onnxgraph.Any("g"), onnxgraph.Fixed(768)}},
//	}
//	g.Outputs = []onnxgraph.Value{{Name: "scores", Shape: []onnxgraph.Dim{onnxgraph.Any("q"), onnxgraph.Any("g")}}}
//	model, err := g.Encode()
//
// Operators and their attributes are those of https://onnx.ai/onnx/operators/ at version [Opset].
package onnxgraph

// Opset is the version of the operator set that graphs are written in, and irVersion the file format's
// version that goes with it.
const (
	Opset     = 17
	irVersion = 8
)

// Graph is a computation: named float32 tensors and the nodes between them, in the order they run.
type Graph struct {
	Name    string
	Inputs  []Value
	Outputs []Value
	Weights []Weight
	Nodes   []Node
}

// Value is a tensor of float32 that enters or leaves the graph, or of int64.
type Value struct {
	Name  string
	Shape []Dim
	Int64 bool
}

// Dim is one dimension of a shape: a size, or a name for a size that is known when the graph runs.
type Dim struct {
	Size int64
	Name string
}

// Fixed is a dimension of n.
func Fixed(n int) Dim { return Dim{Size: int64(n)} }

// Any is a dimension whose size the run decides. Equal names mean equal sizes.
func Any(name string) Dim { return Dim{Name: name} }

// Weight is a constant float32 tensor, row-major: its values are Data, or lie in another file.
type Weight struct {
	Name     string
	Shape    []int64
	Data     []float32
	External External // where the values are if Data is nil
}

// External is a range of bytes, little-endian float32, in a file in the folder of the .onnx file. A runtime
// maps it, so that the values pass neither through the .onnx file nor through the memory of who builds it.
type External struct {
	Location       string // name of the file; "" = the weight is not external
	Offset, Length int64
}

// Node is one operation. Inputs and outputs are names of values, weights or other nodes' outputs.
type Node struct {
	Op      string
	Inputs  []string
	Outputs []string
	Attrs   []Attr
}

// Attr is a named parameter of a node: made by [Int], [Ints] or [Float].
type Attr struct {
	Name  string
	kind  int64
	ints  []int64
	float float32
}

// The kinds of AttributeProto that Attr uses.
const (
	kindFloat = 1
	kindInt   = 2
	kindInts  = 7
)

// Float is an attribute that holds one number.
func Float(name string, v float32) Attr { return Attr{Name: name, kind: kindFloat, float: v} }

// Int is an attribute that holds one integer.
func Int(name string, v int64) Attr { return Attr{Name: name, kind: kindInt, ints: []int64{v}} }

// Ints is an attribute that holds a list of integers.
func Ints(name string, v ...int64) Attr { return Attr{Name: name, kind: kindInts, ints: v} }
