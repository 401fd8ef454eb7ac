package tokenizer

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// encoding is one byte a character.
type encoding struct {
	runes [256]rune
	bytes map[rune]byte
	lossy bool // bytes that it does not define stay as they are, and byte 1A is U+FFFD
	space bool // a space may stand for byte A0
}

// encodings are those in which UTF-8 is read by mistake, the likeliest first.
var encodings = []encoding{
	newEncoding(charmap.ISO8859_1, false), newEncoding(charmap.Windows1252, true), newEncoding(charmap.Windows1251, true),
	newEncoding(charmap.Windows1250, true), newEncoding(charmap.Windows1253, true), newEncoding(charmap.Windows1254, true),
	newEncoding(charmap.Windows1257, true), newEncoding(charmap.ISO8859_2, false), newEncoding(charmap.Macintosh, false),
	newEncoding(charmap.CodePage437, false),
}

// latin are the encodings whose letters clue is made of.
const latin = 7

func newEncoding(table *charmap.Charmap, windows bool) encoding {
	e := encoding{bytes: map[rune]byte{}, lossy: windows, space: table != charmap.Macintosh}
	for b := range 256 {
		r := rune(b)
		if b >= 0x80 {
			if r = table.DecodeByte(byte(b)); r == utf8.RuneError {
				r = rune(b)
			}
		} else if windows && b == 0x1a {
			r = utf8.RuneError
		}
		e.runes[b] = r
		e.bytes[r] = byte(b)
	}
	return e
}

// encode returns the bytes of a text, each as a character of that number. ok is false if the text has characters
// that the encoding has not.
func (e encoding) encode(text string) (bytes []rune, ok bool) {
	for _, r := range text {
		b, ok := e.bytes[r]
		if !ok {
			return nil, false
		}
		bytes = append(bytes, rune(b))
	}
	return bytes, true
}

// clue says which bytes of UTF-8 a character may stand for.
type clue struct{ first2, first3, first4, next, strict bool }

var clues = newClues()

func newClues() map[rune]clue {
	all := map[rune]clue{' ': {next: true}}
	for _, e := range encodings[:latin] {
		for b := 0x80; b < 0x100; b++ {
			c := all[e.runes[b]]
			switch {
			case b < 0xc0:
				c.next, c.strict = true, true
			case 0xc2 <= b && b < 0xe0:
				c.first2 = true
			case 0xe0 <= b && b < 0xf0:
				c.first3 = true
			case b == 0xf0 || b == 0xf3:
				c.first4 = true
			}
			all[e.runes[b]] = c
		}
	}
	for _, r := range "–—―‘’‚“”„•…" { // they stand for themselves beside garbled text too
		c := all[r]
		c.strict = false
		all[r] = c
	}
	return all
}
