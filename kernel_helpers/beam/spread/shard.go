package spread

import (
	"fmt"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
)

func init() {
	register.DoFn2x1[int, func(*int) bool, error](&tallyFn{})
	register.Iter1[int]()
}

// shards is a job that lets a DoFn do shards 0 … n-1. It returns the number of each shard that it has done.
//
// That they are counted has a second reason: in Beam 2.77 Prism waits in a busy loop for a stage that has no output, which
// takes the shards a core.
func shards(s beam.Scope, fn any, n int) {
	done := beam.ParDo(s, fn, numbers(s, n))
	beam.ParDo0(s, &tallyFn{n}, beam.GroupByKey(s, beam.AddFixedKey(s, done)))
}

// numbers are 0 … n-1, dealt out to the workers.
func numbers(s beam.Scope, n int) beam.PCollection {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return beam.Reshuffle(s, beam.CreateList(s, all))
}

// tallyFn makes sure that each shard was done once.
type tallyFn struct{ Shards int }

// ProcessElement takes the numbers of all shards.
func (f *tallyFn) ProcessElement(_ int, next func(*int) bool) error {
	times := make([]int, f.Shards)
	for shard := 0; next(&shard); {
		times[shard]++
	}
	for shard, n := range times {
		if n != 1 {
			return fmt.Errorf("shard %d was counted %d times", shard, n)
		}
	}
	return nil
}
