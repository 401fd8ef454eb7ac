package chart

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

func sampleLines() Lines {
	return Lines{
		ID: "shots", Title: "Few-shot accuracy on " + hostile, XAxis: "images per class", YAxis: "right",
		Ticks: []Tick{{0, "1"}, {0.5, "3"}, {1, "10"}},
		Lines: []Line{
			{Name: "CLIP & co", Series: 0, Points: []Point{{0, 0.4, 0.35, 0.45, "1 per class: 40.0 % ± 5.0"}, {1, 0.9, 0.9, 0.9, "10 per class: 90.0 % ± 0.0"}}},
			{Name: hostile, Series: 1, Points: []Point{{0.5, 0.1, 0, 0, "3 per class: 10.0 %"}}},
			{Name: "the same family", Series: 1, Points: []Point{{0, 0, 0, 0, "1 per class: 0.0 %"}, {0.5, 1, 0, 0, "3 per class: 100.0 %"}}},
		},
	}
}

func sampleSteps() Lines {
	return Lines{
		ID: "similar", Title: "Similarity", XAxis: "similarity", YAxis: "of neighbours", Top: 0.25, Steps: true,
		Ticks: []Tick{{-0.5, "-0.5"}, {0, "0"}, {0.5, "0.5"}},
		Lines: []Line{
			{Name: "right", Series: 2, Points: []Point{{X: 0.1, Y: 0.2}, {X: 0.2, Y: 0.25}, {X: 0.3}}},
			{Name: "wrong", Series: 2, Points: []Point{{X: -0.3, Y: 0.1}, {X: -0.2}}},
		},
	}
}

func TestLinesGolden(t *testing.T) {
	for name, c := range map[string]Lines{"lines": sampleLines(), "steps": sampleSteps()} {
		svg, err := c.SVG()
		if err != nil {
			t.Fatal(err)
		}
		golden.Check(t, "testdata/"+name+".svg", []byte(svg))
		option, err := c.Option()
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
		golden.Check(t, "testdata/"+name+".json", append(text, '\n'))
	}
}

func TestLinesEscaped(t *testing.T) {
	svg, err := sampleLines().SVG()
	if err != nil {
		t.Fatal(err)
	}
	for decoder := xml.NewDecoder(strings.NewReader(string(svg))); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the SVG is not well formed: %v", err)
		}
		if element, ok := token.(xml.StartElement); ok && (element.Name.Local == "img" || element.Name.Local == "script") {
			t.Errorf("a name became the element %s", element.Name.Local)
		}
	}
	option, err := sampleLines().Option()
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(option), "<>&") {
		t.Error("the option holds <, > or & and could end its script element")
	}
}

func TestLinesValidate(t *testing.T) {
	for name, change := range map[string]func(*Lines){
		"id":              func(c *Lines) { c.ID = `a"b` },
		"no axis":         func(c *Lines) { c.Ticks = nil },
		"one tick":        func(c *Lines) { c.Ticks = c.Ticks[:1] },
		"ticks descend":   func(c *Lines) { c.Ticks[1].At = 2 },
		"left of axis":    func(c *Lines) { c.Lines[0].Points[0].X = -0.1 },
		"above the top":   func(c *Lines) { c.Top = 0.5 },
		"band upside":     func(c *Lines) { c.Lines[0].Points[0].Low = 0.5 },
		"a share that is": func(c *Lines) { c.Lines[0].Points[0].Y = -0.1 },
	} {
		c := sampleLines()
		change(&c)
		if _, err := c.SVG(); err == nil {
			t.Errorf("%s: SVG took it", name)
		}
		if _, err := c.Option(); err == nil {
			t.Errorf("%s: Option took it", name)
		}
	}
}

func TestLevels(t *testing.T) {
	for top, want := range map[float64][]float64{
		1: {0, 0.2, 0.4, 0.6, 0.8, 1}, 0.25: {0, 0.05, 0.1, 0.15, 0.2, 0.25}, 0.08: {0, 0.02, 0.04, 0.06, 0.08}, 0.2: {0, 0.05, 0.1, 0.15, 0.2}, 0.5: {0, 0.1, 0.2, 0.3, 0.4, 0.5},
	} {
		got := Lines{Top: top}.levels()
		for i := range got {
			got[i] = round(got[i])
		}
		if !slices.Equal(got, want) {
			t.Errorf("up to %v: %v, want %v", top, got, want)
		}
	}
}

func TestDashes(t *testing.T) {
	c := sampleLines()
	if got := []string{c.dash(0), c.dash(1), c.dash(2)}; !slices.Equal(got, []string{"", "", "7 4"}) {
		t.Errorf("got %q: lines of one series have to differ", got)
	}
}
