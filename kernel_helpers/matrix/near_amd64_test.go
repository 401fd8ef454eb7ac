package matrix

import "testing"

// TestNearInGo is TestNear on a processor without the instructions of the assembly.
func TestNearInGo(t *testing.T) {
	defer func(v bool) { vectorised = v }(vectorised)
	vectorised = false
	testNear(t)
}
