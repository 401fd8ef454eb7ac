package onnxgraph

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"
)

// The numbers below are the field numbers of onnx.proto
// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).

const (
	float32Type      = 1 // TensorProto.DataType.FLOAT
	int64Type        = 7 // TensorProto.DataType.INT64
	externalLocation = 1 // TensorProto.DataLocation.EXTERNAL
)

// Encode checks the graph and returns it as the bytes of an .onnx file. Equal graphs give equal bytes.
func (g Graph) Encode() ([]byte, error) {
	if err := g.check(); err != nil {
		return nil, fmt.Errorf("encoding graph %s: %w", g.Name, err)
	}
	var opset message
	opset.int(2, Opset)
	var m message
	m.int(1, irVersion)
	m.string(2, "vfm")
	m.bytes(7, g.encode())
	m.bytes(8, opset)
	return m, nil
}

func (g Graph) encode() message {
	var m message
	for _, n := range g.Nodes {
		m.bytes(1, n.encode())
	}
	m.string(2, g.Name)
	for _, w := range g.Weights {
		m.bytes(5, w.encode())
	}
	for _, v := range g.Inputs {
		m.bytes(11, v.encode())
	}
	for _, v := range g.Outputs {
		m.bytes(12, v.encode())
	}
	return m
}

func (n Node) encode() message {
	var m message
	for _, name := range n.Inputs {
		m.string(1, name)
	}
	for _, name := range n.Outputs {
		m.string(2, name)
	}
	m.string(4, n.Op)
	for _, a := range n.Attrs {
		m.bytes(5, a.encode())
	}
	return m
}

func (a Attr) encode() message {
	var m message
	m.string(1, a.Name)
	if a.kind == kindFloat {
		m.float(2, a.float)
	}
	field := protowire.Number(3)
	if a.kind == kindInts {
		field = 8
	}
	for _, v := range a.ints {
		m.int(field, v)
	}
	m.int(20, a.kind)
	return m
}

func (w Weight) encode() message {
	var m message
	for _, n := range w.Shape {
		m.int(1, n)
	}
	m.int(2, float32Type)
	m.string(8, w.Name)
	if w.External.Location != "" {
		w.External.encode(&m)
		return m
	}
	raw := make([]byte, 0, 4*len(w.Data))
	for _, x := range w.Data {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	m.bytes(9, raw)
	return m
}

// encode adds the entries that say where a tensor's bytes are.
func (e External) encode(tensor *message) {
	for _, entry := range [][2]string{
		{"location", e.Location},
		{"offset", strconv.FormatInt(e.Offset, 10)},
		{"length", strconv.FormatInt(e.Length, 10)},
	} {
		var m message
		m.string(1, entry[0])
		m.string(2, entry[1])
		tensor.bytes(13, m)
	}
	tensor.int(14, externalLocation)
}

func (v Value) encode() message {
	var shape message
	for _, d := range v.Shape {
		var dim message
		if d.Name != "" {
			dim.string(2, d.Name)
		} else {
			dim.int(1, d.Size)
		}
		shape.bytes(1, dim)
	}
	var tensor, kind, m message
	if v.Int64 {
		tensor.int(1, int64Type)
	} else {
		tensor.int(1, float32Type)
	}
	tensor.bytes(2, shape)
	kind.bytes(1, tensor)
	m.string(1, v.Name)
	m.bytes(2, kind)
	return m
}

// message is a protocol buffer message under construction.
type message []byte

func (m *message) int(field protowire.Number, v int64) {
	*m = protowire.AppendVarint(protowire.AppendTag(*m, field, protowire.VarintType), uint64(v))
}

func (m *message) float(field protowire.Number, v float32) {
	*m = protowire.AppendFixed32(protowire.AppendTag(*m, field, protowire.Fixed32Type), math.Float32bits(v))
}

func (m *message) string(field protowire.Number, s string) {
	*m = protowire.AppendString(protowire.AppendTag(*m, field, protowire.BytesType), s)
}

func (m *message) bytes(field protowire.Number, b []byte) {
	*m = protowire.AppendBytes(protowire.AppendTag(*m, field, protowire.BytesType), b)
}
