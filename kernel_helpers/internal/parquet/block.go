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

// Block is where the values of a page are in its file. It is made by Scan and may be read at any time.
type Block struct {
	offset       int64 // in the file
	packed, size int   // bytes in the file, and unpacked
	codec        format.CompressionCodec
}

// Size is the number of unpacked bytes.
func (b *Block) Size() int { return b.size }

// Plain reports whether the bytes lie in the file as they are, at this offset.
func (b *Block) Plain() (offset int64, ok bool) {
	return b.offset, b.codec == format.Uncompressed
}

// Read unpacks the block into dst, or into a larger buffer if it does not fit.
func (b *Block) Read(r io.ReaderAt, dst []byte) ([]byte, error) {
	if cap(dst) < b.size {
		dst = make([]byte, b.size)
	}
	dst = dst[:b.size]
	if _, plain := b.Plain(); plain {
		return dst, b.readAt(r, dst)
	}
	packed := make([]byte, b.packed)
	if err := b.readAt(r, packed); err != nil {
		return nil, err
	}
	n, err := b.unpack(dst, packed)
	if err == nil && n != b.size {
		err = errors.New("it has another size than its header says")
	}
	if err != nil {
		return nil, fmt.Errorf("the page at byte %d is damaged: %w; get the file again", b.offset, err)
	}
	return dst, nil
}

func (b *Block) readAt(r io.ReaderAt, dst []byte) error {
	n, err := r.ReadAt(dst, b.offset)
	if n == len(dst) {
		return nil
	}
	if err == io.EOF {
		return fmt.Errorf("the page at byte %d is cut off; get the file again", b.offset)
	}
	return err
}

// unpack fills dst and returns how many bytes there were: more than len(dst) is an error or a larger number.
func (b *Block) unpack(dst, packed []byte) (int, error) {
	switch b.codec {
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
