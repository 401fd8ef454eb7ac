package growing

import (
	"fmt"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// plantedHead names the columns of what was found of planted copies, in the terminal and on the page.
var plantedHead = []string{"kind of copy", "planted", "found", "recall", "pairs", "wrong pairs", "precision"}

// plantedCells is a row of that table.
func plantedCells(k curate.PlantedKind) []string {
	r, precision := k.Recall(), "–"
	if k.Pairs > 0 {
		precision = fmt.Sprintf("%.1f %%", 100*k.Precision())
	}
	return []string{k.Kind, fmt.Sprint(k.Planted), fmt.Sprint(k.Found),
		fmt.Sprintf("%.1f %% (%.1f … %.1f)", 100*r.Value, 100*r.Low, 100*r.High), fmt.Sprint(k.Pairs), fmt.Sprint(k.Wrong), precision}
}

// allKinds is the row of all copies.
func allKinds(p *curate.Planted) curate.PlantedKind {
	k := p.All
	k.Kind = "all"
	return k
}

// plantedRows is the table for the terminal.
func plantedRows(p *curate.Planted) [][]string {
	head := []string{plantedHead[0]}
	for _, name := range plantedHead[1:] {
		head = append(head, " "+name)
	}
	rows := [][]string{head}
	for _, k := range append(p.Kinds[:len(p.Kinds):len(p.Kinds)], allKinds(p)) {
		rows = append(rows, plantedCells(k))
	}
	return rows
}

// plantedSection is the part of the page about planted copies.
type plantedSection struct {
	Originals     string
	Head          []string
	Rows          [][]string
	All           []string
	Missed, Wrong plantedStrip
}

// plantedStrip is some pairs of pictures, of N.
type plantedStrip struct {
	N     string // "" = there are none
	Pairs []couple
}

// unbroken keeps an interval, and a number and its sign, on one line of a narrow page.
func unbroken(cells []string) []string {
	for i := range cells {
		cells[i] = strings.NewReplacer(" %", "\u00a0%", " … ", "\u00a0…\u00a0").Replace(cells[i])
	}
	return cells
}

func newPlantedSection(p *curate.Planted) *plantedSection {
	if p == nil {
		return nil
	}
	s := &plantedSection{Originals: fmt.Sprint(p.Originals), Head: plantedHead, All: unbroken(plantedCells(allKinds(p)))}
	for _, k := range p.Kinds {
		s.Rows = append(s.Rows, unbroken(plantedCells(k)))
	}
	s.Missed, s.Wrong = newPlantedStrip(missed(p), "its original"), newPlantedStrip(p.Wrong, "the other picture")
	return s
}

// missed are the copies that were not found, each beside its original.
func missed(p *curate.Planted) (pairs []curate.PlantedPair) {
	for _, c := range p.Copies {
		if !c.Found {
			pairs = append(pairs, curate.PlantedPair{Copy: c, Other: c.Original})
		}
	}
	return pairs
}

// plantedPictures are the images of the pool that newPlantedSection shows and that may be elsewhere: originals are not.
func plantedPictures(p *curate.Planted) (items []*dataset.Item) {
	if p == nil {
		return nil
	}
	for _, at := range spread(len(p.Wrong), droppedShown) {
		items = append(items, &p.Wrong[at].Other)
	}
	return items
}

// newPlantedStrip shows some pairs; alt says what the second picture of each is.
func newPlantedStrip(pairs []curate.PlantedPair, alt string) (s plantedStrip) {
	if len(pairs) > 0 {
		s.N = fmt.Sprint(len(pairs))
	}
	for _, at := range spread(len(pairs), droppedShown) {
		p := pairs[at]
		s.Pairs = append(s.Pairs, couple{
			&figure{thumbnail(p.Copy.Item), "copy of " + visible.Text(p.Copy.Original.ID), p.Copy.Kind, "the copy"},
			&figure{thumbnail(p.Other), visible.Text(p.Other.ID), p.Kind, alt},
		})
	}
	return s
}
