package paint

import "testing"

// TestWord: a word fills the width of the box, and its letters are different from those of another word.
func TestWord(t *testing.T) {
	draw := func(text string) (left, right, share float64) {
		im := developed(96, func(c *Canvas) { c.Fill(Word(text), Plain(red)) })
		left, right = 1, -1
		for x := range 96 {
			for y := range 96 {
				if im.RGBAAt(x, y).R > 100 {
					at := (float64(x)+0.5)/48 - 1
					left, right = min(left, at), max(right, at)
				}
			}
		}
		return left, right, covered(im)
	}
	for _, text := range []string{"cup", "mushroom", "OPEN"} {
		if left, right, share := draw(text); left < -1 || left > -0.9 || right < 0.9 || share < 0.03 {
			t.Errorf("%q reaches from %.2f to %.2f and covers %.2f", text, left, right, share)
		}
	}
	_, _, cup := draw("cup")
	_, _, cap := draw("cap")
	_, _, o := draw("o")
	_, _, beyond := draw("o\u6f22")
	if cup == cap || o != beyond {
		t.Errorf("cup covers %.4f, cap %.4f, o %.4f, o and a character that the font lacks %.4f", cup, cap, o, beyond)
	}
	if _, _, none := draw("\u6f22"); none != 0 {
		t.Errorf("a character that the font lacks covers %.4f", none)
	}
}
