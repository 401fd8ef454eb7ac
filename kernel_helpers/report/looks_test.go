package report

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/probe"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// probes stores what became of a model's queries: right of twelve as they are, and after every change right-lost; it
// follows the printed word in follow of them, and the object in object.
func (f *fixture) probes(model, name string, right, lost, follow, object int) {
	f.Helper()
	dir := filepath.Join(f.Out, "results")
	r, err := result.Read(result.Path(dir, model, name))
	f.check(err)
	set := f.open(name)
	outcomes := func(n int) []float64 {
		all := make([]float64, r.N)
		for i := range n {
			all[i] = 1
		}
		return all
	}
	ones := func(n int) []int {
		all := make([]int, r.N)
		for i := range n {
			all[i] = 1
		}
		return all
	}
	score := func(n int) result.Score {
		w := metric.Wilson(n, r.N)
		return result.Score{Value: float64(n) / float64(r.N), Low: w.Low, High: w.High}
	}
	p := result.Probes{Model: model, Dataset: name, Task: r.Task, Metric: r.Headline, Key: r.Provenance.Key, Truth: r.Provenance.Truth,
		N: r.N, Asked: set.Queries(), Plain: score(right), Outcomes: outcomes(right)}
	for _, kind := range probe.Probes() {
		for _, s := range kind.Strengths {
			t := result.Trial{Probe: kind.Name, Strength: s, Score: score(right - lost), Outcomes: outcomes(right - lost),
				Change: result.Difference{Value: -float64(lost) / float64(r.N), Low: -0.9, High: 0.1, P: 0.04, Adjusted: 0.8}}
			switch kind.Name {
			case probe.WrongWord:
				t.Follows = ones(follow)
			case probe.NonsenseWord:
				t.Follows = ones(0)
			case probe.Background:
				t.Object = ones(object)
			}
			p.Trials = append(p.Trials, t)
		}
	}
	f.check(result.WriteProbes(dir, p))
}

// TestLooksOnPage keeps what the page says of changed queries, of a model that was not probed among them.
func TestLooksOnPage(t *testing.T) {
	f := newFixture(t)
	f.results()
	f.probes("clip-a", "shapes", 10, 4, 10, 12)
	f.probes("net-a", "shapes", 9, 1, 0, 1)
	f.probes("clip-a", "twins", 8, 2, 0, 11)
	page := f.page()
	section := regexp.MustCompile(`(?s)<section id="looks".*?</section>`).FindString(page)
	if n := strings.Count(section, `data-chart="probe-`); n != 8 {
		t.Errorf("there are %d curves, want one for each probe of several strengths, 8", n)
	}
	if !strings.Contains(page, `href="#looks"`) {
		t.Error("the contents do not name the section")
	}
	f.golden("looks.txt", spoken(section))
}
