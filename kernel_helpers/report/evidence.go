package report

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// evidence is all that the page is made of.
type evidence struct {
	Suite      *suite.Suite
	Dir        string            // the results
	Brief      bool              // see Options
	Datasets   []string          // names, in the order of the page
	Anchors    map[string]string // of the data sets' sections
	Points     points.Table
	Ranked     map[pair]result.Record
	Unreadable []result.Unreadable // files that are no result
	Doubts     []doubt

	Cards  map[string]dataset.Card // absent where the card cannot be read
	Sets   map[string]*dataset.Set // absent where the images cannot be read
	Models map[string]zoo.Card     // absent where the card cannot be read
}

// pair names a result.
type pair struct{ Model, Dataset string }

// doubt is something that a reader must know of a data set.
type doubt struct{ Dataset, Text string }

func gather(ctx context.Context, s *suite.Suite, out string) (*evidence, error) {
	e := &evidence{
		Suite: s, Dir: filepath.Join(out, "results"), Datasets: ordered(s), Anchors: anchors(ordered(s)), Ranked: map[pair]result.Record{},
		Cards: map[string]dataset.Card{}, Sets: map[string]*dataset.Set{}, Models: map[string]zoo.Card{},
	}
	records, unreadable, err := result.ReadAll(e.Dir)
	if err != nil {
		return nil, fmt.Errorf("reading results of suite %s: %w", s.Name, err)
	}
	e.Unreadable = unreadable
	if len(records) == 0 {
		return nil, e.nothing()
	}
	if err := e.readCards(ctx); err != nil {
		return nil, err
	}
	e.count(records)
	return e, nil
}

// nothing is the error for a folder without results.
func (e *evidence) nothing() error {
	if len(e.Unreadable) > 0 {
		return fmt.Errorf("no results of suite %s: none of %s can be read, first %s", e.Suite.Name, count(len(e.Unreadable), "file", "files"), e.Unreadable[0].Reason)
	}
	command := "bin/vfm run -suite " + e.suitePath()
	if out := e.otherOut(); out != "" {
		command += " -out " + out
	}
	return fmt.Errorf("no results of suite %s in %s: make them with `%s` or the family notebooks", e.Suite.Name, e.Dir, command)
}

// words is an error as the page says it: without the folders of this machine.
func (e *evidence) words(err error) string {
	text := strings.ReplaceAll(err.Error(), e.Dir+string(filepath.Separator), "")
	return strings.ReplaceAll(text, suite.Root()+string(filepath.Separator), "")
}

// count ranks the records; those that points did not rank or set beside them are left out of Ranked.
func (e *evidence) count(records []result.Record) {
	in := points.Input{
		Suite: e.suitePath(), Out: e.otherOut(), Datasets: e.Datasets, Records: records, Current: map[string]points.Data{},
		Queries: func(model, dataset string) ([]result.Query, error) {
			return result.ReadQueries(result.QueriesPath(e.Dir, model, dataset))
		},
	}
	for _, f := range e.Suite.Families {
		in.Families = append(in.Families, points.Family(f))
	}
	in.Baselines = e.Suite.Baselines
	for name, set := range e.Sets {
		in.Current[name] = points.Data{Fingerprint: set.Fingerprint(), Truth: set.Truth()}
	}
	e.Points = points.Count(in)
	for _, r := range records {
		e.Ranked[pair{r.Model, r.Dataset}] = r
	}
	for _, o := range e.Points.Stale {
		delete(e.Ranked, pair{o.Model, o.Dataset})
	}
	for _, l := range e.Points.Unlisted {
		delete(e.Ranked, pair{l.Model, l.Dataset})
	}
	for _, d := range e.Points.Datasets {
		for _, b := range d.Baselines {
			if b.Absent != "" {
				delete(e.Ranked, pair{b.Model, d.Name})
			}
		}
	}
}

