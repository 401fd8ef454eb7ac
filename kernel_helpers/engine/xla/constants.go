package xla

import (
	"bytes"
	"encoding/binary"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

// Field numbers of ONNX (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
const (
	modelGraph, graphNode             = 7, 1
	nodeOperator, nodeAttribute       = 4, 5
	attributeName, attributeTensor    = 1, 5
	attributeFloat, attributeFloats   = 2, 7
	attributeInt, attributeInts       = 3, 8
	attributeType, typeTensor         = 20, 4
	tensorDims, tensorType, tensorRaw = 1, 2, 9
	float32Type, int64Type            = 1, 7
)

// plainConstants writes the value of Constant operators, numbers and lists of numbers, as tensors, the only
// way that onnx-gomlx reads. What is no ONNX stays as it is.
func plainConstants(model []byte) []byte {
	if !bytes.Contains(model, []byte("value_int")) && !bytes.Contains(model, []byte("value_float")) {
		return model
	}
	return rewrite(model, modelGraph, func(graph []byte) []byte {
		return rewrite(graph, graphNode, func(node []byte) []byte {
			operator := ""
			eachField(node, func(number protowire.Number, _ protowire.Type, value []byte) {
				if number == nodeOperator {
					text, _ := protowire.ConsumeBytes(value)
					operator = string(text)
				}
			})
			if operator != "Constant" {
				return node
			}
			return rewrite(node, nodeAttribute, plainAttribute)
		})
	})
}

// plainAttribute writes an attribute value_int, value_ints, value_float or value_floats as value, a tensor.
func plainAttribute(attribute []byte) []byte {
	var name string
	var numbers []byte // little-endian
	eachField(attribute, func(number protowire.Number, kind protowire.Type, value []byte) {
		switch number {
		case attributeName:
			text, _ := protowire.ConsumeBytes(value)
			name = string(text)
		case attributeInt, attributeInts, attributeFloat, attributeFloats:
			numbers = appendNumbers(numbers, number == attributeInt || number == attributeInts, kind, value)
		}
	})
	of, found := strings.CutPrefix(name, "value_")
	kind, size, list := int64Type, 8, strings.HasSuffix(of, "s")
	switch strings.TrimSuffix(of, "s") {
	case "float":
		kind, size = float32Type, 4
	case "int":
	default:
		found = false
	}
	if !found {
		return attribute
	}
	var tensor, m []byte
	if list {
		tensor = protowire.AppendTag(tensor, tensorDims, protowire.VarintType)
		tensor = protowire.AppendVarint(tensor, uint64(len(numbers)/size))
	}
	tensor = protowire.AppendTag(tensor, tensorType, protowire.VarintType)
	tensor = protowire.AppendVarint(tensor, uint64(kind))
	tensor = protowire.AppendTag(tensor, tensorRaw, protowire.BytesType)
	tensor = protowire.AppendBytes(tensor, numbers)
	m = protowire.AppendTag(m, attributeName, protowire.BytesType)
	m = protowire.AppendString(m, "value")
	m = protowire.AppendTag(m, attributeTensor, protowire.BytesType)
	m = protowire.AppendBytes(m, tensor)
	m = protowire.AppendTag(m, attributeType, protowire.VarintType)
	return protowire.AppendVarint(m, typeTensor)
}

// appendNumbers adds the integers or float32 of a field, which may be one number or a packed list.
func appendNumbers(numbers []byte, integers bool, kind protowire.Type, value []byte) []byte {
	if kind == protowire.BytesType {
		value, _ = protowire.ConsumeBytes(value)
	}
	if !integers {
		return append(numbers, value...) // on the wire as in a tensor
	}
	for len(value) > 0 {
		x, n := protowire.ConsumeVarint(value)
		if n < 0 {
			break
		}
		numbers = binary.LittleEndian.AppendUint64(numbers, x)
		value = value[n:]
	}
	return numbers
}

// rewrite returns a message in which do has changed each field of that number, itself bytes.
func rewrite(message []byte, number protowire.Number, do func([]byte) []byte) []byte {
	out := make([]byte, 0, len(message)+256)
	rest := eachField(message, func(found protowire.Number, kind protowire.Type, value []byte) {
		out = protowire.AppendTag(out, found, kind)
		if found == number && kind == protowire.BytesType {
			content, _ := protowire.ConsumeBytes(value)
			out = protowire.AppendBytes(out, do(content))
		} else {
			out = append(out, value...)
		}
	})
	return append(out, rest...)
}

// eachField calls do with the fields of a message and their values as they are written. It returns the bytes
// from where the message cannot be read.
func eachField(message []byte, do func(number protowire.Number, kind protowire.Type, value []byte)) []byte {
	for len(message) > 0 {
		number, kind, tag := protowire.ConsumeTag(message)
		if tag < 0 {
			return message
		}
		n := protowire.ConsumeFieldValue(number, kind, message[tag:])
		if n < 0 {
			return message
		}
		do(number, kind, message[tag:tag+n])
		message = message[tag+n:]
	}
	return nil
}
