package paint

import (
	"hash/fnv"
	"math/rand/v2"
)

// Source returns the random numbers of the i-th thing of a stream. Each (seed, stream, i) has its own, so that
// what is drawn for i does not depend on what was drawn before.
func Source(seed uint64, stream string, i int) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(stream))
	return rand.New(rand.NewPCG(mix(seed^h.Sum64()), mix(uint64(i)+0x9e3779b97f4a7c15)))
}

// mix spreads neighbouring numbers over all 64 bits (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Between returns a number that is uniform in [low, high).
func Between(r *rand.Rand, low, high float64) float64 { return low + (high-low)*r.Float64() }

// Near returns a number within spread of centre, more often close to it.
func Near(r *rand.Rand, centre, spread float64) float64 {
	return centre + spread*(r.Float64()+r.Float64()-1)
}

// Chance is true in the given share of cases.
func Chance(r *rand.Rand, share float64) bool { return r.Float64() < share }

// Pick returns one of the choices.
func Pick[T any](r *rand.Rand, choices []T) T { return choices[r.IntN(len(choices))] }