// ordered returns the suite's data sets, those that report.order names first.
func ordered(s *suite.Suite) []string {
	var names []string
	for _, name := range append(slices.Clone(s.Report.Order), s.Datasets...) {
		if slices.Contains(s.Datasets, name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// anchors makes an id of each name: its plain letters and digits, numbered where two names would share it.
func anchors(names []string) map[string]string {
	plain := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }
	ids, taken := map[string]string{}, map[string]bool{}
	for _, name := range names {
		base := strings.Join(append([]string{"data"}, strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !plain(r) })...), "-")
		id := base
		for n := 2; taken[id]; n++ {
			id = fmt.Sprintf("%s-%d", base, n)
		}
		ids[name], taken[id] = id, true
	}
	return ids
}

// readCards reads what the suite says of its parts. What cannot be read is a doubt: results stay worth
// showing where the images are not.
func (e *evidence) readCards(ctx context.Context) error {
	for _, name := range e.Datasets {
		card, err := e.Suite.Dataset(name)
		if err != nil {
			e.Doubts = append(e.Doubts, doubt{name, "Its card cannot be read, so neither description nor pictures are shown: " + e.words(err)})
			continue
		}
		e.Cards[name] = card
		set, err := open(ctx, card)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			e.Doubts = append(e.Doubts, doubt{name, "Its images cannot be read here, so no pictures are shown and nothing tells whether they have changed: " + e.words(err)})
			continue
		}
		e.Sets[name] = set
	}
	for _, f := range e.Suite.Groups() {
		for _, name := range f.Models {
			if card, err := e.Suite.Model(name); err == nil {
				e.Models[name] = card
			}
		}
	}
	tellApart(e.Cards, func(c *dataset.Card) *string { return &c.Title })
	tellApart(e.Models, func(c *zoo.Card) *string { return &c.Title })
	return nil
}

// tellApart adds their names to the titles of cards that are called the same.
func tellApart[Card any](cards map[string]Card, title func(*Card) *string) {
	called := map[string]int{}
	for _, c := range cards {
		called[*title(&c)]++
	}
	for name, c := range cards {
		if t := title(&c); called[*t] > 1 {
			*t += " (" + name + ")"
			cards[name] = c
		}
	}
}

// open reads a data set. One that is drawn is drawn if it is not here: that needs no network and no consent.
func open(ctx context.Context, card dataset.Card) (*dataset.Set, error) {
	if err := experiment.Draw(ctx, card, func(experiment.Event) {}); err != nil {
		return nil, err
	}
	return card.Open(ctx)
}

// suitePath is the suite file as a command in the checkout names it.
func (e *evidence) suitePath() string { return inCheckout(e.Suite.Path) }

// otherOut is the output folder as a command in the checkout names it; empty if it is the suite's own.
func (e *evidence) otherOut() string {
	out := inCheckout(filepath.Dir(e.Dir))
	if out == inCheckout(e.Suite.Out()) {
		return ""
	}
	return out
}

// inCheckout is a path as seen from the checkout.
func inCheckout(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(suite.Root(), abs)
	if err != nil {
		return path
	}
	return filepath.ToSlash(rel)
}

// title is what the page calls a model.
func (e *evidence) title(model string) string {
	if card, ok := e.Models[model]; ok {
		return card.Title
	}
	for _, d := range e.Datasets {
		if r, ok := e.Ranked[pair{model, d}]; ok && r.Title != "" {
			return r.Title
		}
	}
	return model
}

// datasetTitle is what the page calls a data set.
func (e *evidence) datasetTitle(name string) string {
	if card, ok := e.Cards[name]; ok && card.Title != "" {
		return card.Title
	}
	return name
}

// ranked returns the results of a data set that take part, and those of baselines, best first; equal values in
// the suite's order.
func (e *evidence) ranked(dataset string) []result.Record {
	var out []result.Record
	for _, f := range e.Suite.Groups() {
		for _, m := range f.Models {
			if r, ok := e.Ranked[pair{m, dataset}]; ok {
				r.Family = f.Name
				out = append(out, r)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b result.Record) int { return cmp.Compare(b.Score().Value, a.Score().Value) })
	return out
}
