package dataset

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// maxLabel bounds a file of a label, in bytes.
const maxLabel = 1 << 20

// webShards lists the layout webdataset: tar files in which the files of one sample follow one another and
// have the same name up to the first dot. What comes after the dot names the file's field: the image is the
// field that the card names, or the first that an image can have; the label is the text of the field `cls`,
// or of another that the card names.
func (l *listing) webShards(ctx context.Context) error {
	return l.shards(ctx, func(ctx context.Context, s shard) error {
		file, err := os.Open(s.path)
		if err != nil {
			return err
		}
		defer file.Close()
		w := web{listing: l, shard: s, seen: map[string]bool{}}
		if err := w.read(ctx, file); err != nil {
			return fmt.Errorf("%s: %w", s.path, err)
		}
		return nil
	})
}

// web lists one tar file.
type web struct {
	*listing
	shard  shard
	seen   map[string]bool // keys of samples
	sample sample
}

// sample is the files of one key.
type sample struct {
	key    string
	fields []string
	images []Item // by field, their labels to come
	rank   []int  // of each image: the lowest is taken
	label  string
	why    string // there is no label; "" = none was found
}

func (w *web) read(ctx context.Context, file io.Reader) error {
	in := &position{r: bufio.NewReaderSize(file, 1<<20)}
	if magic, err := in.r.Peek(4); err == nil && (string(magic[:2]) == "\x1f\x8b" || string(magic) == "\x28\xb5\x2f\xfd") {
		return errors.New("it is a compressed tar, of which no single image can be read; unpack it once (gunzip or unzstd) and name the .tar in `splits`")
	}
	archive := tar.NewReader(in)
	for {
		h, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = w.member(ctx, h, in.n, archive)
		}
		if err != nil {
			return w.explain(ctx, err)
		}
	}
	w.flush()
	if !in.zero {
		w.problem(w.shard.id, "the tar has no mark at its end; images may be missing: compare its size with its source")
	}
	return nil
}

// explain says where a shard ends that cannot be read to its end.
func (w *web) explain(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the tar is cut off after %d samples; get it again", len(w.seen))
	case errors.Is(err, tar.ErrHeader):
		return fmt.Errorf("it is no tar or is damaged after %d samples; get it again", len(w.seen))
	}
	return fmt.Errorf("after %d samples: %w", len(w.seen), err)
}

// member reads one file of the tar, whose bytes begin at an offset.
func (w *web) member(ctx context.Context, h *tar.Header, offset int64, r io.Reader) error {
	name := strings.TrimPrefix(path.Clean(h.Name), "/")
	id := w.shard.id + "/" + name
	key, field := split(name)
	switch {
	case h.Typeflag == tar.TypeDir || h.Typeflag == tar.TypeXGlobalHeader:
		return nil
	case !utf8.ValidString(h.Name):
		w.problem(id, "its name is not UTF-8")
		return nil
	case hidden(path.Base(name)):
		w.problem(id, "a hidden or system file")
		return nil
	case h.Typeflag != tar.TypeReg || sparse(h):
		w.problem(id, "not a regular file")
		return nil
	case field == "":
		w.problem(id, "its name has no dot, so it is no field of a sample")
		return nil
	}
	if key != w.sample.key {
		w.flush()
		if w.seen[key] {
			w.problem(id, "its sample ended before; the files of a sample must follow one another")
			return nil
		}
		w.seen[key], w.sample = true, sample{key: key}
	}
	s := &w.sample
	if slices.Contains(s.fields, field) {
		w.problem(id, "the sample has this file twice; the first one counts")
		return nil
	}
	s.fields = append(s.fields, field)
	labelField, labelKey := w.card.Columns.webLabel()
	if rank := w.card.Columns.imageRank(field); rank >= 0 {
		return s.image(ctx, Item{ID: id, Path: w.shard.path, Role: w.shard.role, part: span{offset, int(h.Size)}}, rank, r)
	}
	if field == labelField {
		text, err := io.ReadAll(io.LimitReader(r, maxLabel+1))
		if err != nil {
			return err
		}
		s.label, s.why = textLabel(text, labelKey)
	}
	return nil
}

