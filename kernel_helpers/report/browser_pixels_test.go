package report

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"github.com/chromedp/chromedp"
)

// Least of what a drawing has to show: pixels that are not its background, and those that have a colour.
const (
	leastInk    = 300
	leastColour = 40
)

// drawing is a chart or a map as it lies on the page.
type drawing struct {
	Name                string
	X, Y, Width, Height float64
}

// checkPixels looks at every chart and map as it is painted: none may be blank or without a coloured mark. A
// chart whose marks are taken away has to be found, else the look itself is no good.
func (b *tab) checkPixels() {
	b.Helper()
	drawings := b.drawings()
	if len(drawings) == 0 {
		b.Fatal("no drawing is visible")
	}
	for _, d := range drawings {
		if complaint := b.blank(d); complaint != "" {
			b.Error(complaint)
		}
	}
	first := drawings[0]
	b.run(chromedp.Evaluate(`visibleDrawings()[0].querySelectorAll("path, line, circle, polyline, rect, use").forEach(e => e.style.visibility = "hidden")`, nil))
	if b.blank(first) == "" {
		b.Errorf("%s without its marks does not look blank", first.Name)
	}
	b.run(chromedp.Evaluate(`visibleDrawings()[0].querySelectorAll("path, line, circle, polyline, rect, use").forEach(e => e.style.visibility = "")`, nil))
}

// drawings lists what is visible, in the order of the page.
func (b *tab) drawings() []drawing {
	b.Helper()
	var out []drawing
	b.run(chromedp.Evaluate(`
		window.visibleDrawings = () => [...document.querySelectorAll(".chart-live svg, .vfm-chart, .vfm-map")].filter(e => e.getBoundingClientRect().height);
		scrollTo(0, 0);
		visibleDrawings().map(e => {
			const r = e.getBoundingClientRect(), box = e.closest("[data-chart]");
			return { Name: box ? box.dataset.chart : e.id, X: r.x + scrollX, Y: r.y + scrollY, Width: r.width, Height: r.height };
		})`, &out))
	return out
}

// blank says why a drawing counts as blank, or nothing.
func (b *tab) blank(d drawing) string {
	b.Helper()
	var left, top float64
	var data []byte
	b.run(chromedp.Evaluate(fmt.Sprintf(`scrollTo({ top: %f, behavior: "instant" })`, d.Y-20), nil),
		chromedp.Evaluate(`scrollY`, &top), chromedp.Evaluate(`scrollX`, &left), chromedp.CaptureScreenshot(&data))
	window, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		b.Fatal(err)
	}
	frame := image.Rect(int(d.X-left), int(d.Y-top), int(d.X-left+d.Width), int(d.Y-top+d.Height))
	ink, colour := painted(window, frame.Intersect(window.Bounds()))
	switch {
	case ink < leastInk:
		return d.Name + " is blank"
	case colour < leastColour:
		return d.Name + " has no coloured marks"
	}
	return ""
}

// painted counts the pixels in a frame that differ from those in its corner, and those of them that are far from
// grey.
func painted(picture image.Image, b image.Rectangle) (ink, colour int) {
	r0, g0, b0, _ := picture.At(b.Min.X+2, b.Max.Y-3).RGBA()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			red, green, blue, _ := picture.At(x, y).RGBA()
			if red == r0 && green == g0 && blue == b0 {
				continue
			}
			ink++
			if max(red, green, blue)-min(red, green, blue) > 0x3000 {
				colour++
			}
		}
	}
	return ink, colour
}
