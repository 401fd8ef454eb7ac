package dataset

import (
	"bytes"
	"encoding/gob"
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/parquet"
)

// traveller is an Item as Pack writes it. Page counts the pages of its list, from 1; 0 = the image lies in its file as it
// is, at an offset, and Length -1 = it is all of the file.
type traveller struct {
	ID, Path, Label string
	Role            Role
	Digest          digest.SHA256
	Page            int
	Offset          int64
	Length          int
}

// packed is a list of items.
type packed struct {
	Items []traveller
	Pages []parquet.Block
}

// Pack writes items for another process, which finds the files at the same paths. Unpack reads them.
func Pack(items []Item) ([]byte, error) {
	var list packed
	pages := map[*parquet.Block]int{}
	for _, it := range items {
		t := traveller{ID: it.ID, Path: it.Path, Label: it.Label, Role: it.Role, Digest: it.Digest, Length: -1}
		switch p := it.part.(type) {
		case span:
			t.Offset, t.Length = p.offset, p.length
		case cell:
			if pages[p.block] == 0 {
				list.Pages = append(list.Pages, *p.block)
				pages[p.block] = len(list.Pages)
			}
			t.Page, t.Offset, t.Length = pages[p.block], int64(p.offset), p.length
		}
		list.Items = append(list.Items, t)
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(list); err != nil {
		return nil, fmt.Errorf("packing %d items: %w", len(items), err)
	}
	return b.Bytes(), nil
}

// Unpack reads what Pack wrote.
func Unpack(data []byte) ([]Item, error) {
	var list packed
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&list); err != nil {
		return nil, fmt.Errorf("unpacking items: %w", err)
	}
	cache := &pages{limit: keptBytes}
	items := make([]Item, len(list.Items))
	for i, t := range list.Items {
		items[i] = Item{ID: t.ID, Path: t.Path, Label: t.Label, Role: t.Role, Digest: t.Digest}
		switch {
		case t.Page > 0 && t.Page <= len(list.Pages):
			items[i].part = cell{cache, &list.Pages[t.Page-1], int(t.Offset), t.Length}
		case t.Length >= 0:
			items[i].part = span{t.Offset, t.Length}
		}
	}
	return items, nil
}
