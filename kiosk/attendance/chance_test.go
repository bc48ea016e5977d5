package attendance

import (
	"flag"
	"math/rand/v2"
	"testing"
)

var seedFlag = flag.Uint64("seed", 0, "what random tests start from; 0 for another one each time")

// chance is a source of numbers whose seed is printed when the test fails.
func chance(t *testing.T) *rand.Rand {
	t.Helper()
	seed := *seedFlag
	for seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("to repeat: -seed=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// shuffled is the list in another order.
func shuffled[T any](r *rand.Rand, list []T) []T {
	out := make([]T, len(list))
	for i, p := range r.Perm(len(list)) {
		out[i] = list[p]
	}
	return out
}
