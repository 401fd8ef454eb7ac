package report

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// TestMeanScore adds up by hand: distances of 0.1 and 0.1 below, 0.3 and 0.4 above, over two data sets.
func TestMeanScore(t *testing.T) {
	got := meanScore([]result.Metric{{Value: 0.5, Low: 0.4, High: 0.8}, {Value: 0.3, Low: 0.2, High: 0.7}})
	want := result.Metric{Name: "mean", Value: 0.4, Low: 0.4 - math.Sqrt(0.02)/2, High: 0.65}
	if math.Abs(got.Value-want.Value)+math.Abs(got.Low-want.Low)+math.Abs(got.High-want.High) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestCoverageOfMeanScore simulates models on five data sets, large and small, easy and hard.
func TestCoverageOfMeanScore(t *testing.T) {
	shares, queries := []float64{0.35, 0.6, 0.8, 0.9, 0.97}, []int{30, 50, 80, 200, 400}
	r := rand.New(rand.NewPCG(8, 9))
	truth, held := 0.0, 0
	for _, p := range shares {
		truth += p / float64(len(shares))
	}
	const experiments = 4000
	for range experiments {
		var scores []result.Metric
		for i, p := range shares {
			right := 0
			for range queries[i] {
				if r.Float64() < p {
					right++
				}
			}
			interval := metric.Wilson(right, queries[i])
			scores = append(scores, result.Metric{Value: float64(right) / float64(queries[i]), Low: interval.Low, High: interval.High})
		}
		if m := meanScore(scores); m.Low <= truth && truth <= m.High {
			held++
		}
	}
	if got := float64(held) / experiments; got < 0.93 || got > 0.97 {
		t.Errorf("the interval holds the truth in %.1f %% of the experiments, want about 95", 100*got)
	}
}

func TestParameters(t *testing.T) {
	for words, want := range map[string]float64{"3.5M": 3.5e6, "0.47M": 4.7e5, "847 M": 8.47e8, "1.2B": 1.2e9, "12k": 12e3, "none": 0, "": 0, "about 3M": 0} {
		if got := parameters(words); math.Abs(got-want) > 1e-6 {
			t.Errorf("%q says %v, want %v", words, got, want)
		}
	}
}

// TestFronts has a model that is slower and worse than another, one equal to another, and one without a score.
func TestFronts(t *testing.T) {
	score := func(v float64) *result.Metric { return &result.Metric{Value: v} }
	models := []costModel{
		{Title: "best", Mean: score(0.9), Rate: 10, Count: 3e8}, {Title: "middle", Mean: score(0.8), Rate: 50, Count: 9e7}, {Title: "its equal", Mean: score(0.8), Rate: 50, Count: 8e7},
		{Title: "beaten", Mean: score(0.7), Rate: 40, Count: 7e7}, {Title: "fastest", Mean: score(0.1), Rate: 900}, {Title: "no score", Rate: 9000, Count: 1},
	}
	markFronts(models)
	var fast, small []string
	for _, m := range models {
		if m.Fast {
			fast = append(fast, m.Title)
		}
		if m.Small {
			small = append(small, m.Title)
		}
	}
	if got, want := strings.Join(fast, ", "), "best, middle, its equal, fastest"; got != want {
		t.Errorf("on the front of speed: %s, want %s", got, want)
	}
	if got, want := strings.Join(small, ", "), "best, its equal, beaten"; got != want {
		t.Errorf("on the front of size: %s, want %s", got, want)
	}
}

func TestDecades(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{{12, 85, "10 20 50 100"}, {10, 10, "10 20"}, {0.7, 3, "0.5 1 2 5"}, {4.7e5, 6.32e8, "100k 1M 10M 100M 1B"}, {1, 3e4, "1 10 100 1000 10k 100k"}} {
		var got []string
		for _, tick := range decades(c.low, c.high) {
			got = append(got, tick.Text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v to %v: %v, want %s", c.low, c.high, got, c.want)
		}
	}
}

// TestCostOnPage has results of two engines and a model without one of its results.
func TestCostOnPage(t *testing.T) {
	f := newFixture(t)
	f.results()
	f.result("net-b", "shapes", 9, func(r *result.Record) {
		r.Cost.EmbedSeconds, r.Cost.Parameters, r.Provenance.Engine = 0.5, "0.6M", "gomlx xla:cpu"
	})
	f.check(os.Remove(result.Path(filepath.Join(f.Out, "results"), "net-a", "twins")))
	cost := whyOf(strings.ReplaceAll(strings.ReplaceAll(f.page(), `<h2 id="cost-title">`, `<h3 id="cost-why">`), `<section id="warnings"`, "<h3>"))
	for _, want := range []string{
		"Costs were measured with more than one engine (onnxruntime 1.24.1 cpu and gomlx xla:cpu), so speeds and memory do not compare.",
		"Without a mean score, for want of a result on a data set: Net A.",
		"CLIP <A> CLIP | 75.0 % 67.9 to 82.1 | 19 | 2.50 | 300 MiB | 1.2M | 14 MiB | – |",
		"Net A ImageNet | – | 19 | 1.25 | 300 MiB | 1.2M | 14 MiB | – |",
	} {
		if !strings.Contains(cost, want) {
			t.Errorf("the page does not say %q, but\n%s", want, cost)
		}
	}
}
