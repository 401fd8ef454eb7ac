package experiment

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// message appends a field of bytes to a protobuf message.
func message(m []byte, number protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(m, number, protowire.BytesType), value)
}

// externalModel is an ONNX model whose tensors are in files.
func externalModel(files ...string) []byte {
	graph := message(nil, 2, []byte("graph"))
	for _, name := range files {
		entry := message(message(nil, entryKey, []byte("location")), entryValue, []byte(name))
		offset := message(message(nil, entryKey, []byte("offset")), entryValue, []byte("4096"))
		graph = message(graph, graphInitializer, message(message(nil, tensorExternal, offset), tensorExternal, entry))
	}
	graph = message(graph, graphInitializer, message(nil, 9, make([]byte, 100))) // raw_data
	version := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), 8)
	return message(version, modelGraph, graph)
}

func TestExternalData(t *testing.T) {
	for _, c := range []struct {
		name  string
		model []byte
		want  []string
	}{
		{"none", externalModel(), nil},
		{"two files", externalModel("b.data", "a.data", "b.data"), []string{"a.data", "b.data"}},
		{"no ONNX", []byte("weights"), nil},
		{"empty", nil, nil},
		{"cut short", externalModel("a.data")[:30], nil},
	} {
		path := filepath.Join(t.TempDir(), "m.onnx")
		if err := os.WriteFile(path, c.model, 0o644); err != nil {
			t.Fatal(err)
		}
		if got, err := externalData(path); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

func TestWeightsDigestHoldsExternalData(t *testing.T) {
	dir := t.TempDir()
	path, data := filepath.Join(dir, "m.onnx"), filepath.Join(dir, "m.data")
	model := externalModel("m.data")
	if err := os.WriteFile(path, model, 0o644); err != nil {
		t.Fatal(err)
	}
	verified := digest.SHA256{}
	verify := func(d digest.SHA256) error { verified = d; return nil }
	if _, err := hashWeights(t.Context(), path, zoo.ONNX, verify); err == nil {
		t.Error("a missing file of tensors gave no error")
	}
	seen := map[digest.SHA256]bool{}
	for _, content := range []string{"one", "two"} {
		if err := os.WriteFile(data, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		w, err := hashWeights(t.Context(), path, zoo.ONNX, verify)
		if err != nil {
			t.Fatal(err)
		}
		if w.bytes != int64(len(model)+3) || verified != digest.Of(model) {
			t.Errorf("%d bytes, card compared with %s", w.bytes, verified)
		}
		seen[w.digest] = true
	}
	if len(seen) != 2 {
		t.Error("other tensors, but the same digest")
	}
}
