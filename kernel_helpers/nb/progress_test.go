package nb

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

// recorder is a screen that keeps what it is shown.
type recorder struct{ updates []display }

func (r *recorder) show(d display)   { r.updates = append(r.updates, d) }
func (r *recorder) update(d display) { r.updates = append(r.updates, d) }
func (r *recorder) flush()           {}

func newProgress(last experiment.Phase) (*progress, *recorder) {
	r := &recorder{}
	return &progress{screen: r, last: last, lines: []*progressLine{
		{model: "small", dataset: "birds", title: "Small <1>", set: "Birds"},
		{model: "small", dataset: "fruits", title: "Small <1>", set: "Fruits"},
		{model: "large", dataset: "birds", title: "Large", set: "Birds"},
	}}, r
}

func event(model, dataset string, phase experiment.Phase, done, total int) experiment.Event {
	return experiment.Event{Model: model, Dataset: dataset, Phase: phase, Done: done, Total: total}
}

func TestProgressTellsTheWholeStory(t *testing.T) {
	p, r := newProgress(experiment.PhaseEmbed)
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	working := event("small", "birds", experiment.PhaseEmbed, 300, 1100)
	working.Rate, working.Left = 123.4, 65*time.Second
	finished := event("small", "birds", experiment.PhaseEmbed, 1100, 1100)
	finished.Rate = 130
	cached := event("small", "fruits", experiment.PhaseEmbed, 660, 660)
	cached.Cached = true
	for i, e := range []experiment.Event{
		{Dataset: "birds", Phase: experiment.PhaseRead, Done: 12, Total: 1100},
		event("small", "", experiment.PhaseLoad, 0, 0),
		working,
		finished,
		cached,
		event("large", "birds", experiment.PhaseWait, 0, 0),
	} {
		p.handle(e, at.Add(time.Duration(i)*10*time.Second))
	}
	p.finish(at.Add(time.Hour))

	var text, html strings.Builder
	for i, d := range r.updates {
		fmt.Fprintf(&text, "--- %d\n%s", i, d.text)
	}
	html.WriteString(string(r.updates[2].html))
	golden.Check(t, "testdata/progress.txt", []byte(text.String()))
	golden.Check(t, "testdata/progress.html", []byte(html.String()))
}

func TestProgressIsThrottled(t *testing.T) {
	p, r := newProgress(experiment.PhaseEmbed)
	at := time.Unix(1e9, 0)
	for i := range 1001 { // one event a millisecond, for a second
		p.handle(event("small", "birds", experiment.PhaseEmbed, i, 1000), at.Add(time.Duration(i)*time.Millisecond))
	}
	if n := len(r.updates); n < 10 || n > 13 {
		t.Errorf("%d updates in a second, want about 10 and one each for start and end", n)
	}
	if last := r.updates[len(r.updates)-1].text; !strings.Contains(last, "done in 1.0 s") {
		t.Errorf("the end was not shown:\n%s", last)
	}
}

func TestScoringLinesEndWhenSaved(t *testing.T) {
	p, r := newProgress(experiment.PhaseSaved)
	at := time.Unix(1e9, 0)
	p.handle(event("small", "birds", experiment.PhaseEmbed, 10, 10), at)
	p.handle(event("small", "birds", experiment.PhaseSearch, 0, 0), at.Add(time.Second))
	if last := r.updates[len(r.updates)-1].text; !strings.Contains(last, "searching neighbours") {
		t.Errorf("the search is not shown:\n%s", last)
	}
	p.handle(event("small", "birds", experiment.PhaseSaved, 0, 0), at.Add(2*time.Second))
	if last := r.updates[len(r.updates)-1].text; !strings.Contains(last, "100 %     saved") {
		t.Errorf("the line did not end:\n%s", last)
	}
}

func TestDownloadsAreNoted(t *testing.T) {
	for want, e := range map[string]experiment.Event{
		"Fetching m":                   {Model: "m", Phase: experiment.PhaseFetch},
		"Fetching d: 1.0 MB of 2.0 MB": {Dataset: "d", Phase: experiment.PhaseFetch, Done: 1e6, Total: 2e6},
	} {
		if got := note(e); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
