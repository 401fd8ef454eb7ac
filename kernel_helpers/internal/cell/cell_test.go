package cell

import "testing"

func TestCells(t *testing.T) {
	tests := map[string]string{
		"": "", "a b.jpg": "a b.jpg", "=1+1": "'=1+1", "+1": "'+1", "-x": "'-x", "@x": "'@x", "'x": "''x", `'"x"`: `''"x"`,
		`"x"`: `"x"`, "a\tb": `'"a\tb"`, "\xff": `'"\xff"`, "a'b": "a'b", "Ä": "Ä",
	}
	for text, want := range tests {
		if got := Escape(text); got != want {
			t.Errorf("Escape(%q) = %q, want %q", text, got, want)
		}
		if got, err := Unescape(want); got != text || err != nil {
			t.Errorf("Unescape(%q) = %q, %v, want %q", want, got, err, text)
		}
	}
}
