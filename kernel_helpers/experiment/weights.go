package experiment

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// weights is what a model's weights are known by.
type weights struct {
	digest digest.SHA256 // of the file; with external data, of it and them
	bytes  int64         // in all files
}

// readWeights hashes the weights, once, and compares the file with the card.
func (c *contender) readWeights(ctx context.Context) error {
	if !c.weights.digest.IsZero() {
		return nil
	}
	var w weights
	err := abandon(ctx, func() (err error) {
		w, err = hashWeights(ctx, c.path, c.card.Format, c.card.Verify)
		return err
	})
	if err != nil {
		return fmt.Errorf("reading weights of %s: %w", c.card.Name, err)
	}
	c.weights = w
	return nil
}

// hashWeights hashes the weights file and, if it is an .onnx file, the files that it keeps its tensors in.
// verify is given the digest of the weights file alone, before anything else is read.
func hashWeights(ctx context.Context, path, format string, verify func(digest.SHA256) error) (weights, error) {
	d, size, err := hashFile(ctx, path)
	if err != nil {
		return weights{}, err
	}
	if err := verify(d); err != nil {
		return weights{}, err
	}
	if format != zoo.ONNX {
		return weights{d, size}, nil
	}
	names, err := externalData(path)
	if err != nil || len(names) == 0 {
		return weights{d, size}, err
	}
	fields := []string{d.String()}
	for _, name := range names {
		d, n, err := hashFile(ctx, filepath.Join(filepath.Dir(path), filepath.FromSlash(name)))
		if err != nil {
			return weights{}, fmt.Errorf("%s keeps tensors in another file: %w; put it there", path, err)
		}
		fields = append(fields, name, d.String())
		size += n
	}
	return weights{digest.Fields(fields...), size}, nil
}

func hashFile(ctx context.Context, path string) (digest.SHA256, int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return digest.SHA256{}, 0, err
	}
	d, err := digest.File(ctx, path)
	return d, info.Size(), err
}

// Field numbers of ONNX (onnx.proto): where a tensor says that its bytes are in another file.
const (
	modelGraph       = 7
	graphInitializer = 5
	tensorExternal   = 13
	entryKey         = 1
	entryValue       = 2
	locationKey      = "location"
)

// externalData lists the files, relative to the model, that an .onnx file keeps initializers in, sorted. A
// file that is no ONNX has none: the engine says what is wrong with it.
func externalData(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	var names []string
	eachField(io.NewSectionReader(f, 0, info.Size()), modelGraph, func(graph *io.SectionReader) {
		eachField(graph, graphInitializer, func(tensor *io.SectionReader) {
			eachField(tensor, tensorExternal, func(entry *io.SectionReader) {
				if name := location(entry); name != "" && !slices.Contains(names, name) {
					names = append(names, name)
				}
			})
		})
	})
	slices.Sort(names)
	return names, nil
}

// location returns the value of an entry whose key is location.
func location(entry *io.SectionReader) string {
	var key, value []byte
	eachField(entry, entryKey, func(r *io.SectionReader) { key, _ = io.ReadAll(r) })
	eachField(entry, entryValue, func(r *io.SectionReader) { value, _ = io.ReadAll(r) })
	if string(key) != locationKey {
		return ""
	}
	return string(value)
}

// eachField calls do for every field of a protobuf message that has the number and is a message, text or
// bytes. It reads the heads of fields only, not the gigabytes of a tensor, and ends at what is no field.
func eachField(message *io.SectionReader, number protowire.Number, do func(*io.SectionReader)) {
	var head [2 * binary.MaxVarintLen64]byte
	for at := int64(0); at < message.Size(); {
		n, _ := message.ReadAt(head[:], at) // fewer bytes at the end
		found, kind, tag := protowire.ConsumeTag(head[:n])
		if tag < 0 {
			return
		}
		at += int64(tag)
		switch kind {
		case protowire.Fixed32Type:
			at += 4
		case protowire.Fixed64Type:
			at += 8
		case protowire.VarintType, protowire.BytesType:
			value, size := protowire.ConsumeVarint(head[tag:n])
			if size < 0 {
				return
			}
			at += int64(size)
			if kind == protowire.VarintType {
				continue
			}
			if value > uint64(message.Size()-at) {
				return
			}
			if found == number {
				do(io.NewSectionReader(message, at, int64(value)))
			}
			at += int64(value)
		default:
			return
		}
	}
}
