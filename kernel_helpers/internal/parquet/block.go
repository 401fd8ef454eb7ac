package parquet

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
)

// MaxPage bounds one page, packed or not, in bytes. Writers end a page at about 1 MB, or where an image of
// more than that ends, or after as many rows as they write at once.
const MaxPage = 1 << 30

// Block is where the values of a page are in its file. It is made by Scan and may be read at any time, also by another
// process.
type Block struct {
	Offset           int64 // in the file
	Packed, Unpacked int   // bytes in the file, and unpacked
	Codec            format.CompressionCodec
}

// Size is the number of unpacked bytes.
func (b *Block) Size() int { return b.Unpacked }

// Plain reports whether the bytes lie in the file as they are, at this offset.
func (b *Block) Plain() (offset int64, ok bool) {
	return b.Offset, b.Codec == format.Uncompressed
}

// Read unpacks the block into dst, or into a larger buffer if it does not fit. packed is memory for the packed
// bytes, which the next call may use again; it must not be nil.
func (b *Block) Read(r io.ReaderAt, dst []byte, packed *[]byte) ([]byte, error) {
	dst = sized(dst, b.Unpacked)
	if _, plain := b.Plain(); plain {
		return dst, b.readAt(r, dst)
	}
	*packed = sized(*packed, b.Packed)
	if err := b.readAt(r, *packed); err != nil {
		return nil, err
	}
	n, err := b.unpack(dst, *packed)
	if err == nil && n != b.Unpacked {
		err = errors.New("it has another size than its header says")
	}
	if err != nil {
		return nil, fmt.Errorf("the page at byte %d is damaged: %w; get the file again", b.Offset, err)
	}
	return dst, nil
}

// sized returns a buffer of n bytes: buf, if it is large enough, else one with room for a page that is a
// little larger, as the pages of a file are.
func sized(buf []byte, n int) []byte {
	if cap(buf) < n {
		return make([]byte, n, n+n/8)
	}
	return buf[:n]
}

func (b *Block) readAt(r io.ReaderAt, dst []byte) error {
	n, err := r.ReadAt(dst, b.Offset)
	if n == len(dst) {
		return nil
	}
	if err == io.EOF {
		return fmt.Errorf("the page at byte %d is cut off; get the file again", b.Offset)
	}
	return err
}

// unpack fills dst and returns how many bytes there were: more than len(dst) is an error or a larger number.
func (b *Block) unpack(dst, packed []byte) (int, error) {
	switch b.Codec {
	case format.Snappy:
		n, err := snappy.DecodedLen(packed)
		if err != nil || n != len(dst) {
			return n, err
		}
		_, err = snappy.Decode(dst, packed)
		return n, err
	case format.Zstd:
		d, err := zstdReader()
		if err != nil {
			return 0, err
		}
		out, err := d.DecodeAll(packed, dst[:0:len(dst)])
		return len(out), err
	case format.Gzip:
		z, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return 0, err
		}
		n, err := io.ReadFull(z, dst)
		if err == nil {
			_, err = io.ReadFull(z, make([]byte, 1)) // reads the checksum
			if err == nil {
				return n + 1, nil
			}
		}
		if err == io.EOF {
			err = nil
		}
		return n, err
	}
	return 0, errors.New("no codec") // supported has refused it
}

// zstdReader is the one decoder; DecodeAll may be called by several at a time, and never writes more than
// the room it is given.
var zstdReader = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecodeAllCapLimit(true))
})

// supported refuses what unpack cannot read.
func supported(c format.CompressionCodec) error {
	switch c {
	case format.Uncompressed, format.Snappy, format.Zstd, format.Gzip:
		return nil
	}
	return fmt.Errorf("is compressed with %s, and vfm reads snappy, zstd, gzip and uncompressed pages; write it again with one of them", c)
}
