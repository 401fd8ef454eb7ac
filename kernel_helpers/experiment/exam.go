package experiment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/insight"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/probe"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// exam is one model on one data set with changed queries.
type exam struct {
	pair
	r       *session
	store   *embedding.Store // of the images as they are
	trial   *trial
	asked   []int            // of the trial's queries
	lots    []lot            // for each of asked
	drawn   []*world.Picture // likewise, of a drawn data set whose pictures have a ground; nil = cut it out
	leftOut []result.LeftOut
	saved   result.Probes
}

// lot is what is drawn for a query: the label whose words are printed on it, and the query that gives its ground.
type lot struct {
	wrong  string            // label
	words  map[string]string // probe → what it prints
	ground int               // of asked
}

// probeMethod is the version of all that changes a query.
func probeMethod() string { return "probe " + probe.Version + ", world " + world.Version }

func (r *session) newExam(ctx context.Context, p pair) (_ *exam, err error) {
	x := &exam{pair: p, r: r}
	if x.store, err = r.embed(ctx, p); err != nil {
		return nil, err
	}
	if x.trial, err = newTrial(ctx, p, x.store, r.results); err != nil {
		x.close()
		return nil, err
	}
	if x.saved, err = r.stored(p); err != nil {
		x.close()
		return nil, err
	}
	limit := r.probes()
	if n := len(x.saved.Asked); n > 0 {
		limit = n
	}
	x.ask(limit)
	if len(x.asked) == 0 {
		x.close()
		return nil, fmt.Errorf("no query of %s has a relevant image in the gallery", p.set.Card.Name)
	}
	return x, x.draw()
}

func (x *exam) close() {
	if x.trial != nil {
		x.trial.close()
	}
	x.r.putAway(x.pair, x.store)
}

// ask chooses the queries: all that have an answer, or a sample of them that is the same for all models.
func (x *exam) ask(limit int) {
	var answerable []int
	relevant := x.trial.relevant(x.pair)
	for q := range x.trial.queries {
		if x.set.Card.Task == dataset.Classification || len(relevant(q)) > 0 {
			answerable = append(answerable, q)
		}
	}
	x.saved.N = len(answerable)
	const stream = 4 // of insight's draws
	for _, i := range insight.Some(len(answerable), limit, stream) {
		x.asked = append(x.asked, answerable[i])
	}
}

// item is the i-th query that is asked.
func (x *exam) item(i int) dataset.Item { return x.set.Items[x.trial.queries[x.asked[i]]] }

// draw draws a lot for each query, and says which probes cannot be made.
func (x *exam) draw() error {
	words, err := x.words()
	if err != nil {
		return err
	}
	x.lots = make([]lot, len(x.asked))
	labels := x.set.Classes()
	if len(labels) < 2 {
		const reason = "the data set has one label only"
		x.leaveOut(reason, probe.WrongWord, probe.OwnWord, probe.NonsenseWord, probe.Background)
		return nil
	}
	for _, label := range labels {
		if !probe.Printable(words[label]) {
			x.leaveOut(fmt.Sprintf("the font of printed words lacks letters of %q; put its class into other words by `prompts` on the data set's card", words[label]),
				probe.WrongWord, probe.OwnWord, probe.NonsenseWord)
			break
		}
	}
	known := func(text string) bool { return slices.Contains(labels, text) }
	others := x.otherLabels()
	for i := range x.lots {
		item := x.item(i)
		wrong := labels[0]
		if at := slices.Index(labels, item.Label); at >= 0 { // any of the others, each as likely
			wrong = labels[(at+1+int(probe.Lot(item.ID, "wrong word")%uint64(len(labels)-1)))%len(labels)]
		}
		x.lots[i] = lot{wrong: wrong, ground: x.groundOf(i), words: map[string]string{
			probe.WrongWord: words[wrong], probe.OwnWord: words[item.Label], probe.NonsenseWord: probe.Nonsense(item.ID, words[wrong], known),
		}}
	}
	if !others {
		x.leaveOut("all queries that were asked have one label", probe.Background)
	}
	return x.findDrawn()
}

