package chart

import (
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// Scatter is a map: points in the plane, one scale for both axes, each group of points in a colour of its
// own. It is drawn as SVG only; MapScript makes its pictures appear.
type Scatter struct {
	ID     string // as in Interval, as is Title
	Title  string
	Groups []Group
}

// Group is points of one label.
type Group struct {
	Color  int // see GroupLook; equal in all maps that are to be compared
	Points [][2]float64
}

// MapScript shows the picture of the point under the pointer, and rings it in all maps of a box. It needs no
// library. The maps are in an element
//
//	<div data-map="ID" tabindex="0"> figures with the SVGs </div>
//	<script type="application/json" id="ID-option"> a Hover </script>
//
//go:embed map.js
var MapScript string

// Hover is what MapScript shows.
type Hover struct {
	Sheet string               `json:"sheet"` // id of the image that holds the pictures
	Side  int                  `json:"side"`  // of a picture
	Items []HoverItem          `json:"items"`
	Maps  map[string][]Placing `json:"maps"` // by id of the map, for each item
}

// HoverItem is a point with a picture at X, Y of the sheet.
type HoverItem struct {
	Text string `json:"text"`
	X    int    `json:"x"`
	Y    int    `json:"y"`
}

// Placing is where a point is in the drawing, as Scatter.Place says.
type Placing [2]float64

// Size of the drawing, and what stays free around the points.
const (
	mapWidth  = 480
	mapHeight = 360
	mapMargin = 10
)

//go:embed scatter.svg
var scatterSource string

var scatterTemplate = template.Must(template.New("scatter.svg").Parse(scatterSource))

// Validate says what cannot be drawn.
func (c Scatter) Validate() error {
	if !validID.MatchString(c.ID) {
		return fmt.Errorf("chart id %q: want a letter, then letters, digits and hyphens", c.ID)
	}
	for i, g := range c.Groups {
		for _, p := range g.Points {
			if sum := p[0] + p[1]; math.IsNaN(sum) || math.IsInf(sum, 0) {
				return fmt.Errorf("chart %s, group %d: a point at %v, %v", c.ID, i, p[0], p[1])
			}
		}
	}
	return nil
}

// SVG draws the map.
func (c Scatter) SVG() (template.HTML, error) {
	if err := c.Validate(); err != nil {
		return "", err
	}
	type group struct{ Color, Cap, Path string }
	place := c.Placer()
	var groups []group
	for _, g := range c.Groups {
		var path strings.Builder
		for _, p := range g.Points {
			at := place(p)
			fmt.Fprintf(&path, "M%g,%gh0", at[0], at[1])
		}
		color, end := GroupLook(g.Color)
		groups = append(groups, group{color, end, path.String()})
	}
	var b strings.Builder
	err := scatterTemplate.Execute(&b, map[string]any{
		"ID": c.ID, "Title": visible.Text(c.Title), "Width": mapWidth, "Height": mapHeight, "Groups": groups,
	})
	if err != nil {
		return "", fmt.Errorf("drawing chart %s: %w", c.ID, err)
	}
	return template.HTML(b.String()), nil
}

// Placer returns where a point is in the drawing, to a tenth of a unit. The points fill it in one direction.
func (c Scatter) Placer() func(point [2]float64) Placing {
	low, high := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, g := range c.Groups {
		for _, p := range g.Points {
			for axis, v := range p {
				low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
			}
		}
	}
	scale := math.Inf(1)
	for axis, room := range []float64{mapWidth - 2*mapMargin, mapHeight - 2*mapMargin} {
		if extent := high[axis] - low[axis]; extent > 0 {
			scale = min(scale, room/extent)
		}
	}
	if math.IsInf(scale, 1) { // all points are equal
		scale = 0
	}
	tenth := func(v float64) float64 { return math.Round(10*v) / 10 }
	return func(p [2]float64) Placing {
		return Placing{
			tenth(mapWidth/2 + scale*(p[0]-(low[0]+high[0])/2)),
			tenth(mapHeight/2 - scale*(p[1]-(low[1]+high[1])/2)),
		}
	}
}

// GroupLook is the colour of group i and the end of its strokes, which makes its points round or square.
// Neighbouring numbers are far apart in hue (the golden angle); all colours have about the same lightness in
// OKLab (Ottosson 2020), with a contrast of at least 3:1 on the light and on the dark page.
func GroupLook(i int) (color, lineCap string) {
	const lightness, chroma, goldenAngle = 0.6, 0.13, 2.399963229728653
	hue := 0.7 + goldenAngle*float64(i)
	a, b := chroma*math.Cos(hue), chroma*math.Sin(hue)
	cube := func(v float64) float64 { return v * v * v }
	l := cube(lightness + 0.3963377774*a + 0.2158037573*b)
	m := cube(lightness - 0.1055613458*a - 0.0638541728*b)
	s := cube(lightness - 0.0894841775*a - 1.2914855480*b)
	channel := func(linear float64) uint8 {
		linear = min(max(linear, 0), 1)
		v := 12.92 * linear
		if linear > 0.0031308 {
			v = 1.055*math.Pow(linear, 1/2.4) - 0.055
		}
		return uint8(math.Round(255 * v))
	}
	color = fmt.Sprintf("#%02x%02x%02x",
		channel(4.0767416621*l-3.3077115913*m+0.2309699292*s),
		channel(-1.2684380046*l+2.6097574011*m-0.3413193965*s),
		channel(-0.0041960863*l-0.7034186147*m+1.7076147010*s))
	return color, [2]string{"round", "square"}[i%2]
}
