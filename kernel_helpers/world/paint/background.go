package paint

import "math/rand/v2"

// Background is a kind of ground that a picture can have.
type Background struct {
	Name string
	// Draw covers the canvas. Its colours lie around base, so that a figure of another colour stands out.
	Draw func(c *Canvas, r *rand.Rand, base Colour)
}

// Backgrounds are all kinds of ground, in a fixed order.
func Backgrounds() []Background {
	return []Background{
		{"plain", plainGround}, {"sky", sky}, {"grass", grass}, {"bricks", bricks},
		{"wood", wood}, {"lights", lights}, {"stones", stones}, {"water", water},
		{"hills", hills}, {"tiles", tiles},
	}
}

// plainGround is a wall: a slow change of brightness.
func plainGround(c *Canvas, r *rand.Rand, base Colour) {
	c.Paint(Gradient(base.Times(1.1), base.Times(0.85)).Turn(Between(r, 0, 6.28)))
}

// sky has bands of cloud.
func sky(c *Canvas, r *rand.Rand, base Colour) {
	clouds := Noise{Seed: r.Uint64(), Size: Between(r, 0.35, 0.6)}
	c.Paint(func(x, y float64) Colour {
		ground := base.Mix(White, 0.25+0.2*y)
		return ground.Mix(White, clamp(2.2*(clouds.At(x, 2*y)-0.5)))
	})
}

// grass has blades of different brightness.
func grass(c *Canvas, r *rand.Rand, base Colour) {
	c.Paint(Clouds(base.Times(0.8), base, 0.5, r.Uint64()))
	for range 130 {
		x, y := Between(r, -1.05, 1.05), Between(r, -0.95, 1.15)
		blade := Polygon(x-0.03, y, x+Near(r, 0, 0.12), y-Between(r, 0.15, 0.35), x+0.03, y)
		c.Fill(blade, Plain(base.Times(Between(r, 0.65, 1.3))))
	}
}

// bricks is a wall of bricks with light joints.
func bricks(c *Canvas, r *rand.Rand, base Colour) {
	w, h := Between(r, 0.4, 0.6), Between(r, 0.18, 0.26)
	dx, dy := r.Float64(), r.Float64()
	shades := Noise{Seed: r.Uint64(), Size: 1}
	c.Paint(func(x, y float64) Colour {
		v := y/h + dy
		row := v - fraction(v)
		u := x/w + dx + 0.5*fraction(row/2)*2
		if fraction(u) < 0.1 || fraction(v) < 0.2 {
			return base.Mix(White, 0.45)
		}
		return base.Times(0.8 + 0.35*shades.At(u-fraction(u), row))
	})
}

// wood is boards with grain.
func wood(c *Canvas, r *rand.Rand, base Colour) {
	w, dx := Between(r, 0.35, 0.6), r.Float64()
	grain, shades := Noise{Seed: r.Uint64(), Size: 1}, Noise{Seed: r.Uint64(), Size: 1}
	boards := Texture(func(x, y float64) Colour {
		u := x/w + dx
		if fraction(u) < 0.05 {
			return base.Times(0.5)
		}
		board := u - fraction(u)
		return base.Times(0.75 + 0.25*shades.At(board, 0) + 0.3*(grain.At(12*x, 1.2*y+5*board)-0.5))
	})
	if Chance(r, 0.5) {
		boards = boards.Turn(1.5708)
	}
	c.Paint(boards)
}

// lights are blurred lights at night.
func lights(c *Canvas, r *rand.Rand, base Colour) {
	c.Paint(Gradient(base.Times(0.75), base.Times(0.95)))
	for range 14 {
		x, y, radius := Between(r, -1, 1), Between(r, -1, 1), Between(r, 0.08, 0.3)
		light := base.Mix(HSV(r.Float64(), 0.35, 1), 0.45)
		c.Fill(Ellipse(x, y, radius, radius), Plain(light.Fade(Between(r, 0.3, 0.65))))
	}
}

// stones are pebbles.
func stones(c *Canvas, r *rand.Rand, base Colour) {
	c.Paint(Plain(base.Times(0.55)))
	const n = 7
	for j := range n {
		for i := range n {
			x := (float64(i)+0.5*float64(j%2)+Near(r, 0, 0.25))*2/(n-1) - 1
			y := (float64(j)+Near(r, 0, 0.25))*2/(n-1) - 1
			size := Between(r, 0.14, 0.2)
			c.Fill(Ellipse(x, y, size*1.15, size*0.9), Plain(base.Times(Between(r, 0.8, 1.2))))
		}
	}
}

// water has long waves.
func water(c *Canvas, r *rand.Rand, base Colour) {
	n := Noise{Seed: r.Uint64(), Size: 1}
	c.Paint(func(x, y float64) Colour {
		waves := n.At(2.2*x, 11*y+1.5*n.At(1.5*x, 3*y))
		return base.Times(0.85+0.15*y).Mix(White, 0.55*clamp(2.5*(waves-0.55)))
	})
}

// hills are three ranges, the near ones darker, under a light sky.
func hills(c *Canvas, r *rand.Rand, base Colour) {
	c.Paint(Gradient(base.Mix(White, 0.6), base.Mix(White, 0.35)))
	for i := range 3 {
		n := Noise{Seed: r.Uint64(), Size: Between(r, 0.4, 0.8)}
		p := (&Path{}).Move(-1.1, 1.1)
		for x := -1.1; x <= 1.15; x += 0.1 {
			p.Line(x, -0.5+0.5*float64(i)+0.6*(n.At(x, 0)-0.5))
		}
		c.Fill(p.Line(1.1, 1.1).Close(), Plain(base.Times(1.1-0.2*float64(i))))
	}
}

// tiles is a floor of squares in two shades.
func tiles(c *Canvas, r *rand.Rand, base Colour) {
	t := Checks(base.Times(1.08), base.Times(0.82), Between(r, 0.5, 0.9))
	c.Paint(t.Turn(Pick(r, []float64{0, 0.785})).Move(r.Float64(), r.Float64()))
}
