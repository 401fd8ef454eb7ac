package spread

import (
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/beam/spread/spreadtest"
	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
)

// BenchmarkCold grows a data set from images to the outcome with empty caches, in one process and by Beam in the same process,
// in turn, and reports the images of the pool per second of both. Where other programs have the processor too, the seconds that
// the processor worked say more.
func BenchmarkCold(b *testing.B) {
	spreadtest.NeedsRuntime(b)
	dir := spreadtest.Demo(b)
	pool := filepath.Join(dir, "drawn")
	if err := curate.DrawPool(b.Context(), pool); err != nil {
		b.Fatal(err)
	}
	set, err := dataset.OpenPool(b.Context(), pool)
	if err != nil {
		b.Fatal(err)
	}
	var seconds, worked [2]float64
	rounds := 0
	for b.Loop() {
		rounds++
		for way := range seconds {
			cache, work := b.TempDir(), b.TempDir()
			var m curate.Elsewhere
			if way == 1 {
				m = &Machines{Model: micro(dir, cache), Work: work}
			}
			started, before := time.Now(), processor(b)
			if _, err := growFrom(b, dir, cache, pool, curate.Settings{}, m); err != nil {
				b.Fatal(err)
			}
			seconds[way] += time.Since(started).Seconds()
			worked[way] += processor(b) - before
		}
	}
	images := float64(len(set.Items) * rounds)
	b.ReportMetric(images/seconds[0], "images/s-alone")
	b.ReportMetric(images/seconds[1], "images/s-beam")
	b.ReportMetric(seconds[0]/seconds[1], "ratio")
	b.ReportMetric(worked[0]/worked[1], "ratio-of-work")
}

// processor is how many seconds all cores have worked for this process.
func processor(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// BenchmarkHashes looks for the candidates of pictures that have nothing in common, and reports how many microseconds of a
// core a picture takes, by the number of pictures in the gallery, and how many nanoseconds of one its index.
func BenchmarkHashes(b *testing.B) {
	for _, n := range []int{1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 2))
			print := func() duplicate.Print {
				return duplicate.Print{Coarse: duplicate.Hash(r.Uint64()), Fine: duplicate.Hash(r.Uint64())}
			}
			queries, whole := make([]duplicate.Prints, 1<<12), make([]duplicate.Print, n)
			for i := range whole {
				whole[i] = print()
			}
			for i := range queries {
				for part := range queries[i] {
					queries[i][part] = print()
				}
				queries[i][0] = whole[i]
			}
			before := processor(b)
			gallery := duplicate.NewGallery(whole, make([]bool, n))
			index := processor(b) - before
			before = processor(b)
			for b.Loop() {
				gallery.Candidates(0, queries)
			}
			b.ReportMetric((processor(b)-before)/float64(b.N)/float64(len(queries))*1e6, "core-us/image")
			b.ReportMetric(index*1e9/float64(n), "index-ns/image")
		})
	}
}

// BenchmarkLooks reports how many images a core looks at in a second.
func BenchmarkLooks(b *testing.B) {
	pool := filepath.Join(b.TempDir(), "drawn")
	if err := curate.DrawPool(b.Context(), pool); err != nil {
		b.Fatal(err)
	}
	set, err := dataset.OpenPool(b.Context(), pool)
	if err != nil {
		b.Fatal(err)
	}
	before := processor(b)
	for b.Loop() {
		if _, err := curate.LookAt(b.Context(), set.Items); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(set.Items))/(processor(b)-before), "images/core-s")
}
