package probe

import "strings"

// Nonsense returns a word that can be spoken and names nothing: as many letters as the word that it stands for has
// when it is printed, with blanks in the same places. It is none for which known is true; if so many are tried in vain,
// the last is taken.
func Nonsense(item, word string, known func(string) bool) string {
	const tries = 100
	made := ""
	for try := range tries {
		made = nonsense(Lot(item, "nonsense "+strings.Repeat("again ", try)), shown(word))
		if !known(made) {
			break
		}
	}
	return made
}

// nonsense takes consonants and vowels in turn.
func nonsense(lot uint64, like string) string {
	letters := []string{"bdfgklmnprstvz", "aeiou"}
	var b strings.Builder
	for i, char := range []rune(like) {
		if char == ' ' {
			b.WriteRune(char)
			continue
		}
		from := letters[i%2]
		lot = lot*6364136223846793005 + 1442695040888963407 // Knuth's MMIX
		b.WriteByte(from[(lot>>33)%uint64(len(from))])
	}
	return b.String()
}
