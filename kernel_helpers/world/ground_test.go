package world

import "testing"

// TestDrawOn draws things before other grounds: much of the picture changes and much stays, and a picture before its own
// ground is itself.
func TestDrawOn(t *testing.T) {
	for _, name := range Sets() {
		pictures, err := Pictures(name, 7)
		if err != nil {
			t.Fatal(err)
		}
		p := pictures[0]
		own := p.Draw()
		if share, _ := difference(own, p.DrawOn(p)); share != 0 {
			t.Errorf("%s: before its own ground %.0f %% of the picture is another", name, 100*share)
		}
		var changed float64
		const n = 8
		for i := range n {
			share, _ := difference(own, p.DrawOn(pictures[(i+1)*len(pictures)/(n+1)]))
			changed += share / n
		}
		if !p.HasGround() && changed != 0 || p.HasGround() && (changed < 0.15 || changed > 0.95) {
			t.Errorf("%s: before another ground %.0f %% of the picture is another", name, 100*changed)
		}
	}
}
