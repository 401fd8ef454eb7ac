package chart

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

const hostile = `</script><img src=x onerror=alert(1)>`

func sample() Interval {
	return Interval{
		ID: "birds", Title: "knn-1 on " + hostile, Axis: "knn-1, %",
		Rows: []string{"MobileNetV2", hostile, "שם ארוך"},
		Series: []Series{
			{Name: "CLIP"}, // no marks, but its colour and shape stay its own
			{Name: "ImageNet & co", Marks: []Mark{
				{Row: 0, Value: 0.71, Low: 0.66, High: 0.75, Strong: true},
				{Row: 1, Value: 0.95, Low: 0.91, High: 1},
			}},
			{Name: "<Own> " + strings.Repeat("long ", 30), Marks: []Mark{{Row: 0}, {Row: 2, Value: 0.1625, Low: 0.1, High: 0.2}}},
		},
	}
}

func TestGolden(t *testing.T) {
	svg, err := sample().SVG()
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/interval.svg", []byte(svg))
	option, err := sample().Option()
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
	golden.Check(t, "testdata/interval.json", append(text, '\n'))
}

// TestEscaped wants names to stay text in both forms.
func TestEscaped(t *testing.T) {
	svg, err := sample().SVG()
	if err != nil {
		t.Fatal(err)
	}
	decoder, labels := xml.NewDecoder(strings.NewReader(string(svg))), 0
	for {
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
		if text, ok := token.(xml.CharData); ok && string(text) == hostile {
			labels++
		}
	}
	if labels != 1 {
		t.Errorf("the label is there %d times, want once", labels)
	}
	option, err := sample().Option()
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(option), "<>&") {
		t.Error("the option holds <, > or & and could end its script element")
	}
}

// TestSameText wants the values of both forms to be written alike, 16.25 % too.
func TestSameText(t *testing.T) {
	svg, _ := sample().SVG()
	option, _ := sample().Option()
	for _, value := range []string{"71.0", "95.0", "0.0", "16.2"} {
		if !strings.Contains(string(svg), ">"+value+"<") || !strings.Contains(string(option), `"`+value+`"`) {
			t.Errorf("the value %s is not in both forms", value)
		}
	}
}

func TestValidate(t *testing.T) {
	for name, change := range map[string]func(*Interval){
		"id":                    func(c *Interval) { c.ID = `a"b` },
		"empty id":              func(c *Interval) { c.ID = "" },
		"row":                   func(c *Interval) { c.Series[1].Marks[0].Row = 3 },
		"value outside":         func(c *Interval) { c.Series[1].Marks[0].Value = 1.1 },
		"interval upside down":  func(c *Interval) { c.Series[1].Marks[0].Low = 0.8 },
		"interval outside of 1": func(c *Interval) { c.Series[1].Marks[0].High = 1.01 },
	} {
		c := sample()
		change(&c)
		if _, err := c.SVG(); err == nil {
			t.Errorf("%s: SVG took it", name)
		}
		if _, err := c.Option(); err == nil {
			t.Errorf("%s: Option took it", name)
		}
	}
}

func TestLooks(t *testing.T) {
	seen := map[look]bool{}
	for i := range 30 {
		seen[seriesLook(i)] = true
	}
	if len(seen) != 30 {
		t.Errorf("30 series have %d looks", len(seen))
	}
}

func TestReadECharts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "echarts.min.js")
	if _, err := ReadECharts(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: got %v", err)
	}
	if err := os.WriteFile(path, []byte("alert(1)"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadECharts(path); err == nil || !strings.Contains(err.Error(), EChartsSHA256) {
		t.Errorf("another script: got %v, want both digests", err)
	}
}

func TestNamesHideNothing(t *testing.T) {
	c := sample()
	c.Title, c.Axis, c.Rows[0], c.Series[1].Name = "a\x1b", "b\u202e", "c\u009b", "d\u2066"
	svg, err := c.SVG()
	if err != nil {
		t.Fatal(err)
	}
	option, err := c.Option()
	if err != nil {
		t.Fatal(err)
	}
	for form, text := range map[string]string{"SVG": string(svg), "option": string(option)} {
		if strings.ContainsAny(text, "\x1b\u202e\u009b\u2066") {
			t.Errorf("the %s hides something in a name", form)
		}
	}
	if c.Rows[0] != "c\u009b" {
		t.Error("drawing changed the chart")
	}
}
