package dataset

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/parquet"
)

// parquetShards lists the layout parquet: each row is an image with its label, as the Hugging Face hub has
// them. The image is a column of bytes, or a group with a column `bytes`; the label is text, or a number
// which the metadata may give a name. An item's id is the shard's and the number of its row, from 0.
func (l *listing) parquetShards(ctx context.Context) error {
	cache := &pages{limit: keptBytes}
	return l.shards(ctx, func(ctx context.Context, s shard) error {
		f, err := parquet.Open(s.path)
		if err != nil {
			return err
		}
		t := rows{listing: l, shard: s, file: f, pages: cache, digits: max(6, len(strconv.FormatInt(f.Rows, 10)))}
		if err := t.readLabels(ctx); err != nil {
			return err
		}
		return t.images(ctx)
	})
}

// rows lists one Parquet file.
type rows struct {
	*listing
	shard  shard
	file   *parquet.File
	pages  *pages
	digits int      // of a row's number in an id
	labels []string // by row; "" = none
	reason []string // by row, why there is no label; "" = none was to be found, or there is one
}

func (t *rows) id(row int64) string { return fmt.Sprintf("%s/%0*d", t.shard.id, t.digits, row) }

// column finds a column that the card names, or the usual one.
func (t *rows) column(key, name string, paths ...[]string) (parquet.Column, error) {
	for _, p := range paths {
		if c, ok := t.file.Column(p...); ok {
			return c, nil
		}
	}
	var have []string
	for _, c := range t.file.Columns() {
		have = append(have, c.Name())
	}
	return parquet.Column{}, fmt.Errorf("%s: there is no column %s; it has %s; write `columns: {%s: NAME}` in %s", t.file.Path, name, strings.Join(have, ", "), key, t.card.Path)
}

// readLabels reads the column of labels.
func (t *rows) readLabels(ctx context.Context) error {
	name := t.card.Columns.label()
	c, err := t.column("label", name, strings.Split(name, "."), []string{name})
	if err != nil && t.card.unlabelled {
		t.labels, t.reason = make([]string, t.file.Rows), make([]string, t.file.Rows)
		return nil
	}
	if err != nil {
		return err
	}
	var names []string
	if text, ok := t.file.Metadata("huggingface"); ok && c.Type != parquet.Bytes {
		if names, err = classNames([]byte(text), c.Path); err != nil {
			return fmt.Errorf("%s: reading the metadata huggingface: %w", t.file.Path, err)
		}
	}
	known := map[string]string{} // one string for each label
	return t.file.Scan(ctx, c, func(p parquet.Page) error {
		for _, v := range p.Values {
			label, reason := labelOf(v, c.Type, names)
			if kept, ok := known[label]; ok {
				label = kept
			} else {
				known[label] = label
			}
			t.labels, t.reason = append(t.labels, label), append(t.reason, reason)
		}
		return nil
	})
}

// labelOf turns a value into a label. Where there is none, reason may say more than that.
func labelOf(v parquet.Value, kind parquet.Type, names []string) (label, reason string) {
	switch {
	case v.Null:
		return "", ""
	case kind == parquet.Bytes:
		if !utf8.Valid(v.Bytes) {
			return "", "its label is not UTF-8 text"
		}
		return strings.TrimSpace(string(v.Bytes)), ""
	case names == nil:
		return strconv.FormatInt(v.Int(), 10), ""
	}
	i := v.Int()
	if i == -1 { // what the hub writes where a label is kept secret
		return "", ""
	}
	if i < 0 || i >= int64(len(names)) {
		return "", fmt.Sprintf("its label is %d, and the file names labels 0 to %d", i, len(names)-1)
	}
	return names[i], ""
}

// classNames reads the names of a column of class numbers from what the hub's library notes in a file, or
// returns nil if it notes none.
func classNames(text []byte, column []string) ([]string, error) {
	var noted struct {
		Info struct {
			Features map[string]json.RawMessage `json:"features"`
		} `json:"info"`
	}
	if err := json.Unmarshal(text, &noted); err != nil {
		return nil, err
	}
	feature, ok := noted.Info.Features[column[0]]
	for _, name := range column[1:] {
		var group map[string]json.RawMessage
		if !ok || json.Unmarshal(feature, &group) != nil {
			return nil, nil
		}
		feature, ok = group[name]
	}
	var class struct {
		Names []string `json:"names"`
		Type  string   `json:"_type"`
	}
	if !ok || json.Unmarshal(feature, &class) != nil || class.Type != "ClassLabel" {
		return nil, nil
	}
	return class.Names, nil
}

// images reads the column of images once, to hash them.
func (t *rows) images(ctx context.Context) error {
	name := t.card.Columns.image()
	path := strings.Split(name, ".")
	c, err := t.column("image", name, append(path, "bytes"), path, []string{name, "bytes"}, []string{name})
	if err != nil {
		return err
	}
	if c.Type != parquet.Bytes {
		return fmt.Errorf("%s: the column %s holds no bytes, so no images; write `columns: {image: NAME}` in %s", t.file.Path, c.Name(), t.card.Path)
	}
	return t.file.Scan(ctx, c, func(p parquet.Page) error {
		digests, err := hashAll(ctx, p.Values)
		for i, v := range p.Values {
			t.row(p.First+int64(i), v, digests[i])
		}
		return err
	})
}

// hashAll hashes the values of a page, several at a time.
func hashAll(ctx context.Context, values []parquet.Value) ([]digest.SHA256, error) {
	digests := make([]digest.SHA256, len(values))
	var g errgroup.Group
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		g.Go(func() error {
			for i := w; i < len(values) && ctx.Err() == nil; i += workers {
				digests[i] = digest.Of(values[i].Bytes)
			}
			return ctx.Err()
		})
	}
	return digests, g.Wait()
}

// row adds the item of a row, or the problem with it.
func (t *rows) row(n int64, v parquet.Value, d digest.SHA256) {
	id, label, reason := t.id(n), t.labels[n], t.reason[n]
	switch {
	case v.Null || len(v.Bytes) == 0:
		t.problem(id, "the row holds no bytes of an image")
	case reason != "":
		t.problem(id, "%s", reason)
	case label == "" && t.card.needsLabel(t.shard.role):
		t.problem(id, "it has no label, and every image of split %s needs one", t.shard.role)
	default:
		t.items = append(t.items, Item{ID: id, Path: t.shard.path, Label: label, Role: t.shard.role, Digest: d, part: t.part(v)})
	}
}

// part says where the bytes of a value are.
func (t *rows) part(v parquet.Value) part {
	if offset, plain := v.Block.Plain(); plain {
		return span{offset + int64(v.Offset), len(v.Bytes)}
	}
	return cell{t.pages, v.Block, v.Offset, len(v.Bytes)}
}
