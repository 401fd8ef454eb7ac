package safetensors

import (
	"encoding/binary"
	"os"
	"strings"
	"testing"
)

// file returns a safetensors file with this header and so many bytes of data.
func file(header string, data int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	b = append(b, header...)
	return append(b, make([]byte, data)...)
}

func TestParseAccepts(t *testing.T) {
	for _, c := range []struct {
		header string
		data   int
		names  string
	}{
		{`{}`, 0, ""},
		{`{}   `, 0, ""},
		{`{"__metadata__":{"a":"b"}}`, 0, ""},
		{`{"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]},"a":{"data_offsets":[0,2],"shape":[2],"dtype":"U8"}}`, 6, "a b"},
		{`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"z":{"dtype":"F32","shape":[0,9],"data_offsets":[0,0]}}`, 4, "z a"},
		{`{"a":{"dtype":"BF16","shape":[],"data_offsets":[0,2]}}`, 2, "a"},
	} {
		h, err := parse(file(c.header, c.data))
		var names []string
		for _, tensor := range h.tensors {
			names = append(names, tensor.Name)
		}
		if got := strings.Join(names, " "); err != nil || got != c.names {
			t.Errorf("parse(%s) = %q, %v; want %q", c.header, got, err, c.names)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tensor := func(body string) string { return `{"a":{` + body + `}}` }
	for _, c := range []struct {
		name, header string
		data         int
		want         string
	}{
		{"no object", `[]`, 0, "not a JSON object"},
		{"space first", ` {}`, 0, "not a JSON object"},
		{"not UTF-8", "{\"\xff\":{}}", 0, "not a JSON object"},
		{"cut", `{"a":{"dtype":"F32"`, 0, "parsing"},
		{"more after", `{} {}`, 0, "something follows"},
		{"no brace at the end", `{`, 0, "parsing JSON"},
		{"twice", `{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}`, 2, "there twice"},
		{"metadata twice", `{"__metadata__":{},"__metadata__":{}}`, 0, "there twice"},
		{"metadata of numbers", `{"__metadata__":{"a":1}}`, 0, "parsing metadata"},
		{"unknown key", tensor(`"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1`), 1, "unknown field"},
		{"no dtype", tensor(`"shape":[1],"data_offsets":[0,1]`), 1, `unknown dtype ""`},
		{"unknown dtype", tensor(`"dtype":"X9","shape":[1],"data_offsets":[0,1]`), 1, `unknown dtype "X9"`},
		{"no shape", tensor(`"dtype":"U8","data_offsets":[0,1]`), 1, "no shape"},
		{"no offsets", tensor(`"dtype":"U8","shape":[1]`), 1, "data_offsets are not two numbers"},
		{"three offsets", tensor(`"dtype":"U8","shape":[1],"data_offsets":[0,1,2]`), 1, "data_offsets are not two numbers"},
		{"negative shape", tensor(`"dtype":"U8","shape":[-1,-1],"data_offsets":[0,1]`), 1, "has the shape [-1 -1]"},
		{"huge shape", tensor(`"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]`), 0, "more than any file"},
		{"fraction", tensor(`"dtype":"U8","shape":[1.5],"data_offsets":[0,1]`), 1, "parsing tensor"},
		{"negative offset", tensor(`"dtype":"U8","shape":[1],"data_offsets":[-1,0]`), 0, "its data_offsets are [-1 0]"},
		{"backwards", tensor(`"dtype":"U8","shape":[1],"data_offsets":[1,0]`), 1, "its data_offsets are [1 0]"},
		{"size", tensor(`"dtype":"F32","shape":[2],"data_offsets":[0,4]`), 4, "8 bytes, but its data_offsets are [0 4]"},
		{"hole", tensor(`"dtype":"U8","shape":[1],"data_offsets":[1,2]`), 2, "a hole or an overlap"},
		{"overlap", `{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}`, 3, "a hole or an overlap"},
		{"data too short", tensor(`"dtype":"U8","shape":[2],"data_offsets":[0,2]`), 1, "the tensors have 2 bytes, the file has 1"},
		{"data too long", tensor(`"dtype":"U8","shape":[2],"data_offsets":[0,2]`), 3, "the tensors have 2 bytes, the file has 3"},
	} {
		if _, err := parse(file(c.header, c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want it to hold %q", c.name, err, c.want)
		}
	}
	for _, length := range []uint64{3, maxHeader + 1, 1 << 63, ^uint64(0)} {
		b := binary.LittleEndian.AppendUint64(nil, length)
		if _, err := parse(append(b, '{', '}')); err == nil || !strings.Contains(err.Error(), "cut short") {
			t.Errorf("header length %d: %v", length, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, path := range []string{"testdata/python.safetensors", "testdata/vfm.safetensors"} {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add(file(`{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}`, 2))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := parse(b)
		if err != nil {
			return
		}
		at := 0
		for _, tensor := range h.tensors {
			size, err := tensor.bytes()
			if err != nil || tensor.begin != at || tensor.end != at+size {
				t.Errorf("tensor %+v at %d: %v", tensor, at, err)
			}
			at = tensor.end
		}
		if h.dataAt+at != len(b) {
			t.Errorf("the tensors end at %d of %d bytes", h.dataAt+at, len(b))
		}
	})
}
