package report

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
)

// TestContrast wants 4.5:1 (WCAG AA) of every text colour on what is behind it, in both schemes.
func TestContrast(t *testing.T) {
	light, dark, found := strings.Cut(style, "prefers-color-scheme: dark")
	if !found {
		t.Fatal("the style has no dark scheme")
	}
	for scheme, css := range map[string]string{"light": light, "dark": dark} {
		colors := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(css, -1) {
			colors[m[1]] = m[2]
		}
		for _, pair := range []struct{ text, ground string }{
			{"ink", "page"}, {"soft", "page"}, {"link", "page"}, {"soft", "tint"}, {"caution", "page"}, {"ink", "caution-tint"},
			{"link", "caution-tint"}, {"caution", "caution-tint"}, {"first", "first-tint"}, {"between", "between-tint"}, {"last", "last-tint"},
			{"first", "page"}, {"last", "page"},
		} {
			if got := contrast(t, colors[pair.text], colors[pair.ground]); got < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", scheme, pair.text, pair.ground, got)
			}
		}
		for _, edge := range []string{"first-edge", "between-edge", "last-edge"} {
			if got := contrast(t, colors[edge], colors["page"]); got < 3 {
				t.Errorf("%s: %s has a contrast of %.2f, want 3", scheme, edge, got)
			}
		}
	}
}

// contrast is the ratio of WCAG 2.2 for two colours #rrggbb.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, color string) float64 {
	t.Helper()
	var rgb [3]uint8
	if _, err := fmt.Sscanf(color, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2]); err != nil {
		t.Fatalf("colour %q: %v", color, err)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := float64(rgb[i]) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