// sparse reports whether a file's bytes do not lie in the tar as they are.
func sparse(h *tar.Header) bool {
	return h.Typeflag == tar.TypeGNUSparse || slices.ContainsFunc([]string{"GNU.sparse.major", "GNU.sparse.map"}, func(k string) bool { return h.PAXRecords[k] != "" })
}

// image hashes an image of the sample.
func (s *sample) image(ctx context.Context, it Item, rank int, r io.Reader) error {
	sum := sha256.New()
	if _, err := io.Copy(sum, stopping{ctx, r}); err != nil {
		return err
	}
	it.Digest = digest.SHA256(sum.Sum(nil))
	s.images, s.rank = append(s.images, it), append(s.rank, rank)
	return nil
}

// flush ends a sample: it becomes an item, or a problem.
func (w *web) flush() {
	s := w.sample
	w.sample = sample{}
	if len(s.fields) == 0 {
		return
	}
	id := w.shard.id + "/" + s.key
	switch {
	case len(s.images) == 0:
		w.problem(id, "the sample has no image, only %s", strings.Join(s.fields, ", "))
		return
	case s.why != "":
		w.problem(id, "%s", s.why)
		return
	case s.label == "" && w.card.needsLabel(w.shard.role):
		field, _ := w.card.Columns.webLabel()
		w.problem(id, "the sample has no label in %s.%s, and every image of split %s needs one", path.Base(s.key), field, w.shard.role)
		return
	}
	best := slices.Index(s.rank, slices.Min(s.rank))
	it := s.images[best]
	it.Label = s.label
	w.items = append(w.items, it)
}

// split cuts a name at the first dot of its last element into the key of the sample and the name of the
// field, which is "" if there is no dot.
func split(name string) (key, field string) {
	dir, base := path.Split(name)
	base, field, _ = strings.Cut(base, ".")
	return dir + base, strings.ToLower(field)
}

// textLabel reads a label from a text, or from a key of JSON. Where there is none, why says so.
func textLabel(text []byte, key string) (label, why string) {
	if len(text) > maxLabel {
		return "", fmt.Sprintf("the file of its label has more than %d bytes", maxLabel)
	}
	if !utf8.Valid(text) {
		return "", "its label is not UTF-8 text"
	}
	if key == "" {
		return strings.TrimSpace(string(text)), ""
	}
	for _, name := range strings.Split(key, ".") {
		var group map[string]json.RawMessage
		if err := json.Unmarshal(text, &group); err != nil {
			return "", fmt.Sprintf("its JSON holds no key %s: %v", key, err)
		}
		text = group[name]
		if text == nil {
			return "", "its JSON holds no key " + key
		}
	}
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return "", fmt.Sprintf("its JSON cannot be read: %v", err)
	}
	switch v := value.(type) {
	case string:
		return strings.TrimSpace(v), ""
	case float64:
		return string(text), ""
	case nil:
		return "", ""
	}
	return "", fmt.Sprintf("the key %s of its JSON is neither a text nor a number", key)
}

// position counts the bytes that were read, and notes whether the last block was the zeros of a tar's end.
type position struct {
	r    *bufio.Reader
	n    int64
	zero bool
}

func (p *position) Read(b []byte) (int, error) {
	n, err := io.ReadFull(p.r, b) // a block in one piece, however the file comes
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	p.n += int64(n)
	if n > 0 {
		p.zero = n == 512 && !slices.ContainsFunc(b[:n], func(c byte) bool { return c != 0 })
	}
	return n, err
}

// stopping is a reader that ends with its context.
type stopping struct {
	ctx context.Context
	io.Reader
}

func (s stopping) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Reader.Read(b)
}
