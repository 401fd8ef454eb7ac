package report

import (
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/insight"
	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// How much of a map is shown.
const (
	mapPictures  = 800 // images that answer the pointer with their picture, on all data sets together
	leastMapped  = 40  // on one data set, however many there are
	mostMapped   = 120
	keyedLabels  = 24  // labels up to which a key names their colours
	labelsListed = 200 // labels in the table

	crowdedPoints = 500 // images in a map where there are many maps, and
	crowdedLabels = 50  // labels in their tables
)

// maps are the embeddings of the families' best models in the plane, with the same colours in all of them.
type maps struct {
	ID     string
	Text   string
	Maps   []mapFigure
	Key    []keyEntry // nil where the labels are too many
	Table  labelTable
	Hover  *figure // what the script shows; nil where there are no pictures
	Mapped int     // images with a picture
}

type mapFigure struct {
	Caption string
	SVG     template.HTML
}

// keyEntry is a label with its colour.
type keyEntry struct{ Label, Color, Cap string }

// labelTable says of each label what the maps show of it.
type labelTable struct {
	Families []string
	Rows     []labelRow
	Total    int
}

type labelRow struct {
	keyEntry
	N     int
	Cells []labelCell // of each family
}

// labelCell is how far a label's images are from their middle, as a share of how far all are from theirs, and
// the label whose middle is nearest.
type labelCell struct{ Spread, Nearest string }

func (e *evidence) maps(w *why, title string, bests []best) (*maps, error) {
	bests = slices.DeleteFunc(slices.Clone(bests), func(b best) bool { return b.insight == nil || len(b.insight.Map.Points) == 0 })
	if len(bests) == 0 {
		return nil, nil
	}
	listed := labelsListed
	if e.crowded() {
		listed = crowdedLabels
		for i := range bests {
			bests[i].insight = fewer(bests[i].insight)
		}
	}
	m := &maps{ID: "map-" + w.ID, Text: mapText(bests[0].insight.Map)}
	labels := mapLabels(bests)
	hover := chart.Hover{Sheet: w.Sheet.ID, Side: tileSide, Items: []chart.HoverItem{}, Maps: map[string][]chart.Placing{}}
	pictured, tiles := w.Sheet.mapped(bests, min(max(mapPictures/len(e.Datasets), leastMapped), mostMapped))
	for _, b := range bests {
		c := scatter(fmt.Sprintf("%s-%d", m.ID, b.series), b.insight.Map, labels)
		c.Title = fmt.Sprintf("Images of %s in the plane in which the vectors of %s differ most; the table tells the labels apart", title, e.title(b.Model))
		svg, err := c.SVG()
		if err != nil {
			return nil, err
		}
		shares := b.insight.Map.Shares
		m.Maps = append(m.Maps, mapFigure{fmt.Sprintf("%s: %s. Its axes hold %s and %s %% of the variance.", b.Family, e.title(b.Model), percent(shares[0]), percent(shares[1])), svg})
		place, at := c.Placer(), positions(b.insight.Map)
		for _, item := range pictured {
			hover.Maps[c.ID] = append(hover.Maps[c.ID], place(at[item]))
		}
		m.Table.Families = append(m.Table.Families, b.Family)
	}
	for _, t := range tiles {
		hover.Items = append(hover.Items, chart.HoverItem{Text: t.Label + ": " + t.Item, X: t.X, Y: t.Y})
	}
	if m.Mapped = len(tiles); m.Mapped > 0 {
		text, err := json.Marshal(hover)
		if err != nil {
			return nil, fmt.Errorf("writing the pictures of %s: %w", m.ID, err)
		}
		m.Hover = &figure{ID: m.ID, Option: template.JS(text)}
	}
	m.tabulate(labels, bests, listed)
	return m, nil
}

// fewer is an insight with at most crowdedPoints images in its map, the same for all models of a data set.
func fewer(i *result.Insight) *result.Insight {
	labels := make([]string, len(i.Map.Points))
	for p, point := range i.Map.Points {
		labels[p] = i.Map.Labels[point.Label]
	}
	some := *i
	some.Map.Points = nil
	for _, p := range insight.Sample(labels, crowdedPoints) {
		some.Map.Points = append(some.Map.Points, i.Map.Points[p])
	}
	return &some
}

// mapText says which images are in the maps.
func mapText(m result.Map) string {
	if len(m.Points) < m.Images {
		return fmt.Sprintf("A sample of %s out of %s, one of each label in turn.", count(len(m.Points), "image", "images"), count(m.Images, "image", "images"))
	}
	return "All " + count(m.Images, "image", "images") + " of all splits."
}

// mapLabels returns the labels of all maps, sorted: the place of a label decides its colour.
func mapLabels(bests []best) []string {
	var labels []string
	for _, b := range bests {
		labels = append(labels, b.insight.Map.Labels...)
	}
	slices.Sort(labels)
	return slices.Compact(labels)
}

// scatter groups the points of a map by label.
func scatter(id string, m result.Map, labels []string) chart.Scatter {
	c := chart.Scatter{ID: id, Groups: make([]chart.Group, len(labels))}
	for i := range c.Groups {
		c.Groups[i].Color = i
	}
	for _, p := range m.Points {
		i, _ := slices.BinarySearch(labels, m.Labels[p.Label])
		c.Groups[i].Points = append(c.Groups[i].Points, [2]float64{p.X, p.Y})
	}
	return c
}

func positions(m result.Map) map[string][2]float64 {
	at := make(map[string][2]float64, len(m.Points))
	for _, p := range m.Points {
		at[p.Item] = [2]float64{p.X, p.Y}
	}
	return at
}

// mapped chooses at most n images that are in all maps and can be pictured, evenly spread, with their tiles.
func (s *sheet) mapped(bests []best, n int) (items []string, tiles []*tile) {
	var all []string
	for _, p := range bests[0].insight.Map.Points {
		if _, known := s.items[p.Item]; known {
			all = append(all, p.Item)
		}
	}
	for _, b := range bests[1:] {
		at := positions(b.insight.Map)
		all = slices.DeleteFunc(all, func(item string) bool { _, there := at[item]; return !there })
	}
	items = result.Spread(all, n)
	for _, item := range items {
		tiles = append(tiles, s.tile(item))
	}
	return items, tiles
}

// tabulate fills in the table and the key.
func (m *maps) tabulate(labels []string, bests []best, listed int) {
	m.Table.Total = len(labels)
	for i, label := range labels[:min(len(labels), listed)] {
		color, end := chart.GroupLook(i)
		m.Table.Rows = append(m.Table.Rows, labelRow{keyEntry: keyEntry{label, color, end}})
	}
	for _, b := range bests {
		c := scatter("m", b.insight.Map, labels)
		middles, spreads, whole := spread(c)
		for i := range m.Table.Rows {
			row := &m.Table.Rows[i]
			row.N = max(row.N, len(c.Groups[i].Points))
			cell := labelCell{"–", "–"}
			if spreads[i] >= 0 && whole > 0 {
				cell.Spread = percent(spreads[i] / whole)
			}
			if near := nearestMiddle(middles, i); near >= 0 {
				cell.Nearest = labels[near]
			}
			row.Cells = append(row.Cells, cell)
		}
	}
	if len(labels) <= keyedLabels {
		for _, row := range m.Table.Rows {
			m.Key = append(m.Key, row.keyEntry)
		}
	}
}

// spread returns the middle of each group and the root mean square distance of its points from it, and that
// of all points; -1 for a group without points, whose middle is nowhere.
func spread(c chart.Scatter) (middles [][2]float64, spreads []float64, whole float64) {
	var all [][2]float64
	for _, g := range c.Groups {
		middle, s := middleOf(g.Points)
		middles, spreads, all = append(middles, middle), append(spreads, s), append(all, g.Points...)
	}
	_, whole = middleOf(all)
	return middles, spreads, whole
}

func middleOf(points [][2]float64) (middle [2]float64, spread float64) {
	if len(points) == 0 {
		return [2]float64{math.NaN(), math.NaN()}, -1
	}
	n := float64(len(points))
	for _, p := range points {
		middle[0] += p[0] / n
		middle[1] += p[1] / n
	}
	for _, p := range points {
		dx, dy := p[0]-middle[0], p[1]-middle[1]
		spread += (dx*dx + dy*dy) / n
	}
	return middle, math.Sqrt(spread)
}

// nearestMiddle returns the group whose middle is nearest to that of group i, the first of equals, or -1.
func nearestMiddle(middles [][2]float64, i int) int {
	found, least := -1, math.Inf(1)
	for j, m := range middles {
		if d := math.Hypot(m[0]-middles[i][0], m[1]-middles[i][1]); j != i && d < least { // false for NaN
			found, least = j, d
		}
	}
	return found
}