func (x *exam) leaveOut(reason string, probes ...string) {
	for _, p := range probes {
		x.leftOut = append(x.leftOut, result.LeftOut{Probe: p, Reason: reason})
	}
}

// otherLabels reports whether the queries have more than one label.
func (x *exam) otherLabels() bool {
	for i := range x.asked {
		if x.item(i).Label != x.item(0).Label {
			return true
		}
	}
	return false
}

// groundOf draws the query of another label whose ground query i gets; itself if there is none.
func (x *exam) groundOf(i int) int {
	n := len(x.asked)
	start := int(probe.Lot(x.item(i).ID, "background") % uint64(n))
	for step := range n {
		if at := (start + step) % n; x.item(at).Label != x.item(i).Label {
			return at
		}
	}
	return i
}

// words puts each label into words. In an image search a label is mostly a number or a code, and is printed all the
// same: that a query then finds what carries it would be telling.
func (x *exam) words() (map[string]string, error) {
	prompts, _, err := x.set.Prompts()
	words := map[string]string{}
	for _, p := range prompts {
		words[p.Label] = p.Words
	}
	return words, err
}

// findDrawn finds the pictures of a drawn data set, whose ground can be drawn anew.
func (x *exam) findDrawn() error {
	source, err := card.ParseSource(x.set.Card.Source)
	if err != nil || source.Scheme != card.World {
		return nil // a folder or a download, which has its own errors
	}
	name, seed, err := source.World()
	if err != nil {
		return err
	}
	pictures, err := world.Pictures(name, seed)
	if err != nil {
		return err
	}
	byName := map[string]*world.Picture{}
	for i := range pictures {
		byName[pictures[i].Name] = &pictures[i]
	}
	drawn := make([]*world.Picture, len(x.asked))
	for i := range drawn {
		drawn[i] = byName[strings.TrimSuffix(x.item(i).ID, ".png")]
		switch {
		case drawn[i] == nil:
			return nil
		case !drawn[i].HasGround():
			x.leaveOut("its pictures show one thing and no background", probe.Background)
			return nil
		}
	}
	x.drawn = drawn
	return nil
}

// query is what a probe has to know of the i-th query.
func (x *exam) query(i int, name string) probe.Query {
	return probe.Query{Item: x.item(i).ID, Word: x.lots[i].words[name], Ground: func() (*images.Picture, bool, error) {
		other := x.lots[i].ground
		if x.drawn != nil {
			return probe.Picture(x.drawn[i].DrawOn(*x.drawn[other])), true, nil
		}
		pic, err := readPicture(x.item(other))
		return pic, false, err
	}}
}

// readPicture reads and decodes an image.
func readPicture(item dataset.Item) (*images.Picture, error) {
	data, err := item.Read(nil)
	if err != nil {
		return nil, err
	}
	if digest.Of(data) != item.Digest {
		return nil, fmt.Errorf("%s was changed while the run went on; run it again", item.ID)
	}
	return images.Decode(item.ID, data)
}

// missing are the questions that are not answered yet, those that are left out not among them.
func (x *exam) missing() []question {
	var open []question
	for _, q := range questions() {
		if t := x.saved.Trial(q.Name, q.strength); !x.isLeftOut(q.Name) && (t == nil || t.Key != x.key(q).Digest()) {
			open = append(open, q)
		}
	}
	return open
}

func (x *exam) isLeftOut(name string) bool {
	return slices.ContainsFunc(x.leftOut, func(l result.LeftOut) bool { return l.Probe == name })
}

// key is everything that can change the vectors of changed queries.
func (x *exam) key(q question) embedding.Key {
	k := x.r.key(x.pair)
	k.Preprocess = fmt.Sprintf("%s after %s of %s", k.Preprocess, q, probeMethod())
	fields := []string{"vfm probe 1", x.fingerprint.String(), fmt.Sprint(x.drawn != nil)}
	for i, lot := range x.lots {
		fields = append(fields, x.item(i).ID)
		switch {
		case q.Prints():
			fields = append(fields, lot.words[q.Name])
		case q.Name == probe.Background:
			fields = append(fields, x.item(lot.ground).ID)
		}
	}
	k.Fingerprint = digest.Fields(fields...)
	return k
}
