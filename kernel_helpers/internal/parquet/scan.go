package parquet

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// Page is some rows of one column, in the order of the file.
type Page struct {
	First  int64 // row of the first value, from 0
	Values []Value
}

// Value is one value. Its Bytes are valid until the next page.
type Value struct {
	Null  bool
	Bytes []byte
	// Where Bytes are: at Offset of the unpacked Block.
	Block  *Block
	Offset int
}

// Int is the value of a column of integers.
func (v Value) Int() int64 {
	if len(v.Bytes) == 4 {
		return int64(int32(binary.LittleEndian.Uint32(v.Bytes)))
	}
	return int64(binary.LittleEndian.Uint64(v.Bytes))
}

// Scan calls visit for each page of a column. At any time one page is in memory, and the dictionary of the
// row group if it has one. Errors begin with the file's path.
func (f *File) Scan(ctx context.Context, c Column, visit func(Page) error) error {
	if c.repeated || c.Type == Other {
		return fmt.Errorf("%s: the column %s is a list or of a type that vfm does not read; it reads bytes, text and integers", f.Path, c.Name())
	}
	file, err := os.Open(f.Path)
	if err != nil {
		return err
	}
	defer file.Close()
	s := scan{file: file, size: f.size, column: c}
	for i, g := range f.meta.RowGroups {
		s.meta, s.words = g.Columns[c.index].MetaData, nil
		if err := s.chunk(ctx, g.NumRows, visit); err != nil {
			var own *visitError
			if errors.As(err, &own) {
				return own.error
			}
			return fmt.Errorf("%s: column %s of row group %d: %w", f.Path, c.Name(), i, err)
		}
	}
	return nil
}

// plainDictionary is how older writers call RLEDictionary in the header of a data page.
const plainDictionary format.Encoding = 2

// maxValues bounds the values of one page, a dictionary too. A file of a few bytes may claim any number.
const maxValues = 1 << 22

// visitError is an error of who reads the pages, not of the file.
type visitError struct{ error }

// scan reads one column, one row group after the other.
type scan struct {
	file   io.ReaderAt
	size   int64 // of the file
	column Column
	meta   format.ColumnMetaData
	at     int64   // where the next page begins
	row    int64   // of its first value
	words  []Value // the dictionary of the row group
	body   []byte  // of the page, used again
	packed []byte  // likewise
}

func (s *scan) chunk(ctx context.Context, rows int64, visit func(Page) error) error {
	if err := supported(s.meta.Codec); err != nil {
		return err
	}
	s.at = s.meta.DataPageOffset
	if d := s.meta.DictionaryPageOffset; d > 0 && d < s.at {
		s.at = d
	}
	if s.meta.NumValues != rows {
		return fmt.Errorf("it has %d values for %d rows; get the file again", s.meta.NumValues, rows)
	}
	for end := s.row + rows; s.row < end; {
		if err := ctx.Err(); err != nil {
			return &visitError{err}
		}
		values, err := s.page(end - s.row)
		if err != nil {
			return err
		}
		if values == nil {
			continue // a dictionary
		}
		if err := visit(Page{First: s.row, Values: values}); err != nil {
			return &visitError{err}
		}
		s.row += int64(len(values))
	}
	return nil
}

// page reads the next page: the values of a data page, at most left, or nil of a dictionary.
func (s *scan) page(left int64) (values []Value, err error) {
	h, length, err := s.header()
	if err != nil {
		return nil, err
	}
	start := s.at + length
	if h.CompressedPageSize < 0 || h.UncompressedPageSize < 0 || h.UncompressedPageSize > MaxPage || start+int64(h.CompressedPageSize) > s.size {
		return nil, fmt.Errorf("the page at byte %d says it has %d bytes, %d unpacked; get the file again", s.at, h.CompressedPageSize, h.UncompressedPageSize)
	}
	s.at = start + int64(h.CompressedPageSize)
	b := &Block{Offset: start, Packed: int(h.CompressedPageSize), Unpacked: int(h.UncompressedPageSize), Codec: s.meta.Codec}
	switch {
	case h.Type == format.DictionaryPage && h.DictionaryPageHeader.Valid:
		return nil, s.dictionary(b, int(h.DictionaryPageHeader.V.NumValues))
	case h.Type == format.DataPage && h.DataPageHeader.Valid:
		return s.dataPage(b, h.DataPageHeader.V, left)
	case h.Type == format.DataPageV2 && h.DataPageHeaderV2.Valid:
		return s.dataPageV2(b, h.DataPageHeaderV2.V, left)
	}
	return nil, fmt.Errorf("the page at byte %d is a %s, which vfm does not read", b.Offset, h.Type)
}

// header reads the header of the next page and its length. How long it is shows when it is parsed.
func (s *scan) header() (h format.PageHeader, length int64, err error) {
	defer guard(&err)
	if s.at < 4 || s.at >= s.size {
		return h, 0, fmt.Errorf("a page begins at byte %d of %d; get the file again", s.at, s.size)
	}
	for n := int64(4 << 10); ; n *= 16 {
		window := make([]byte, min(n, s.size-s.at, maxFooter))
		if _, err := s.file.ReadAt(window, s.at); err != nil && err != io.EOF {
			return h, 0, err
		}
		r := new(thrift.CompactProtocol).NewReaderFromBytes(window)
		h = format.PageHeader{}
		if err = thrift.NewDecoder(r).Decode(&h); err == nil {
			return h, int64(r.BytesRead()), nil
		}
		if int64(len(window)) < n {
			return h, 0, fmt.Errorf("the page at byte %d is damaged: %w; get the file again", s.at, err)
		}
	}
}

