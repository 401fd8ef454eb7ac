package xray

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// draw exposes the film: the density of the body at the middle of each pixel, through the film's curve. All
// edges are softer than a pixel, so nothing is jagged.
func (c chest) draw(r *rand.Rand) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, Side, Side))
	for y := range Side {
		for x := range Side {
			px, py := (float64(x)+0.5)/Side*2-1, (float64(y)+0.5)/Side*2-1
			v := c.film(px, py) + c.grain*paint.Near(r, 0, math.Sqrt(6))
			g := uint8(255 * clamp01(v))
			img.SetRGBA(x, y, color.RGBA{g, g, g, 255})
		}
	}
	return img
}

// film is the brightness of the film at a point of the picture, 0 to 1.
func (c chest) film(px, py float64) float64 {
	dx, dy := (px-c.at.x)/c.scale, (py-c.at.y)/c.scale
	x, y := dx*math.Cos(c.tilt)+dy*math.Sin(c.tilt), dy*math.Cos(c.tilt)-dx*math.Sin(c.tilt)
	d := c.density(x/c.wide, y/c.tall) * c.exposure
	v := 1.25 * d / (d + 0.75) * c.gain
	return v + c.fog*(0.5+0.5*(px*math.Cos(c.fogAngle)+py*math.Sin(c.fogAngle)))
}

// density is how much of the rays the body holds back at a point of its own coordinates.
func (c chest) density(x, y float64) float64 {
	trunk := c.trunk(x, y)
	if trunk == 0 {
		return 0
	}
	lung := c.lung(x, y)
	d := c.flesh * (0.78 + 0.1*c.texture.At(x*2, y*2))
	d *= 1 - 0.76*lung
	d += c.bone * (c.rib(x, y) + c.spine(x, y) + c.collarbone(x, y))
	d += lung * 0.06 * (c.texture.At(x*9, y*9) - 0.5)
	if lung > 0 {
		for _, v := range c.vessels {
			d += lung * 0.1 * falloff(v.distance(x, y)/v.width)
		}
	}
	for _, b := range c.finding {
		d += b.density(x, y) * (0.3 + 0.7*lung)
	}
	for _, l := range c.leads {
		d += 0.9 * edge(0.045-math.Hypot(x-l.x, y-l.y), 0.015)
		wire := stroke{l, point{l.x * 1.6, l.y - 1}, 0.03}
		d += 0.35 * falloff(wire.distance(x, y)/wire.width)
	}
	return d * trunk
}

// trunk is 1 inside the body: neck, shoulders, sides.
func (c chest) trunk(x, y float64) float64 {
	side := 0.93 - 0.06*y*y
	neck := 0.2 + 0.76*ramp((y+1.1)/0.5)
	return edge(min(side, neck)-math.Abs(x), 0.05)
}

// lung is 1 where a lung is clear, 0 outside the lungs, behind the heart and below the diaphragm.
func (c chest) lung(x, y float64) float64 {
	side := 0
	if x > 0 {
		side = 1
	}
	floor := c.domes[side] - 0.06 + 0.9*(math.Abs(x)-0.38)*(math.Abs(x)-0.38)
	in := edge(floor-y, 0.035) * edge(math.Abs(x)-0.1, 0.05)
	if in == 0 {
		return 0
	}
	in *= edge(c.sides[side].inside(x, y), 0.16)
	return in * (1 - 0.92*edge(c.heart.inside(x, y), 0.2))
}

// rib is the density of all ribs: a band that falls from the spine to the side, and fainter bands in
// front of it that run the other way.
func (c chest) rib(x, y float64) float64 {
	ax := math.Abs(x)
	if ax < 0.05 || ax > 0.86 {
		return 0
	}
	sum := 0.0
	for i := range c.ribs {
		back := c.first + float64(i)*c.step + c.slope*ax + c.bow*ax*ax*(0.5+0.12*float64(i))
		sum += 0.17 * edge(0.038-math.Abs(y-back), 0.03)
		if i > 1 && ax > 0.3 {
			front := c.first + (float64(i)+0.6)*c.step + 0.55 - 0.62*ax
			sum += 0.07 * edge(0.038-math.Abs(y-front), 0.035)
		}
	}
	return sum * ramp((0.86-ax)/0.06)
}

// spine is a column of vertebrae.
func (c chest) spine(x, y float64) float64 {
	body := edge(0.085-math.Abs(x), 0.04)
	return body * (0.24 + 0.1*math.Sin(y*6.28/0.17))
}

// collarbone is a rod from the breastbone to each shoulder.
func (c chest) collarbone(x, y float64) float64 {
	s := stroke{point{0.1, -0.64}, point{0.72, -0.76 - 0.2*c.slope}, 0.035}
	return 0.26 * edge(s.width-s.distance(math.Abs(x), y), 0.025)
}

// blob is a spot of density: sharp = with an edge, else fading from its middle.
type blob struct {
	point
	r, dense float64
	sharp    bool
}

func (b blob) density(x, y float64) float64 {
	d := math.Hypot(x-b.x, y-b.y)
	if b.sharp {
		return b.dense * edge(b.r-d, 0.05)
	}
	return b.dense * falloff(d/b.r)
}
