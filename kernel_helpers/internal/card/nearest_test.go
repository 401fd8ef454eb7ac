package card

import (
	"slices"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"birds", "fruits", "faces", "products", "xray"}
	for _, c := range []struct {
		name string
		want []string
	}{
		{"bird", []string{"birds"}},
		{"Fruits", []string{"fruits"}},
		{"product", []string{"products"}},
		{"x-ray", []string{"xray"}},
		{"something", nil},
	} {
		if got := Nearest(c.name, known); !slices.Equal(got, c.want) {
			t.Errorf("Nearest(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2}, {"é", "e", 1}} {
		if got := distance(c.a, c.b); got != c.want || distance(c.b, c.a) != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d both ways", c.a, c.b, got, c.want)
		}
	}
}
