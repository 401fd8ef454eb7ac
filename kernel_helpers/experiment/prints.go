package experiment

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// printed is the prints of a data set's images, by position. They belong to the images, not to a model, and are kept
// in the cache: 305 bytes for each.
type printed struct {
	prints []duplicate.Prints
	state  []printState
}

// printState says what the print of an image is worth.
type printState uint8

const (
	printGood   printState = iota
	printPlain             // there is next to nothing on the picture
	printAbsent            // the image cannot be decoded
)

// printsPath is where the prints of a data set are. The name holds all that can change them.
func (r *session) printsPath(c *contest) string {
	name := digest.Fields("vfm prints", strconv.Itoa(duplicate.Version), images.Decoder().String(), c.fingerprint.String()).String()
	return filepath.Join(r.cache, "prints", name[:2], name)
}

// printsOf returns the prints of a data set, from the cache if they are there and undamaged.
func (r *session) printsOf(ctx context.Context, c *contest) (printed, error) {
	path := r.printsPath(c)
	if p, ok := readPrints(path, len(c.ids)); ok {
		return p, nil
	}
	p, lost, err := r.makePrints(ctx, c)
	if err != nil || lost {
		return p, err
	}
	return p, atomicfile.Write(path, p.write)
}

// makePrints decodes every image once. lost says that an image could not be read that was there when the data set was.
func (r *session) makePrints(ctx context.Context, c *contest) (p printed, lost bool, err error) {
	n := len(c.ids)
	p = printed{make([]duplicate.Prints, n), make([]printState, n)}
	var next, gone atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			s, err := newSketcher(c)
			for i := int(next.Add(1)) - 1; i < n && err == nil; i = int(next.Add(1)) - 1 {
				sketch, missing := s.sketch(i)
				switch {
				case sketch == nil:
					p.state[i] = printAbsent
				case sketch.Plain():
					p.state[i] = printPlain
				default:
					p.prints[i] = sketch.Prints
				}
				if missing {
					gone.Add(1)
				}
				err = ctx.Err()
			}
			return err
		})
	}
	return p, gone.Load() > 0, g.Wait()
}

// sketcher makes sketches of the images of a data set. It serves one goroutine.
type sketcher struct {
	source setSource
	maker  *duplicate.Maker
	pic    *images.Picture
	buf    []byte
}

func newSketcher(c *contest) (*sketcher, error) {
	m, err := duplicate.NewMaker()
	return &sketcher{source: setSource{c.set.Items}, maker: m, pic: new(images.Picture)}, err
}

// decode reads image i into s.pic, which is valid until the next call.
func (s *sketcher) decode(i int) (lost bool, err error) {
	name, data, lost, err := s.source.read(i, s.buf)
	if s.buf = data; cap(data) > keepBytes {
		s.buf = nil
	}
	if cap(s.pic.Pix) > keepBytes {
		s.pic = new(images.Picture)
	}
	if err == nil {
		err = images.DecodeInto(s.pic, name, data)
	}
	return lost, err
}

// sketch returns the sketch of image i; nil if it cannot be decoded.
func (s *sketcher) sketch(i int) (sketch *duplicate.Sketch, lost bool) {
	lost, err := s.decode(i)
	if err != nil {
		return nil, lost
	}
	return s.maker.Sketch(s.pic), false
}

// write writes the states, the prints and the checksum of both.
func (p printed) write(w io.Writer) error {
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	both := io.MultiWriter(w, sum)
	if err := binary.Write(both, binary.LittleEndian, p.state); err != nil {
		return err
	}
	if err := binary.Write(both, binary.LittleEndian, p.prints); err != nil {
		return err
	}
	return binary.Write(w, binary.LittleEndian, sum.Sum32())
}

// readPrints reads what write wrote of n images.
func readPrints(path string, n int) (printed, bool) {
	data, err := os.ReadFile(path)
	p := printed{make([]duplicate.Prints, n), make([]printState, n)}
	if size := binary.Size(p.state) + binary.Size(p.prints); err != nil || len(data) != size+4 {
		return p, false
	}
	body := data[:len(data)-4]
	if crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)) != binary.LittleEndian.Uint32(data[len(body):]) {
		return p, false
	}
	from := bytes.NewReader(body)
	err = binary.Read(from, binary.LittleEndian, p.state)
	if err == nil {
		err = binary.Read(from, binary.LittleEndian, p.prints)
	}
	return p, err == nil
}
