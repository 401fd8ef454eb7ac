package card

import (
	"strings"
	"testing"
)

func TestCheckName(t *testing.T) {
	for _, good := range []string{"birds", "siglip2-so400m", "squeezenet1.1", "Фрукты", "my set", "a"} {
		if err := CheckName(good); err != nil {
			t.Errorf("CheckName(%q) = %v", good, err)
		}
	}
	for _, bad := range []string{"", ".", "..", ".a", "a.", "a/b", `a\b`, "a:b", "-a", " a", "a\n", "a\x00", "a\u202eb", "a\xff", strings.Repeat("x", 101)} {
		if err := CheckName(bad); err == nil {
			t.Errorf("CheckName(%q) accepts it", bad)
		}
	}
}
