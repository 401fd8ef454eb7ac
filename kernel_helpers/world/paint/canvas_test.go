package paint

import (
	"image"
	"math"
	"testing"
)

var red, green = Hex(0xff0000), Hex(0x00ff00)

// developed is a canvas of n pixels as it is, after draw.
func developed(n int, draw func(c *Canvas)) *image.RGBA {
	c := New(n)
	c.Paint(Plain(Black))
	draw(c)
	return c.Develop(Light{}, Source(1, "test", 0))
}

// covered is the share of the picture that is red.
func covered(im *image.RGBA) float64 {
	sum := 0
	for i := 0; i < len(im.Pix); i += 4 {
		sum += int(im.Pix[i])
	}
	return float64(sum) / (255 * float64(len(im.Pix)/4))
}

// TestAreas fills figures whose areas are known; the frame has an area of 4.
func TestAreas(t *testing.T) {
	for _, c := range []struct {
		name string
		path *Path
		area float64
	}{
		{"box", Box(-0.5, -0.5, 0.5, 0.5, 0), 1},
		{"box outside the frame", Box(-3, -3, 3, 0, 0), 2},
		{"rounded box", Box(-0.8, -0.8, 0.8, 0.8, 0.2), 2.56 - 0.04*(4-math.Pi)},
		{"ellipse", Ellipse(0.1, -0.1, 0.8, 0.4), math.Pi * 0.32},
		{"ring", Ellipse(0, 0, 0.8, 0.8).Add(Ellipse(0, 0, -0.4, 0.4)), math.Pi * 0.48},
		{"disc on a disc", Ellipse(0, 0, 0.8, 0.8).Add(Ellipse(0, 0, 0.4, 0.4)), math.Pi * 0.64},
		{"triangle", Polygon(0, -1, 1, 1, -1, 1), 2},
		{"star", Star(5, 0.5), 5 * math.Sin(math.Pi/5) * 0.5},
		{"smooth square", Smooth(-0.5, -0.5, 0.5, -0.5, 0.5, 0.5, -0.5, 0.5), 1.3667},
		{"nothing", &Path{}, 0},
	} {
		got := 4 * covered(developed(96, func(cv *Canvas) { cv.Fill(c.path, Plain(red)) }))
		if math.Abs(got-c.area) > 0.02+0.02*c.area {
			t.Errorf("%s covers %.3f, want %.3f", c.name, got, c.area)
		}
	}
}

func TestMirror(t *testing.T) {
	half := Polygon(0, -1, 1, 0, 0, 1)
	got := 4 * covered(developed(96, func(c *Canvas) { c.Fill(half.Mirrored(), Plain(red)); c.Fill(half, Plain(green)) }))
	if math.Abs(got-1) > 0.02 {
		t.Errorf("the mirrored half covers %.3f beside the other, want 1", got)
	}
	whole := Symmetric(0, -0.8, 0.8, 0, 0, 0.8)
	if want := Smooth(0, -0.8, 0.8, 0, 0, 0.8, -0.8, 0); len(whole.steps) != len(want.steps) {
		t.Errorf("a symmetric path of three points has %d steps, want %d", len(whole.steps), len(want.steps))
	}
}

// TestPose follows one point of a figure, drawn as a small dot, through poses to the pixel where it should be.
func TestPose(t *testing.T) {
	for _, c := range []struct {
		name string
		pose Pose
		x, y float64 // where the figure's point (0.5, 0) goes
	}{
		{"none", Pose{}, 0.5, 0},
		{"moved", Pose{X: 0.2, Y: -0.4}, 0.7, -0.4},
		{"sized", Pose{Size: 0.5}, 0.25, 0},
		{"stretched", Pose{Size: 0.5, Stretch: 2}, 0.5, 0},
		{"turned clockwise", Pose{Angle: math.Pi / 2}, 0, 0.5},
		{"flipped", Pose{X: 0.1, Flip: true}, -0.4, 0},
		{"all", Pose{X: 0.1, Y: 0.1, Size: 0.5, Angle: math.Pi}, -0.15, 0.1},
	} {
		im := developed(100, func(cv *Canvas) {
			cv.Posed(c.pose, func() { cv.Fill(Ellipse(0.5, 0, 0.08, 0.08), Plain(red)) })
		})
		x, y := int((c.x+1)*50), int((c.y+1)*50)
		if im.RGBAAt(x, y).R < 200 {
			t.Errorf("%s: the point is not at %v %v", c.name, c.x, c.y)
		}
	}
	sheared := developed(100, func(cv *Canvas) {
		cv.Posed(Pose{Shear: 0.5}, func() { cv.Fill(Ellipse(0, -0.8, 0.08, 0.08), Plain(red)) })
	})
	if sheared.RGBAAt(70, 10).R < 200 {
		t.Error("the top of a sheared figure does not lean to the right by half its height")
	}
}

// TestTextureFollowsPose turns stripes with their figure, within a pose inside another.
func TestTextureFollowsPose(t *testing.T) {
	im := developed(64, func(c *Canvas) {
		c.Posed(Pose{Angle: math.Pi / 4}, func() {
			c.Posed(Pose{Angle: math.Pi / 4}, func() { c.Fill(Box(-2, -2, 2, 2, 0), Stripes(red, green, 2)) })
		})
	})
	if top, bottom := im.RGBAAt(32, 4), im.RGBAAt(32, 60); top.R == bottom.R {
		t.Errorf("upright stripes, turned by a quarter, are %v at the top and %v at the bottom", top, bottom)
	}
	if left, right := im.RGBAAt(4, 10), im.RGBAAt(60, 10); left != right {
		t.Errorf("upright stripes, turned by a quarter, are %v on the left and %v on the right", left, right)
	}
}

// TestStroke draws a line whose width is that of the figure's box.
func TestStroke(t *testing.T) {
	got := 4 * covered(developed(96, func(c *Canvas) {
		c.Posed(Pose{Size: 0.5}, func() { c.Stroke(Start(-2, 0).Line(2, 0), 0.4, Plain(red)) })
	}))
	if math.Abs(got-0.4) > 0.02 {
		t.Errorf("a line across the frame, 0.2 wide, covers %.3f, want 0.4", got)
	}
}

// TestFade mixes a colour with what is below it.
func TestFade(t *testing.T) {
	im := developed(8, func(c *Canvas) { c.Fill(Box(-1, -1, 1, 1, 0), Plain(White.Fade(0.5))) })
	if got := im.RGBAAt(4, 4).R; got < 127 || got > 128 {
		t.Errorf("white at half opacity over black is %d", got)
	}
}
