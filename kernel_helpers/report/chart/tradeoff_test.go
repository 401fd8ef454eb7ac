package chart

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

func sampleTradeoff() Tradeoff {
	return Tradeoff{
		ID: "speed", Title: "Mean score of " + hostile, XAxis: "images a second", YAxis: "mean score",
		Ticks: []Tick{{1, "10"}, {math.Log10(20), "20"}, {math.Log10(50), "50"}, {2, "100"}},
		Series: []Candidates{
			{Name: "CLIP", Marks: []Candidate{{"slow and good", math.Log10(12), 0.82, 0.8, 0.85, true, "82.0 % (80.0 to 85.0), 12 images/s"}, {hostile, math.Log10(11), 0.5, 0.45, 0.55, false, "50.0 %"}}},
			{Name: "DINO"},
			{Name: "ImageNet & co", Marks: []Candidate{{"fast", math.Log10(90), 0.6, 0.55, 0.66, true, "60.0 %"}}},
		},
	}
}

func TestTradeoffGolden(t *testing.T) {
	svg, err := sampleTradeoff().SVG()
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/tradeoff.svg", []byte(svg))
	option, err := sampleTradeoff().Option()
	if err != nil {
		t.Fatal(err)
	}
	var indented any
	if err := json.Unmarshal([]byte(option), &indented); err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(indented, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/tradeoff.json", append(text, '\n'))
	if strings.Contains(string(svg), "<img") || strings.ContainsAny(string(option), "<>&") {
		t.Error("a name came through as markup")
	}
}

// TestStairs wants the line to go from the better end of the plot over every mark of the front to the foot.
func TestStairs(t *testing.T) {
	c := sampleTradeoff()
	want := [][2]float64{{1, 0.82}, {math.Log10(12), 0.82}, {math.Log10(12), 0.6}, {math.Log10(90), 0.6}, {math.Log10(90), 0.4}}
	got := c.stairs()
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range want {
		if math.Abs(got[i][0]-want[i][0])+math.Abs(got[i][1]-want[i][1]) > 1e-9 {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	c.Less = true
	if got := c.stairs()[0]; got != [2]float64{2, 0.82} {
		t.Errorf("where less is better the line begins at %v", got)
	}
}

// TestTags wants no name over another, and those of the front first.
func TestTags(t *testing.T) {
	c := sampleTradeoff()
	c.Series[0].Marks = append(c.Series[0].Marks, Candidate{Name: "crowd", X: math.Log10(90), Value: 0.601, Low: 0.6, High: 0.61})
	for range 20 {
		c.Series[1].Marks = append(c.Series[1].Marks, Candidate{Name: strings.Repeat("x", 20+len(c.Series[1].Marks)), X: math.Log10(30 + float64(len(c.Series[1].Marks))), Value: 0.5, Low: 0.5, High: 0.5})
	}
	tags := c.tags()
	for _, m := range c.marks() {
		if m.Front && tags[m].Anchor == "" {
			t.Errorf("%s has no name beside it", m.Name)
		}
	}
	if len(tags) > 10 {
		t.Errorf("%d names in a crowd", len(tags))
	}
}

func TestTradeoffValidate(t *testing.T) {
	for name, change := range map[string]func(*Tradeoff){
		"id":            func(c *Tradeoff) { c.ID = `a"b` },
		"nothing":       func(c *Tradeoff) { c.Series = nil },
		"no axis":       func(c *Tradeoff) { c.Ticks = nil },
		"left of axis":  func(c *Tradeoff) { c.Series[0].Marks[0].X = 0.5 },
		"interval":      func(c *Tradeoff) { c.Series[0].Marks[0].Low = 0.9 },
		"above 1":       func(c *Tradeoff) { c.Series[0].Marks[0].High = 1.1 },
		"not a number":  func(c *Tradeoff) { c.Series[0].Marks[0].X = math.NaN() },
		"without value": func(c *Tradeoff) { c.Series[0].Marks[0].Value = math.NaN() },
	} {
		c := sampleTradeoff()
		change(&c)
		if _, err := c.SVG(); err == nil {
			t.Errorf("%s: SVG took it", name)
		}
		if _, err := c.Option(); err == nil {
			t.Errorf("%s: Option took it", name)
		}
	}
}
