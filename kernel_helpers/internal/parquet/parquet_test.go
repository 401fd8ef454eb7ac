package parquet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// The fixtures were written by pyarrow, see testdata/make.py.
var fixtures = []string{"none-1.0", "none-2.0", "snappy-1.0", "snappy-2.0", "zstd-1.0", "zstd-2.0", "gzip-1.0", "gzip-2.0"}

func mustOpen(t testing.TB, name string) *File {
	t.Helper()
	f, err := Open(filepath.Join("testdata", name+".parquet"))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func mustColumn(t testing.TB, f *File, path ...string) Column {
	t.Helper()
	c, ok := f.Column(path...)
	if !ok {
		t.Fatalf("there is no column %v", path)
	}
	return c
}

// wanted are the values that make.py wrote into a row, nil = none.
func wanted(column string, i int) []byte {
	switch column {
	case "image.bytes":
		if i%7 == 3 || i%11 == 5 {
			return nil
		}
		return bytes.Repeat(fmt.Appendf(nil, "image %d ", i), i%5+1)
	case "key":
		return fmt.Append(nil, i)
	}
	if i%5 == 1 {
		return nil
	}
	return fmt.Append(nil, i%3)
}

func TestScan(t *testing.T) {
	for _, name := range fixtures {
		f := mustOpen(t, name)
		if f.Rows != 40 {
			t.Errorf("%s: %d rows", name, f.Rows)
		}
		file, err := os.Open(f.Path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		for _, path := range [][]string{{"image", "bytes"}, {"label"}, {"small"}, {"key"}} {
			c := mustColumn(t, f, path...)
			row, pages := 0, 0
			err := f.Scan(t.Context(), c, func(p Page) error {
				if pages++; p.First != int64(row) {
					t.Errorf("%s: %s: a page begins at row %d, want %d", name, c.Name(), p.First, row)
				}
				for _, v := range p.Values {
					checkValue(t, name, c, row, v, file)
					row++
				}
				return nil
			})
			if err != nil || row != 40 || pages < 4 {
				t.Errorf("%s: %s: %d rows in %d pages, %v", name, c.Name(), row, pages, err)
			}
		}
	}
}

// checkValue compares a value as it comes, and as it is read again by its place.
func checkValue(t *testing.T, name string, c Column, row int, v Value, file *os.File) {
	t.Helper()
	want := wanted(c.Name(), row)
	if v.Null || want == nil {
		if v.Null != (want == nil) {
			t.Errorf("%s: %s of row %d: null %t, want %q", name, c.Name(), row, v.Null, want)
		}
		return
	}
	got := v.Bytes
	if c.Type != Bytes {
		got = fmt.Append(nil, v.Int())
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: %s of row %d is %q, want %q", name, c.Name(), row, got, want)
	}
	body, err := v.Block.Read(file, nil, new([]byte))
	if err != nil || !bytes.Equal(body[v.Offset:v.Offset+len(v.Bytes)], v.Bytes) {
		t.Errorf("%s: %s of row %d is not at its place: %v", name, c.Name(), row, err)
	}
	if offset, plain := v.Block.Plain(); plain {
		again := make([]byte, len(v.Bytes))
		if _, err := file.ReadAt(again, offset+int64(v.Offset)); err != nil || !bytes.Equal(again, v.Bytes) {
			t.Errorf("%s: %s of row %d does not lie in the file as it is: %v", name, c.Name(), row, err)
		}
	}
}

func TestRefused(t *testing.T) {
	scan := func(name string, path ...string) error {
		f := mustOpen(t, name)
		return f.Scan(t.Context(), mustColumn(t, f, path...), func(Page) error { return nil })
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{scan("brotli-1.0", "key"), "column key of row group 0: is compressed with BROTLI"},
		{scan("delta", "label"), "encoded as DELTA_BINARY_PACKED"},
		{scan("none-1.0", "list", "list", "element"), "the column list.list.element is a list"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) || !strings.Contains(c.err.Error(), ".parquet: ") {
			t.Errorf("error %v, want %q", c.err, c.want)
		}
	}
	f := mustOpen(t, "none-1.0")
	stop := errors.New("enough")
	if err := f.Scan(t.Context(), mustColumn(t, f, "key"), func(Page) error { return stop }); err != stop {
		t.Errorf("the caller's own error comes back as %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Scan(ctx, mustColumn(t, f, "key"), func(Page) error { return nil }); err != context.Canceled {
		t.Errorf("after cancel: %v", err)
	}
}

func TestNoParquet(t *testing.T) {
	whole, err := os.ReadFile("testdata/snappy-1.0.parquet")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		content []byte
		want    string
	}{
		{nil, "is no Parquet file"},
		{[]byte("PAR1"), "is no Parquet file"},
		{bytes.Repeat([]byte("x"), 100), "does not end with PAR1"},
		{whole[:len(whole)-1], "is cut off"},
		{append(bytes.Repeat([]byte("x"), 20), "\xff\xff\xff\xffPAR1"...), "its footer would have"},
		{append(bytes.Repeat([]byte("\x19"), 20), "\x10\x00\x00\x00PAR1"...), "is damaged"},
		{append([]byte("PAR1xxxxxxxx"), "\x08\x00\x00\x00PARE"...), "is encrypted"},
	} {
		path := filepath.Join(t.TempDir(), "x.parquet")
		if err := os.WriteFile(path, c.content, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); err == nil || !strings.HasPrefix(err.Error(), path+": ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.20q: error %v, want %q", c.content, err, c.want)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// TestDamaged changes each byte of a file: it is read, or refused, and no value lies outside its page.
func TestDamaged(t *testing.T) {
	for _, name := range []string{"snappy-1.0", "zstd-2.0"} {
		whole, err := os.ReadFile(filepath.Join("testdata", name+".parquet"))
		if err != nil {
			t.Fatal(err)
		}
		refused := 0
		for i := range whole {
			damaged := bytes.Clone(whole)
			damaged[i] ^= []byte{0xff, 0x01, 0x80}[i%3]
			if scanAll(t, damaged) != nil {
				refused++
			}
		}
		if refused < len(whole)/3 {
			t.Errorf("%s: %d of %d changes were noticed, want at least a third", name, refused, len(whole))
		}
	}
}

// scanAll reads all columns of a file with this content.
func scanAll(t testing.TB, content []byte) error {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("vfm-parquet-%d.parquet", os.Getpid()))
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(path)
	f, err := Open(path)
	if err != nil {
		return err
	}
	for _, c := range f.Columns() {
		if c.repeated || c.Type == Other {
			continue
		}
		err := f.Scan(t.Context(), c, func(p Page) error {
			for _, v := range p.Values {
				if !v.Null && (v.Offset < 0 || v.Offset+len(v.Bytes) > v.Block.Size()) {
					t.Errorf("a value lies at %d + %d of a page of %d bytes", v.Offset, len(v.Bytes), v.Block.Size())
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func FuzzFile(f *testing.F) {
	for _, name := range fixtures {
		whole, err := os.ReadFile(filepath.Join("testdata", name+".parquet"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(whole)
	}
	f.Fuzz(func(t *testing.T, content []byte) { _ = scanAll(t, content) })
}

func TestRuns(t *testing.T) {
	for _, c := range []struct {
		src      string
		width, n int
		want     string
	}{
		{"\x08\x05", 3, 4, "[5 5 5 5]"},
		{"\x03\x88\xc6\xfa", 3, 8, "[0 1 2 3 4 5 6 7]"}, // the specification's example
		{"\x03\x88\xc6\xfa", 3, 3, "[0 1 2]"},
		{"\x04\x01\x03\x88\xc6\xfa", 3, 4, "[1 1 0 1]"},
		{"\x06\x34\x12", 16, 3, "[4660 4660 4660]"},
		{"\xfe\xff\xff\xff\xff\x0f\x01", 1, 2, "[1 1]"}, // a run that claims to be longer
		{"\x08", 0, 4, "[0 0 0 0]"},
		{"", 1, 1, ""}, {"\x00\x01", 1, 1, ""}, {"\x08", 3, 4, ""}, {"\x03\x88", 3, 8, ""}, {"\x80", 3, 8, ""}, {"\x08\x05", 33, 4, ""},
	} {
		got, err := runs([]byte(c.src), c.width, c.n)
		if (err != nil) != (c.want == "") || err == nil && fmt.Sprint(got) != c.want {
			t.Errorf("%q of %d bits: %v, %v; want %s", c.src, c.width, got, err, c.want)
		}
	}
}

// TestTooManyValues: a page of two thousand bytes unpacks to more values than a page may have.
func TestTooManyValues(t *testing.T) {
	const n = maxValues + 1
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	packed := encoder.EncodeAll(make([]byte, 4*n), nil)
	dictionary := format.PageHeader{Type: format.DictionaryPage, DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: n})}
	data := format.PageHeader{Type: format.DataPage, DataPageHeader: thrift.New(format.DataPageHeader{NumValues: n})}
	for _, h := range []format.PageHeader{dictionary, data} {
		h.UncompressedPageSize, h.CompressedPageSize = 4*n, int32(len(packed))
		header, err := thrift.Marshal(new(thrift.CompactProtocol), h)
		if err != nil {
			t.Fatal(err)
		}
		content := slices.Concat([]byte("PAR1"), header, packed)
		s := scan{file: bytes.NewReader(content), size: int64(len(content)), at: 4, column: Column{Type: Int32}, meta: format.ColumnMetaData{Codec: format.Zstd}}
		values, err := s.page(2 * n)
		if want := fmt.Sprintf("the page at byte %d has %d values where at most %d may be; get the file again", 4+len(header), n, maxValues); err == nil || err.Error() != want {
			t.Errorf("%s of %d bytes: %d values, %d words, error %v; want %q", h.Type, len(content), len(values), len(s.words), err, want)
		}
	}
}
