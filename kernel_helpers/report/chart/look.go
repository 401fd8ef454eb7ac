package chart

// look is how the marks of one series are drawn.
type look struct {
	Color string
	Shape string // SVG path around 0,0, about 12 px wide
}

// shapes are told apart without colour.
var shapes = []string{
	"M-5.5,0a5.5,5.5 0 1,0 11,0a5.5,5.5 0 1,0 -11,0z", // circle
	"M0,-7L7,0L0,7L-7,0z",                             // diamond
	"M-5,-5H5V5H-5z",                                  // square
	"M0,-6.5L6.5,5H-6.5z",                             // triangle
	"M0,6.5L6.5,-5H-6.5z",                             // triangle, point down
}

// colors have a contrast of at least 3:1 on the light and on the dark page, and are not the green, blue
// and red of the points.
var colors = []string{"#c2620a", "#8a63d2", "#0e8c8c", "#c9468a", "#7d7a1f", "#767c88"}

// seriesLook repeats after 30 series: each of the five shapes in each of the six colours.
func seriesLook(i int) look {
	return look{Color: colors[i%len(colors)], Shape: shapes[i%len(shapes)]}
}
