package experiment

import (
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/probe"
)

// Changed is a query as a probe shows it to models.
type Changed struct {
	Probe    probe.Probe
	Strength float64
	Word     string // that is printed on it; "" = none
	Picture  *images.Picture
}

// ShowProbes changes one image of a data set by all probes at all their strengths, as Probe does when these images are
// asked; which is its place in asked, whose numbers are places in the data set.
func ShowProbes(set *dataset.Set, asked []int, which int) ([]Changed, error) {
	x := &exam{pair: pair{nil, &contest{set: set}}, trial: &trial{queries: asked}}
	for i := range asked {
		x.asked = append(x.asked, i)
	}
	if err := x.draw(); err != nil {
		return nil, err
	}
	var all []Changed
	for _, q := range questions() {
		if x.isLeftOut(q.Name) {
			continue
		}
		pic, err := readPicture(x.item(which))
		if err != nil {
			return nil, err
		}
		query := x.query(which, q.Name)
		if err := q.Apply(pic, q.strength, query); err != nil {
			return nil, fmt.Errorf("changing %s by %s: %w", query.Item, q, err)
		}
		all = append(all, Changed{q.Probe, q.strength, query.Word, pic})
	}
	return all, nil
}
