package metric

import (
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
)

const (
	resamples = 10_000
	seed      = 20250 // of every random draw in this package
	blockSize = 100   // resamples that share one generator
)

// Bootstrap returns the percentile bootstrap interval of the mean: 10,000 resamples of len(values) draws
// with replacement, from a fixed seed. It returns the same on every machine and with any number of
// threads. No values: 0 … 1.
func Bootstrap(values []float64) Interval {
	return bootstrap(len(values), 1, func() statistic {
		return func(draw []uint32, out []float64) {
			var sum float64
			for _, i := range draw {
				sum += values[i]
			}
			out[0] = sum / float64(len(draw))
		}
	})[0]
}

// A statistic computes one or more numbers from the drawn queries. It may keep scratch space between calls.
type statistic func(draw []uint32, out []float64)

// bootstrap returns the percentile interval of each of the numbers that the statistic yields. Each worker
// makes a statistic of its own; every block of resamples has its own generator.
func bootstrap(n, width int, newStatistic func() statistic) []Interval {
	intervals := make([]Interval, width)
	if n == 0 {
		for i := range intervals {
			intervals[i] = Interval{0, 1}
		}
		return intervals
	}
	samples := make([][]float64, width)
	for i := range samples {
		samples[i] = make([]float64, resamples)
	}
	blocks := make(chan int, resamples/blockSize)
	for b := range resamples / blockSize {
		blocks <- b
	}
	close(blocks)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			stat, draw, out := newStatistic(), make([]uint32, n), make([]float64, width)
			for b := range blocks {
				g := generator(uint64(b))
				for r := b * blockSize; r < (b+1)*blockSize; r++ {
					drawIndices(g, draw)
					stat(draw, out)
					for i, v := range out {
						samples[i][r] = v
					}
				}
			}
		})
	}
	wg.Wait()
	var sorting sync.WaitGroup
	for w := range runtime.GOMAXPROCS(0) {
		sorting.Go(func() {
			for i := w; i < width; i += runtime.GOMAXPROCS(0) {
				intervals[i] = percentile95(samples[i])
			}
		})
	}
	sorting.Wait()
	return intervals
}

// generator returns stream number i. Its state comes from another generator's output, so that neighbouring
// streams have nothing in common.
func generator(i uint64) *rand.PCG {
	from := rand.NewPCG(seed, i)
	return rand.NewPCG(from.Uint64(), from.Uint64())
}

// drawIndices fills draw with numbers 0 … len(draw)-1, all equally likely: two of each 64 random bits, by
// multiplication and rejection (Lemire 2019).
func drawIndices(g *rand.PCG, draw []uint32) {
	n := uint32(len(draw))
	reject := -n % n
	for i := 0; i < len(draw); {
		bits := g.Uint64()
		if m := (bits >> 32) * uint64(n); uint32(m) >= reject {
			draw[i] = uint32(m >> 32)
			i++
		}
		if m := (bits & math.MaxUint32) * uint64(n); uint32(m) >= reject && i < len(draw) {
			draw[i] = uint32(m >> 32)
			i++
		}
	}
}
