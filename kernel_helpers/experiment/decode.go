package experiment

import (
	"context"
	"errors"
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// keepBytes is the size from which on a buffer that one large image needed is not kept for the next.
const keepBytes = 64 << 20

// decode fills places of batches until jobs ends. Whether an image is skipped is decided here, by the file
// alone: the model has no part in it, so an image is skipped for all models alike. (A file that changes
// during the run could be read for one model and not for another: see contest.lost.)
func (p pipeline) decode(ctx context.Context, jobs <-chan job, ready chan<- *batch) {
	pre, err := p.spec.Preprocessor()
	if err != nil {
		return // run has checked the same spec
	}
	var buf []byte
	pic := new(images.Picture)
	for j := range jobs {
		if ctx.Err() != nil {
			return
		}
		name, data, lost, err := p.source.read(j.b.from+j.place, buf)
		if buf = data; cap(buf) > keepBytes {
			buf = nil
		}
		if err == nil {
			err = images.DecodeInto(pic, name, data)
		}
		if err == nil && p.change != nil {
			err = p.change(j.b.from+j.place, pic)
		}
		pixels := j.b.pixels[j.place*pre.Len() : (j.place+1)*pre.Len()]
		if err == nil {
			pre.Into(pixels, pic)
			j.b.places[j.place] = place{rotated: pic.Orientation > 1}
		} else {
			clear(pixels)
			j.b.places[j.place] = place{reason: err.Error(), lost: lost}
		}
		if cap(pic.Pix) > keepBytes {
			pic = new(images.Picture)
		}
		if j.b.pending.Add(-1) == 0 {
			ready <- j.b // has room for all batches
		}
	}
}

// setSource reads the items of a data set and makes sure that they are the files that were hashed: a
// vector under the wrong key would stay wrong for ever.
type setSource struct {
	items []dataset.Item
}

func (s setSource) read(i int, buf []byte) (string, []byte, bool, error) {
	item := s.items[i]
	data, err := item.Read(buf)
	if err != nil {
		return item.ID, data, true, fmt.Errorf("was there when the data set was listed, but cannot be read now: %w", err)
	}
	if digest.Of(data) != item.Digest {
		return item.ID, data, true, errors.New("was changed while the run went on")
	}
	return item.ID, data, false, nil
}

// fileSource reads files that belong to no data set.
type fileSource struct{ paths []string }

func (s fileSource) read(i int, buf []byte) (string, []byte, bool, error) {
	data, err := dataset.Item{Path: s.paths[i]}.Read(buf)
	return s.paths[i], data, false, err
}
