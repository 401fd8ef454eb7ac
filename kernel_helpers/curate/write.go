package curate

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/cell"
)

// Names of what Write writes, beside the folder of images.
const (
	CardName    = "dataset.yaml"
	KeptName    = "kept.csv"    // the table of the data set: each image and why it is in
	DroppedName = "dropped.csv" // every other image of the pool and why it is not
	PlantedName = "planted.csv" // every planted copy, where it lies and whether it was found
	imagesName  = "images"
)

// split is the value of the column split.
const split = "kept"

// Write makes a data set of the outcome in a folder: a card, its images, and the two tables. The images of files are hard
// links where the system can make them, else copies. The task is an image search in which each image searches all others;
// its labels are those of the seeds, and so a guess.
func (o *Outcome) Write(dir string) error {
	name := filepath.Base(dir)
	if err := card.CheckName(name); err != nil {
		return fmt.Errorf("naming the data set after the folder %s: %w", dir, err)
	}
	for _, k := range o.Kept {
		if err := place(k.Item, filepath.Join(dir, filepath.FromSlash(k.path()))); err != nil {
			return fmt.Errorf("writing image %s: %w", k.Item.ID, err)
		}
	}
	if err := atomicfile.Write(filepath.Join(dir, DroppedName), o.WriteDropped); err != nil {
		return err
	}
	if err := atomicfile.Write(filepath.Join(dir, KeptName), o.WriteKept); err != nil {
		return err
	}
	if err := o.placePlanted(filepath.Join(dir, PlantedName)); err != nil {
		return err
	}
	text := "# Written by vfm curate. The labels are those of the seeds that brought each image.\n"
	for _, note := range []string{o.Index.Words(), o.Index.Warning()} {
		if note != "" {
			text += "# " + note + "\n"
		}
	}
	text += fmt.Sprintf("name: %s\ntitle: %s\ntask: retrieval\ndescription: %s\nlicense: as that of the images' source\nsource: file:%s\nlayout: csv\nsplits: {gallery: %s}\n",
		strconv.Quote(name), strconv.Quote(name+", grown by retrieval"),
		strconv.Quote(fmt.Sprintf("%d images of %s that are near to those of %s as %s sees them.", len(o.Kept), o.Pool.Card.Title, strings.Join(o.Sources.Seeds, ", "), o.Model)), KeptName, split)
	return atomicfile.WriteBytes(filepath.Join(dir, CardName), []byte(text))
}

// path is where an image lies in the new set.
func (k KeptImage) path() string { return path.Join(imagesName, k.Item.ID) }

// place puts an image at a path.
func place(it dataset.Item, file string) error {
	if _, err := os.Stat(file); err == nil {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if it.Whole() && os.Link(it.Path, file) == nil {
		return nil
	}
	data, err := it.Read(nil)
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(file, data)
}

// WriteKept writes the table of the images that are in.
func (o *Outcome) WriteKept(w io.Writer) error {
	rows := [][]string{{"path", "label", "split", "seed_dataset", "seed", "rank", "similarity", "cluster"}}
	for _, k := range o.Kept {
		cluster := ""
		if k.Cluster >= 0 {
			cluster = strconv.Itoa(k.Cluster)
		}
		seed := o.Seeds[k.Seed]
		rows = append(rows, []string{k.path(), k.Label, split, cell.Escape(seed.Dataset), cell.Escape(seed.ID),
			strconv.Itoa(k.Rank), strconv.FormatFloat(k.Similarity, 'f', 6, 64), cluster})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// WriteDropped writes the table of those that are not.
func (o *Outcome) WriteDropped(w io.Writer) error {
	rows := [][]string{{"image", "reason", "of_dataset", "of", "text"}}
	for _, d := range o.Dropped {
		of := Ref{}
		if d.Of != nil {
			of = *d.Of
		}
		rows = append(rows, []string{cell.Escape(d.ID), string(d.Reason), cell.Escape(of.Dataset), cell.Escape(of.ID), cell.Escape(d.Text)})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// placePlanted writes the table of the planted copies; where none were planted, that of another run goes.
func (o *Outcome) placePlanted(path string) error {
	if o.Planted != nil {
		return atomicfile.Write(path, o.Planted.WriteCopies)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// WriteCopies writes the table of the planted copies.
func (p *Planted) WriteCopies(w io.Writer) error {
	rows := [][]string{{"kind", "original", "file", "found"}}
	for _, c := range p.Copies {
		rows = append(rows, []string{c.Kind, cell.Escape(c.Original.ID), cell.Escape(c.Path), strconv.FormatBool(c.Found)})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// Counts says how many images went for each reason, in the order in which they are looked for.
func (o *Outcome) Counts() []Count {
	all := []Count{}
	for _, r := range []Reason{Unreadable, Leaked, Known, SameBytes, SamePixels, NearSame, Far, Capped} {
		n := 0
		for _, d := range o.Dropped {
			if d.Reason == r {
				n++
			}
		}
		all = append(all, Count{r, n})
	}
	return all
}

// Count is how many images were dropped for a reason.
type Count struct {
	Reason Reason
	N      int
}

// Words says what a reason means, of an image.
func (r Reason) Words() string {
	return map[Reason]string{
		Unreadable: "cannot be read",
		Leaked:     "is an image of a test, or a duplicate of one",
		Known:      "is among the seeds already, or a duplicate of one",
		SameBytes:  "has the same bytes as another",
		SamePixels: "has the same pixels as another",
		NearSame:   "is another picture of the pool, altered",
		Far:        "no seed asked for it",
		Capped:     "beyond what a seed set may bring",
	}[r]
}
