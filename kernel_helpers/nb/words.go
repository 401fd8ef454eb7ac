package nb

import (
	"fmt"
	"math"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
)

// count prints a number with its thousands apart: 12,345.
func count(n int) string { return humanize.Comma(int64(n)) }

// amount is a number of things with the noun in singular or plural: 1 image, 2 images.
func amount(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

// percent prints a value of 0 … 1 with one decimal: 84.1 %.
func percent(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", 100*v)
}

// perSecond prints a rate with about three digits.
func perSecond(rate float64) string {
	if rate < 10 {
		return fmt.Sprintf("%.1f", rate)
	}
	return count(int(math.Round(rate)))
}

// duration prints a time as a person says it: 0.4 s, 12 s, 3 min 05 s, 2 h 10 min.
func duration(d time.Duration) string {
	switch {
	case d < 9950*time.Millisecond:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Minute-500*time.Millisecond:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < time.Hour-500*time.Millisecond:
		d = d.Round(time.Second)
		return fmt.Sprintf("%d min %02d s", d/time.Minute, d%time.Minute/time.Second)
	}
	d = d.Round(time.Minute)
	return fmt.Sprintf("%d h %02d min", d/time.Hour, d%time.Hour/time.Minute)
}

// list joins words as prose: a, b and c.
func list(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return english.WordSeries(words, "and")
}
