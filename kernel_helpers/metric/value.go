package metric

import "math"

// Value is a metric with its 95 % interval. All three are between 0 and 1.
type Value struct {
	Name  string
	Value float64
	Low   float64
	High  float64
}

// ClassValue is the outcome for the queries of one class.
type ClassValue struct {
	Label string
	N     int     // queries
	Value float64 // mean over them
}

// ByClass averages values over the queries of each class: right answers (0 or 1) give the recall, average
// precisions the class's mean AP. truth holds a class index for each value. NaN values (queries without an
// AP) and classes without queries are left out; the order is that of classes.
func ByClass(truth []int, values []float64, classes []string) []ClassValue {
	sums, counts := make([]float64, len(classes)), make([]int, len(classes))
	for i, v := range values {
		if !math.IsNaN(v) {
			sums[truth[i]] += v
			counts[truth[i]]++
		}
	}
	var out []ClassValue
	for c, label := range classes {
		if counts[c] > 0 {
			out = append(out, ClassValue{Label: label, N: counts[c], Value: sums[c] / float64(counts[c])})
		}
	}
	return out
}

// share returns the named share k/n with its Wilson interval.
func share(name string, k, n int) Value {
	i := Wilson(k, n)
	return Value{Name: name, Value: float64(k) / float64(n), Low: i.Low, High: i.High}
}

func count(flags []bool) int {
	n := 0
	for _, f := range flags {
		if f {
			n++
		}
	}
	return n
}
