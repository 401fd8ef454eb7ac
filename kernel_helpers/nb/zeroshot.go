package nb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// Sentences shows how the classes of a data set are put into words for the suite's first model that reads texts.
func Sentences(dataset string) {
	withWords(dataset, func(s *session, r result.Record) {
		pt := table{caption: "Classes of " + s.title(dataset), columns: []column{{name: "Class"}, {name: "In words", wrap: true}}}
		for _, p := range r.ZeroShot.Prompts {
			pt.add(p.Label, p.Words)
		}
		s.show(pt.display())
	})
}

// Templates shows how often each sentence alone finds the class of an image, and how far they differ.
func Templates(dataset string) {
	withWords(dataset, func(s *session, r result.Record) {
		tt := table{caption: "Right answers with one sentence for each class", columns: []column{{name: "Sentence", wrap: true}, {name: "Right", right: true}}}
		for _, t := range r.ZeroShot.Templates {
			tt.add(t.Text, percent(t.Value))
		}
		z := r.ZeroShot
		s.show(join(tt.display(), remark(fmt.Sprintf("Mean %s, standard deviation %.1f points.", percent(z.Mean), 100*z.Deviation))))
	})
}

// WordsAndNeighbours shows the score by words alone beside the one by the nearest training image and that of the linear
// probe, and each class by words and by neighbours.
func WordsAndNeighbours(dataset string) {
	withWords(dataset, func(s *session, r result.Record) {
		st := table{caption: r.Title + " on " + s.title(dataset), columns: []column{{name: "How"}, {name: "Right", right: true}, {name: "95 % interval", right: true}}}
		for _, how := range []struct{ metric, name string }{{"zero-shot", "by words, no image of a class known"}, {"knn-1", "by the nearest training image"}, {"linear-probe", "by a linear probe, fitted on the training images"}} {
			if i := slices.IndexFunc(r.Metrics, func(m result.Metric) bool { return m.Name == how.metric }); i >= 0 {
				st.rows = append(st.rows, []cell{{text: how.name}, value(r.Metrics[i]), interval(r.Metrics[i])})
			}
		}
		ct := table{caption: "Each class", columns: []column{{name: "Class"}, {name: "Images", right: true}, {name: "By words", right: true}, {name: "95 % interval", right: true}, {name: "By neighbours", right: true}}}
		for _, c := range r.NamedClasses() {
			neighbours := "–"
			if c.Neighbours != nil {
				neighbours = percent(*c.Neighbours)
			}
			ct.rows = append(ct.rows, []cell{{text: c.Label}, {text: count(c.N)}, {text: percent(c.Value)}, interval(result.Metric{Value: c.Value, Low: c.Low, High: c.High}), {text: neighbours}})
		}
		s.show(join(st.display(), ct.display()))
	})
}

// withWords calls f with the saved result that the suite's first model that reads texts has on a data set.
func withWords(dataset string, f func(*session, result.Record)) {
	step(func(_ context.Context, s *session) error {
		model, err := s.suite.Reader()
		if err != nil {
			return err
		}
		r, err := result.Read(result.Path(s.dir(), model, dataset))
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("there is no result of %s on %s in %s: run the notebook of its family, %s, first", model, dataset, s.dir(), s.suite.Family(model))
		}
		if err == nil && r.ZeroShot == nil {
			err = fmt.Errorf("the result of %s on %s has no answers by words: the data set is no classification, or the result is older than its text model; run the notebook of the family %s again", model, dataset, r.Family)
		}
		if err != nil {
			return err
		}
		f(s, r)
		return nil
	})
}
