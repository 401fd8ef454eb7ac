package onnxgraph

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

func scores() Graph {
	return Graph{
		Name:    "scores",
		Inputs:  []Value{{Name: "queries", Shape: []Dim{Any("q"), Fixed(3)}}},
		Outputs: []Value{{Name: "scores", Shape: []Dim{Any("q"), Fixed(2)}}},
		Weights: []Weight{{Name: "gallery", Shape: []int64{2, 3}, Data: []float32{1, 2, 3, 4, 5, 6}}},
		Nodes:   []Node{{"Gemm", []string{"queries", "gallery"}, []string{"scores"}, []Attr{Int("transB", 1)}}},
	}
}

// text prints a message as field=value, with the messages that the given field paths name opened.
func text(t *testing.T, b []byte, path string, open map[string]bool) string {
	t.Helper()
	var parts []string
	for len(b) > 0 {
		field, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			t.Fatalf("field %s: %v", path, protowire.ParseError(n))
		}
		b = b[n:]
		name := fmt.Sprintf("%s/%d", path, field)
		switch kind {
		case protowire.VarintType:
			v, n := protowire.ConsumeVarint(b)
			parts, b = append(parts, fmt.Sprintf("%d=%d", field, v)), b[n:]
		case protowire.BytesType:
			v, n := protowire.ConsumeBytes(b)
			value := fmt.Sprintf("%q", v)
			if open[name] {
				value = "{" + text(t, v, name, open) + "}"
			}
			parts, b = append(parts, fmt.Sprintf("%d=%s", field, value)), b[n:]
		default:
			t.Fatalf("field %s has wire type %d", name, kind)
		}
	}
	return strings.Join(parts, " ")
}

// TestEncode reads the bytes back field by field, by the numbers of onnx.proto.
func TestEncode(t *testing.T) {
	model, err := scores().Encode()
	if err != nil {
		t.Fatal(err)
	}
	open := map[string]bool{}
	for _, path := range []string{"7", "8", "7/1", "7/1/5", "7/5", "7/11", "7/12"} {
		open["/"+path] = true
	}
	for _, io := range []string{"11", "12"} {
		for _, path := range []string{"2", "2/1", "2/1/2", "2/1/2/1"} {
			open["/7/"+io+"/"+path] = true
		}
	}
	want := strings.Join([]string{
		`1=8 2="vfm" 7={1={1="queries" 1="gallery" 2="scores" 4="Gemm" 5={1="transB" 3=1 20=2}} 2="scores"`,
		`5={1=2 1=3 2=1 8="gallery" 9="\x00\x00\x80?\x00\x00\x00@\x00\x00@@\x00\x00\x80@\x00\x00\xa0@\x00\x00\xc0@"}`,
		`11={1="queries" 2={1={1=1 2={1={2="q"} 1={1=3}}}}}`,
		`12={1="scores" 2={1={1=1 2={1={2="q"} 1={1=2}}}}}} 8={2=17}`,
	}, " ")
	if got := text(t, model, "", open); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if again, _ := scores().Encode(); !bytes.Equal(model, again) {
		t.Error("the same graph gives other bytes the second time")
	}
}

func TestInts(t *testing.T) {
	if got, want := text(t, Ints("perm", 0, 2, 1).encode(), "", nil), `1="perm" 8=0 8=2 8=1 20=7`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEncodeInt64(t *testing.T) {
	open := map[string]bool{"/2": true, "/2/1": true, "/2/1/2": true, "/2/1/2/1": true}
	ids := Value{Name: "text", Shape: []Dim{Fixed(7)}, Int64: true}
	if got, want := text(t, ids.encode(), "", open), `1="text" 2={1={1=7 2={1={1=7}}}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCheck(t *testing.T) {
	for want, change := range map[string]func(g *Graph){
		`"scores" is defined twice`:                   func(g *Graph) { g.Nodes = append(g.Nodes, g.Nodes[0]) },
		`"queries" is defined twice`:                  func(g *Graph) { g.Weights[0].Name = "queries" },
		`Gemm reads "pixels"`:                         func(g *Graph) { g.Nodes[0].Inputs[0] = "pixels" },
		`output "embedding" is not defined`:           func(g *Graph) { g.Outputs[0].Name = "embedding" },
		`weight "gallery" of shape [2 4] has 6 val`:   func(g *Graph) { g.Weights[0].Shape[1] = 4 },
		`encoding graph scores: "queries" is defined`: func(g *Graph) { g.Inputs = append(g.Inputs, g.Inputs[0]) },
	} {
		g := scores()
		change(&g)
		if _, err := g.Encode(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %s", err, want)
		}
	}
}

func Example() {
	g := Graph{
		Name:    "scores",
		Inputs:  []Value{{Name: "queries", Shape: []Dim{Any("q"), Fixed(768)}}, {Name: "gallery", Shape: []Dim{Any("g"), Fixed(768)}}},
		Outputs: []Value{{Name: "scores", Shape: []Dim{Any("q"), Any("g")}}},
		Nodes:   []Node{{"Gemm", []string{"queries", "gallery"}, []string{"scores"}, []Attr{Int("transB", 1)}}},
	}
	model, err := g.Encode()
	fmt.Println(len(model), "bytes,", err)
	// Output: 157 bytes, <nil>
}
