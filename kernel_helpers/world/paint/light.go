package paint

import (
	"image"
	"math"
	"math/rand/v2"
)

// Light is how a finished picture is lit and taken. The zero value changes nothing.
type Light struct {
	Brightness float64 // factor; 0 means 1
	Contrast   float64 // factor around the middle grey; 0 means 1
	Tint       Colour  // the colour of the light, whose brightest channel is 1; the zero value means white
	Slope      float64 // how much brighter the picture is on the side of Angle than in the middle
	Angle      float64 // radians: 0 from the right, π/2 from below
	Vignette   float64 // how much darker the corners are
	Noise      float64 // standard deviation of the sensor's noise in each pixel, by full brightness
}

// Develop averages the canvas down to its size, lights it, and adds the noise of a sensor. The picture is opaque.
func (c *Canvas) Develop(l Light, r *rand.Rand) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, c.size, c.size))
	gain := l.gain()
	contrast := orOne(l.Contrast)
	s, co := math.Sincos(l.Angle)
	for y := range c.size {
		for x := range c.size {
			u, v := 2*(float64(x)+0.5)/float64(c.size)-1, 2*(float64(y)+0.5)/float64(c.size)-1
			here := (1 + l.Slope*(co*u+s*v)) * (1 - l.Vignette*(u*u+v*v)/2)
			pix := out.Pix[y*out.Stride+4*x:][:4]
			noise := [3]float64{}
			if l.Noise > 0 {
				noise = grain(r.Uint64())
			}
			for k := range 3 {
				value := c.average(x, y, k) * gain[k] * here
				pix[k] = level(0.5 + contrast*(value-0.5) + l.Noise*noise[k])
			}
			pix[3] = 255
		}
	}
	return out
}

// average is the mean of one channel over the samples of a pixel, from 0 to 1.
func (c *Canvas) average(x, y, channel int) float64 {
	sum := 0
	for j := range supersampling {
		row := c.im.Pix[(y*supersampling+j)*c.im.Stride+4*x*supersampling:]
		for i := range supersampling {
			sum += int(row[4*i+channel])
		}
	}
	return float64(sum) / (255 * supersampling * supersampling)
}

// gain is the factor of each channel.
func (l Light) gain() [3]float64 {
	b := orOne(l.Brightness)
	if l.Tint == (Colour{}) {
		return [3]float64{b, b, b}
	}
	return [3]float64{b * l.Tint.R, b * l.Tint.G, b * l.Tint.B}
}

// grain turns random bits into three numbers of mean 0 and standard deviation 1: mostly brightness, which the
// channels share, and a little of their own. Sums of uniform numbers stand in for normal ones.
func grain(bits uint64) [3]float64 {
	const unit = 0.0135316 // 1 / the standard deviation of a byte, which is √((256² − 1)/12)
	b := func(i int) float64 { return (float64(bits>>(8*i)&255) - 127.5) * unit }
	shared := 0.5 * (b(0) + b(1) + b(2))
	return [3]float64{shared + 0.5*b(3), shared + 0.5*b(4), shared + 0.5*b(5)}
}

func orOne(v float64) float64 {
	if v == 0 {
		return 1
	}
	return v
}
