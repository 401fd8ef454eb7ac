package train

import (
	"math"
	"math/rand/v2"
)

// crop chooses a window that shows between least and most of the area of a picture of size pixels, its sides
// in a ratio between 3:4 and 4:3.
func crop(r *rand.Rand, size int, least, most float64) window {
	full := float64(size)
	area := full * full * (least + (most-least)*r.Float64())
	ratio := math.Exp((2*r.Float64() - 1) * math.Log(4.0/3))
	w := window{width: min(full, math.Sqrt(area*ratio)), height: min(full, math.Sqrt(area/ratio))}
	w.x, w.y = r.Float64()*(full-w.width), r.Float64()*(full-w.height)
	return w
}

// How far DINO changes the colours of a view.
const (
	brightness, contrast, saturation = 0.4, 0.4, 0.2
	hueTurn                          = 0.1 // of a whole turn
)

// jitter changes brightness, contrast, saturation and hue of a view.
func jitter(r *rand.Rand, view []float32) {
	factor := func(strength float64) float64 { return 1 + strength*(2*r.Float64()-1) }
	recolour(view, factor(brightness), factor(contrast), colourMap(factor(saturation), hueTurn*(2*r.Float64()-1)))
}

// grey takes the colour out of a view.
func grey(view []float32) { recolour(view, 1, 1, colourMap(0, 0)) }

// recolour changes the colours of a view by one affine map: m, then contrast about the view's mean, then brightness.
func recolour(view []float32, bright, sharp float64, m [3][3]float32) {
	for i := range m {
		for k := range m[i] {
			m[i][k] *= float32(bright * sharp)
		}
	}
	var mean float64
	for _, x := range view {
		mean += float64(x)
	}
	offset := float32((1 - sharp) * bright * mean / float64(len(view)))
	for i := 0; i < len(view); i += 3 {
		a, b, c := view[i], view[i+1], view[i+2]
		for k := range 3 {
			view[i+k] = min(max(m[k][0]*a+m[k][1]*b+m[k][2]*c+offset, 0), 255)
		}
	}
}

// colourMap multiplies the distance from grey by strong and turns the hue: a rotation about the axis of the
// greys (Rodrigues' formula), after which a part of the mean is put back.
func colourMap(strong, turn float64) (m [3][3]float32) {
	sin, cos := math.Sincos(2 * math.Pi * turn)
	for i := range 3 {
		for k := range 3 {
			x := (1 - cos) / 3
			switch (k - i + 3) % 3 {
			case 0:
				x += cos
			case 1:
				x -= sin / math.Sqrt(3)
			case 2:
				x += sin / math.Sqrt(3)
			}
			m[i][k] = float32(strong*x + (1-strong)/3)
		}
	}
	return m
}

// blur smooths a view of size pixels with a Gaussian of 0.3 to 1.2 pixels.
func blur(r *rand.Rand, view []float32, size int) {
	sigma := 0.3 + 0.9*r.Float64()
	near, far := math.Exp(-0.5/(sigma*sigma)), math.Exp(-2/(sigma*sigma))
	sum := 1 + 2*near + 2*far
	f := [3]float32{float32(1 / sum), float32(near / sum), float32(far / sum)}
	smooth(view, size, 3*size, 3, f)
	smooth(view, size, 3, 3*size, f)
}

// smooth filters size lines that begin lines values apart and have size pixels step values apart. At its ends a
// line goes on with its last pixel.
func smooth(view []float32, size, lines, step int, f [3]float32) {
	line := make([]float32, 3*size)
	for l := range size {
		for c := range 3 {
			begin := l*lines + c
			for i := range size {
				line[i] = view[begin+i*step]
			}
			for i := range size {
				a, b := line[max(i-1, 0)], line[min(i+1, size-1)]
				view[begin+i*step] = f[0]*line[i] + f[1]*(a+b) + f[2]*(line[max(i-2, 0)]+line[min(i+2, size-1)])
			}
		}
	}
}
