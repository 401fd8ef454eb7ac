package nb

import (
	"math"
	"testing"
	"time"
)

func TestWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{count(0), "0"},
		{count(999), "999"},
		{count(1000), "1,000"},
		{count(1234567), "1,234,567"},
		{amount(1, "image", "images"), "1 image"},
		{amount(2000, "image", "images"), "2,000 images"},
		{percent(0), "0.0 %"},
		{percent(0.84149), "84.1 %"},
		{percent(1), "100.0 %"},
		{percent(math.NaN()), "–"},
		{perSecond(3.21), "3.2"},
		{perSecond(1530.4), "1,530"},
		{duration(350 * time.Millisecond), "0.3 s"},
		{duration(9949 * time.Millisecond), "9.9 s"},
		{duration(9951 * time.Millisecond), "10 s"},
		{duration(59600 * time.Millisecond), "1 min 00 s"},
		{duration(185 * time.Second), "3 min 05 s"},
		{duration(time.Hour - time.Millisecond), "1 h 00 min"},
		{duration(130 * time.Minute), "2 h 10 min"},
		{list(nil), "none"},
		{list([]string{"a"}), "a"},
		{list([]string{"a", "b", "c"}), "a, b and c"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
