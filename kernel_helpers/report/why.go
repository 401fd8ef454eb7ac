package report

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// why is what is stored beside the scores of a data set to explain them.
type why struct {
	ID       string
	Families []string // with a best model: the columns of tables
	Curve    *plot    // accuracy or hits against k
	Shots    *plot    // few-shot accuracy
	Similar  *similar
	Maps     *maps
	Hubs     []hubGroup
	Classes  *classTable
	Confused []confusedGroup
	Only     []onlyGroup
	Missing  []note // what was not stored, with the command that makes it
	Sheet    *sheet

	Retrieval bool
}

// plot is a chart with a table of the same facts.
type plot struct {
	Figure figure
	Text   string
	Table  factTable
}

// factTable is rows of text under a heading; the first cell of a row names it.
type factTable struct {
	ID, Caption string
	Head        []string
	Rows        [][]string
}

// best is the model that stands for a family on a data set, with its answers.
type best struct {
	result.Record
	series  int // of the family, in all charts
	insight *result.Insight
	queries []result.Query
}

// mostLines is how many models a chart of lines shows; of more only the best of each family.
const mostLines = 12

func (e *evidence) why(a *album, d points.DatasetPlaces, ranked []result.Record) (*why, error) {
	if len(ranked) == 0 {
		return nil, nil
	}
	id := e.Anchors[d.Name]
	w := &why{ID: id, Sheet: a.sheet(id, d.Name, smallTiles), Retrieval: ranked[0].Task == result.Retrieval}
	insights := e.insights(ranked, w)
	var bests []best
	for _, r := range ranked {
		if !isBest(d, r.Model) {
			continue
		}
		b := best{Record: r, series: e.familyIndex(r.Family), insight: insights[r.Model]}
		b.queries, _ = result.ReadQueries(result.QueriesPath(e.Dir, r.Model, r.Dataset)) // the galleries say why not
		bests = append(bests, b)
	}
	slices.SortStableFunc(bests, func(x, y best) int { return x.series - y.series })
	for _, b := range bests {
		w.Families = append(w.Families, b.Family)
	}
	w.Hubs, w.Classes = hubGroups(w.Sheet, bests, e.few(hubsShown)), e.classTable(w, bests)
	w.Confused, w.Only = confusedGroups(w.Sheet, bests, e.few(pairsShown)), onlyGroups(w.Sheet, bests, e.few(onlyShown))
	return w, e.plots(w, d, ranked, bests, insights)
}

// plots draws the charts.
func (e *evidence) plots(w *why, d points.DatasetPlaces, ranked []result.Record, bests []best, insights map[string]*result.Insight) (err error) {
	var lines []best
	for _, r := range ranked {
		if i := insights[r.Model]; i != nil && (len(ranked) <= mostLines || isBest(d, r.Model)) {
			lines = append(lines, best{Record: r, series: e.familyIndex(r.Family), insight: i})
		}
	}
	title := e.datasetTitle(d.Name)
	if w.Curve, err = e.curvePlot(w, title, lines); err != nil {
		return err
	}
	if w.Shots, err = e.shotsPlot(w, title, lines); err != nil {
		return err
	}
	if w.Similar, err = e.similarities(w, title, bests); err != nil {
		return err
	}
	w.Maps, err = e.maps(w, title, bests)
	return err
}

// insights reads what is stored beside the records, and says what is not.
func (e *evidence) insights(ranked []result.Record, w *why) map[string]*result.Insight {
	found := map[string]*result.Insight{}
	var absent []string
	for _, r := range ranked {
		i, err := result.ReadInsight(e.Dir, r)
		switch {
		case err == nil:
			found[r.Model] = &i
		case errors.Is(err, fs.ErrNotExist):
			absent = append(absent, e.title(r.Model))
		default:
			w.Missing = append(w.Missing, note{Text: fmt.Sprintf("What was measured of %s cannot be read: %s", e.title(r.Model), e.words(err))})
		}
	}
	if len(absent) > 0 {
		w.Missing = append(w.Missing, note{
			Text:    fmt.Sprintf("An earlier vfm made the results of %s and stored no curves, similarities, hubs and maps with them. This stores them, from the vectors in the cache:", list(absent)),
			Command: e.runCommand(ranked[0].Dataset),
		})
	}
	return found
}

func (e *evidence) familyIndex(name string) int {
	for i, f := range e.Suite.Families {
		if f.Name == name {
			return i
		}
	}
	return 0
}

// figures are the charts, for the options at the end of the page.
func (w *why) figures() []figure {
	if w == nil {
		return nil
	}
	var all []figure
	for _, p := range []*plot{w.Curve, w.Shots} {
		if p != nil {
			all = append(all, p.Figure)
		}
	}
	if w.Similar != nil {
		all = append(all, w.Similar.Figures...)
	}
	if w.Maps != nil && w.Maps.Hover != nil {
		all = append(all, *w.Maps.Hover)
	}
	return all
}
