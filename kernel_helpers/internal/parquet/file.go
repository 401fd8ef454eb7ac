// Package parquet reads columns of Parquet files page by page and tells where in the file each value is, so
// that one image of a large file can be read again later. It reads flat columns of bytes and integers as
// data sets of images have them; it writes nothing and knows no other types.
//
//	f, err := parquet.Open("train-00000-of-00002.parquet")
//	column, ok := f.Column("image", "bytes")
//	err = f.Scan(ctx, column, func(p parquet.Page) error { … })
//
// The format: https://github.com/apache/parquet-format. Its headers are parsed by parquet-go; all of that
// module would add half a second to the start of a notebook cell.
package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go/format"
)

// maxFooter bounds what is read before anything is known of a file.
const maxFooter = 256 << 20

// File is what the footer of a Parquet file says. It holds no open file.
type File struct {
	Path    string
	Rows    int64
	columns []Column
	meta    *format.FileMetaData
	size    int64
}

// Column is a column that holds values.
type Column struct {
	Path     []string // names from the outermost group to the column
	Type     Type
	index    int // in each row group
	optional int // how many groups of the path, itself included, may be missing
	repeated bool
}

// Type is what a column's values are.
type Type int

// The types that are read.
const (
	Other Type = iota
	Bytes
	Int32 // Value.Bytes are 4, little endian
	Int64 // 8
)

// Name is the column's path with dots.
func (c Column) Name() string { return strings.Join(c.Path, ".") }

// Open reads the footer of a file. Errors begin with the path.
func Open(path string) (*File, error) {
	f, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

func open(path string) (f *File, err error) {
	file, err := os.Open(path)
	if err != nil {
		var at *os.PathError
		if errors.As(err, &at) {
			err = at.Err
		}
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	footer, err := readFooter(file, info.Size())
	if err != nil {
		return nil, err
	}
	return parse(path, info.Size(), footer)
}

// readFooter returns the bytes of the metadata, which stand before their length and the closing signature.
func readFooter(r io.ReaderAt, size int64) ([]byte, error) {
	var end [8]byte
	if size < 12 {
		return nil, fmt.Errorf("is no Parquet file: it has %d bytes", size)
	}
	if _, err := r.ReadAt(end[:], size-8); err != nil {
		return nil, err
	}
	switch string(end[4:]) {
	case "PAR1":
	case "PARE":
		return nil, errors.New("is encrypted, which vfm does not read")
	default:
		return nil, errors.New("is no Parquet file or is cut off: it does not end with PAR1; get it again")
	}
	n := int64(binary.LittleEndian.Uint32(end[:]))
	if n > size-12 || n > maxFooter {
		return nil, fmt.Errorf("is damaged: its footer would have %d bytes; get it again", n)
	}
	footer := make([]byte, n)
	_, err := r.ReadAt(footer, size-8-n)
	return footer, err
}

// parse reads the metadata.
func parse(path string, size int64, footer []byte) (f *File, err error) {
	defer guard(&err)
	f = &File{Path: path, size: size}
	f.meta, _, err = new(format.FooterDecoder).Decode(footer)
	if err != nil {
		return nil, fmt.Errorf("is damaged: %w; get it again", err)
	}
	f.Rows = f.meta.NumRows
	if f.columns, err = columns(f.meta.Schema); err != nil {
		return nil, err
	}
	rows := int64(0)
	for i, g := range f.meta.RowGroups {
		if len(g.Columns) != len(f.columns) || g.NumRows < 0 {
			return nil, fmt.Errorf("is damaged: row group %d has %d columns, the schema has %d; get it again", i, len(g.Columns), len(f.columns))
		}
		rows += g.NumRows
	}
	if rows != f.Rows {
		return nil, fmt.Errorf("is damaged: its row groups have %d rows, and it should have %d; get it again", rows, f.Rows)
	}
	return f, nil
}

// guard turns a panic of the parser of headers into an error: a damaged file must not end a run.
func guard(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("is damaged: %v; get it again", r)
	}
}

// columns walks the schema, which lists a tree in preorder, each group with its number of children.
func columns(schema []format.SchemaElement) ([]Column, error) {
	if len(schema) == 0 {
		return nil, errors.New("is damaged: it has no schema; get it again")
	}
	var found []Column
	next := 1
	var walk func(children int32, above Column) error
	walk = func(children int32, above Column) error {
		for range children {
			if next >= len(schema) || len(above.Path) > 100 {
				return errors.New("is damaged: its schema is cut off; get it again")
			}
			e := schema[next]
			next++
			c := Column{Path: append(slices.Clone(above.Path), e.Name), optional: above.optional, repeated: above.repeated}
			switch e.RepetitionType.V {
			case format.Optional:
				c.optional++
			case format.Repeated:
				c.repeated = true
			}
			if e.NumChildren.Valid && e.NumChildren.V > 0 {
				if err := walk(e.NumChildren.V, c); err != nil {
					return err
				}
				continue
			}
			c.Type, c.index = typeOf(e), len(found)
			found = append(found, c)
		}
		return nil
	}
	return found, walk(max(schema[0].NumChildren.V, 0), Column{})
}

func typeOf(e format.SchemaElement) Type {
	switch {
	case !e.Type.Valid:
		return Other
	case e.Type.V == format.ByteArray:
		return Bytes
	case e.Type.V == format.Int32:
		return Int32
	case e.Type.V == format.Int64:
		return Int64
	}
	return Other
}

// Columns returns all columns.
func (f *File) Columns() []Column { return f.columns }

// Column finds a column by the names of its path.
func (f *File) Column(path ...string) (c Column, ok bool) {
	i := slices.IndexFunc(f.columns, func(c Column) bool { return slices.Equal(c.Path, path) })
	if i < 0 {
		return Column{}, false
	}
	return f.columns[i], true
}

// Metadata returns what the writer noted under a key.
func (f *File) Metadata(key string) (value string, ok bool) {
	for _, kv := range f.meta.KeyValueMetadata {
		if kv.Key == key {
			return kv.Value, true
		}
	}
	return "", false
}