// dictionary reads the values that the data pages of this row group point to.
func (s *scan) dictionary(b *Block, n int) error {
	if n > maxValues {
		return tooMany(b, int64(n), maxValues)
	}
	body, err := b.Read(s.file, nil, &s.packed)
	if err == nil {
		s.words, err = s.plain(body, b, 0, n)
	}
	return err
}

// dataPage reads a page of version 1, whose levels are packed together with the values.
func (s *scan) dataPage(b *Block, h format.DataPageHeader, left int64) (values []Value, err error) {
	if s.body, err = b.Read(s.file, s.body, &s.packed); err != nil {
		return nil, err
	}
	levels, from := []byte(nil), 0
	if s.column.optional > 0 {
		if len(s.body) < 4 {
			return nil, errRuns
		}
		n := int64(binary.LittleEndian.Uint32(s.body))
		if n > int64(len(s.body)-4) {
			return nil, errRuns
		}
		levels, from = s.body[4:4+n], int(4+n)
	}
	return s.values(b, from, levels, h.Encoding, int64(h.NumValues), left)
}

// dataPageV2 reads a page of version 2, whose levels stand unpacked before the values.
func (s *scan) dataPageV2(b *Block, h format.DataPageHeaderV2, left int64) (values []Value, err error) {
	before := int(h.RepetitionLevelsByteLength) + int(h.DefinitionLevelsByteLength)
	if h.RepetitionLevelsByteLength < 0 || h.DefinitionLevelsByteLength < 0 || before > b.Packed || before > b.Unpacked {
		return nil, errRuns
	}
	levels := make([]byte, h.DefinitionLevelsByteLength)
	if _, err := s.file.ReadAt(levels, b.Offset+int64(h.RepetitionLevelsByteLength)); err != nil {
		return nil, err
	}
	b.Offset, b.Packed, b.Unpacked = b.Offset+int64(before), b.Packed-before, b.Unpacked-before
	if h.IsCompressed.Valid && !h.IsCompressed.V {
		b.Codec = format.Uncompressed
	}
	if s.body, err = b.Read(s.file, s.body, &s.packed); err != nil {
		return nil, err
	}
	return s.values(b, 0, levels, h.Encoding, int64(h.NumValues), left)
}

// values reads n values, of which the ones that are there stand in s.body from an offset on.
func (s *scan) values(b *Block, from int, levels []byte, encoding format.Encoding, n, left int64) ([]Value, error) {
	if n <= 0 || n > min(left, maxValues) {
		return nil, tooMany(b, n, min(left, maxValues))
	}
	there, err := present(levels, s.column.optional, int(n))
	if err != nil {
		return nil, err
	}
	count := int(n)
	for _, t := range there {
		if !t {
			count--
		}
	}
	var found []Value
	switch encoding {
	case format.Plain:
		found, err = s.plain(s.body, b, from, count)
	case format.RLEDictionary, plainDictionary:
		found, err = s.lookUp(from, count)
	default:
		err = fmt.Errorf("its values are encoded as %s, and vfm reads PLAIN and dictionaries; write it again with one of them", encoding)
	}
	if err != nil || there == nil {
		return found, err
	}
	all := make([]Value, n)
	for i := range all {
		if all[i].Null = !there[i]; there[i] {
			all[i], found = found[0], found[1:]
		}
	}
	return all, nil
}

// tooMany is the error of a page that claims more values than it may have.
func tooMany(b *Block, n, most int64) error {
	return fmt.Errorf("the page at byte %d has %d values where at most %d may be; get the file again", b.Offset, n, most)
}

// plain finds n values that stand one after the other, byte arrays each after its length.
func (s *scan) plain(body []byte, b *Block, from, n int) ([]Value, error) {
	cut := fmt.Errorf("the page at byte %d ends before its values do; get the file again", b.Offset)
	size := map[Type]int{Bytes: 4, Int32: 4, Int64: 8}[s.column.Type]
	if n < 0 || n > (len(body)-from)/size {
		return nil, cut
	}
	values := make([]Value, n)
	for i := range values {
		length := size
		if s.column.Type == Bytes {
			if from+4 > len(body) {
				return nil, cut
			}
			length = int(binary.LittleEndian.Uint32(body[from:]))
			from += 4
		}
		if length > len(body)-from {
			return nil, cut
		}
		values[i] = Value{Bytes: body[from : from+length : from+length], Block: b, Offset: from}
		from += length
	}
	return values, nil
}

// lookUp looks n values up in the dictionary.
func (s *scan) lookUp(from, n int) ([]Value, error) {
	if n == 0 {
		return nil, nil
	}
	if from >= len(s.body) {
		return nil, errRuns
	}
	indices, err := runs(s.body[from+1:], int(s.body[from]), n)
	if err != nil {
		return nil, err
	}
	values := make([]Value, n)
	for i, w := range indices {
		if int64(w) >= int64(len(s.words)) {
			return nil, fmt.Errorf("it points to entry %d of a dictionary of %d; get the file again", w, len(s.words))
		}
		values[i] = s.words[w]
	}
	return values, nil
}
