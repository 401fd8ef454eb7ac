package report

import (
	"fmt"
	"math"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
)

// count writes "1 class" or "1,200 classes".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return humanize.Comma(int64(n)) + " " + many
}

// oneOrMore returns the words for one thing or for several.
func oneOrMore(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// list writes "A, B and C".
func list(words []string) string { return english.WordSeries(words, "and") }

// percent writes a value of 0 … 1 in per cent with one decimal, without the sign.
func percent(v float64) string { return fmt.Sprintf("%.1f", 100*v) }

// place writes "1st", or "shared 1st".
func place(position int, shared bool) string {
	if shared {
		return "shared " + humanize.Ordinal(position)
	}
	return humanize.Ordinal(position)
}

// seconds writes a duration in seconds with three significant digits.
func seconds(s float64) string {
	switch {
	case s == 0 || math.IsNaN(s):
		return "–"
	case s < 0.01:
		return "< 0.01"
	case s < 10:
		return fmt.Sprintf("%.2f", s)
	case s < 100:
		return fmt.Sprintf("%.1f", s)
	}
	return humanize.Comma(int64(math.Round(s)))
}

// rate writes a number of images per second.
func rate(perSecond float64) string {
	switch {
	case perSecond <= 0 || math.IsNaN(perSecond) || math.IsInf(perSecond, 0):
		return "–"
	case perSecond < 10:
		return fmt.Sprintf("%.1f", perSecond)
	}
	return humanize.Comma(int64(math.Round(perSecond)))
}

// size writes a number of bytes.
func size(n int64) string {
	if n <= 0 {
		return "–"
	}
	return humanize.IBytes(uint64(n))
}

// moment writes a time to the second.
func moment(t time.Time) string { return t.Format("2006-01-02 15:04:05") }
