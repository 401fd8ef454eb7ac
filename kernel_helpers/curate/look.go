package curate

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"

	"os"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// Look is what is kept of a decoded image: some 350 bytes.
type Look struct {
	Prints duplicate.Prints
	Pixels digest.SHA256 // of width, height and pixels
	Size   int64         // in pixels
	Bytes  int64         // of the file
	Plain  bool          // there is next to nothing on it
}

// lookPart is how many images are looked at between two writes: a process that is killed loses no more.
const lookPart = 2048

// Looks decodes images once and keeps what is known of them in the cache, in parts.
func Looks(ctx context.Context, cache string, items []dataset.Item, progress func(done int)) ([]Look, error) {
	all := make([]Look, 0, len(items))
	for from := 0; from < len(items); from += lookPart {
		part := items[from:min(from+lookPart, len(items))]
		path := partPath(cache, part)
		found, ok := readLooks(path, len(part))
		if !ok {
			var err error
			if found, err = LookAt(ctx, part); err != nil {
				return nil, err
			}
			if err := writeLooks(path, found); err != nil {
				return nil, err
			}
		}
		all = append(all, found...)
		progress(len(all))
	}
	return all, nil
}

// partPath is where the looks at some images are. The name holds all that can change them.
func partPath(cache string, items []dataset.Item) string {
	fields := []string{"vfm looks 2", strconv.Itoa(duplicate.Version), images.Decoder().String()}
	for _, it := range items {
		fields = append(fields, it.Digest.String())
	}
	name := digest.Fields(fields...).String()
	return filepath.Join(cache, "looks", name[:2], name)
}

// LookAt decodes images. What is known of one that cannot be decoded any more is zero.
func LookAt(ctx context.Context, items []dataset.Item) ([]Look, error) {
	out := make([]Look, len(items))
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			d, err := newDecoder()
			for i := int(next.Add(1)) - 1; i < len(items) && err == nil; i = int(next.Add(1)) - 1 {
				if s := d.sketch(items[i]); s != nil {
					out[i] = Look{s.Prints, d.pixels(), int64(d.pic.Width) * int64(d.pic.Height), int64(len(d.buf)), s.Plain()}
				}
				err = ctx.Err()
			}
			return err
		})
	}
	return out, g.Wait()
}

// decoder decodes images one after the other into the same memory.
type decoder struct {
	maker *duplicate.Maker
	pic   *images.Picture
	buf   []byte
}

func newDecoder() (*decoder, error) {
	m, err := duplicate.NewMaker()
	return &decoder{maker: m, pic: new(images.Picture)}, err
}

// sketch returns the sketch of an image, whose pixels stay in d.pic; nil if it cannot be decoded any more.
func (d *decoder) sketch(it dataset.Item) *duplicate.Sketch {
	data, err := it.Read(d.buf)
	d.buf = data
	if err != nil || digest.Of(data) != it.Digest || images.DecodeInto(d.pic, it.ID, data) != nil {
		return nil
	}
	return d.maker.Sketch(d.pic)
}

func (d *decoder) pixels() digest.SHA256 {
	size := binary.LittleEndian.AppendUint64(nil, uint64(d.pic.Width))
	size = binary.LittleEndian.AppendUint64(size, uint64(d.pic.Height))
	return digest.Fields(string(size), digest.Of(d.pic.Pix).String())
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func writeLooks(path string, part []Look) error {
	var b bytes.Buffer
	if err := binary.Write(&b, binary.LittleEndian, part); err != nil {
		return err
	}
	return atomicfile.WriteBytes(path, binary.LittleEndian.AppendUint32(b.Bytes(), crc32.Checksum(b.Bytes(), castagnoli)))
}

// readLooks reads what writeLooks wrote of n images, if it is there and undamaged.
func readLooks(path string, n int) ([]Look, bool) {
	data, err := os.ReadFile(path)
	part := make([]Look, n)
	if err != nil || len(data) != binary.Size(part)+4 {
		return nil, false
	}
	body := data[:len(data)-4]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(data[len(body):]) {
		return nil, false
	}
	return part, binary.Read(bytes.NewReader(body), binary.LittleEndian, part) == nil
}
