package enginetest

import (
	"strings"
	"testing"
)

// CheckError ends the test where there is no error, and wants each of the texts in the error.
func CheckError(t *testing.T, err error, want ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
}
