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

// drawing is a chart or a map as it lies in the window.
type drawing struct {
	Name                string
	X, Y, Width, Height float64
}

// checkPixels looks at every chart and map as it is painted: none may be blank or without a coloured mark. A
// chart whose marks are taken away has to be found, else the look itself is no good.
func (b *tab) checkPixels() {
	b.Helper()
	var count int
	b.run(chromedp.Evaluate(`
		window.visibleDrawings = () => [...document.querySelectorAll(".chart-live svg, .vfm-chart, .vfm-map")].filter(e => e.getBoundingClientRect().height);
		visibleDrawings().length`, &count))
	if count == 0 {
		b.Fatal("no drawing is visible")
	}
	for i := range count {
		if complaint := b.blank(i); complaint != "" {
			b.Error(complaint)
		}
	}
	b.run(chromedp.Evaluate(`visibleDrawings()[0].querySelectorAll("path, line, circle, polyline, rect, use").forEach(e => e.style.visibility = "hidden")`, nil))
	if b.blank(0) == "" {
		b.Error("the first drawing without its marks does not look blank")
	}
	b.run(chromedp.Evaluate(`visibleDrawings()[0].querySelectorAll("path, line, circle, polyline, rect, use").forEach(e => e.style.visibility = "")`, nil))
}

// blank says why a visible drawing counts as blank, or nothing.
func (b *tab) blank(i int) string {
	b.Helper()
	var d drawing
	var data []byte
	b.run(chromedp.Evaluate(fmt.Sprintf(`scrollTo({ top: visibleDrawings()[%d].getBoundingClientRect().y + scrollY - 20, behavior: "instant" })`, i), nil),
		painting(),
		chromedp.Evaluate(fmt.Sprintf(`(function () {
			const e = visibleDrawings()[%d], r = e.getBoundingClientRect(), box = e.closest("[data-chart]");
			return { Name: box ? box.dataset.chart : e.id, X: r.x, Y: r.y, Width: r.width, Height: r.height };
		})()`, i), &d), chromedp.CaptureScreenshot(&data))
	window, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		b.Fatal(err)
	}
	frame := image.Rect(int(d.X), int(d.Y), int(d.X+d.Width), int(d.Y+d.Height))
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
