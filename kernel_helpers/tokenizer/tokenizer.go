// Package tokenizer turns a text into the ids that a CLIP text model reads: byte-pair encoding over cleaned,
// lower-case text, equal to open_clip's SimpleTokenizer. The merges come from a file in the published format, that
// of CLIP itself or a small one made by Learn. Pieces is the tokenizer of SigLIP 2; that of the first SigLIP is not here.
//
// Known to differ are letters that are newer than Go's Unicode, which is version 15, and the entities &nGt; and &nLt;.
//
//	t, err := tokenizer.Read("bpe_simple_vocab_16e6.txt.gz")
//	ids := t.Encode("a photo of a café", 77) // [77]: start, 320 1125 539 320 15304, end, zeros
package tokenizer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// publishedMerges is how many of the merges in a file count. CLIP's file has 262,144, of which the model knows the first.
const publishedMerges = 49152 - 256 - 2

// Version changes when a text may get other ids than before. It belongs to the key of a text's vector.
const Version = "vfm tokenizer 1"

const (
	startOfText = "<start_of_text>"
	endOfText   = "<end_of_text>"
)

// Tokenizer holds a vocabulary: the 256 bytes, the same at the end of a word, the merges in order, and the
// start and the end of a text. It may be used by several goroutines at once.
type Tokenizer struct {
	merges []pair
	ranks  map[pair]int
	ids    map[string]int64
}

// Read reads the merges of the file at path, plain or packed with gzip: a first line that is not read, then one
// merge a line, two symbols with a space between.
func Read(path string) (*Tokenizer, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the tokenizer's merges: %w", err)
	}
	var r io.Reader = bytes.NewReader(data)
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		if r, err = gzip.NewReader(r); err != nil {
			return nil, fmt.Errorf("reading the tokenizer's merges: unpacking %s: %w", path, err)
		}
	}
	merges, err := parse(r)
	if err != nil {
		return nil, fmt.Errorf("reading the tokenizer's merges: %s: %w", path, err)
	}
	return newTokenizer(merges), nil
}

func parse(r io.Reader) ([]pair, error) {
	var merges []pair
	known := make(map[string]bool)
	for _, s := range byteSymbols() {
		known[s], known[s+endOfWord] = true, true
	}
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan() && len(merges) < publishedMerges; number++ {
		if number == 1 || lines.Text() == "" {
			continue
		}
		first, second, ok := strings.Cut(lines.Text(), " ")
		if !ok || !known[first] || !known[second] {
			return nil, fmt.Errorf("line %d is not a merge of two symbols known so far; take a file such as CLIP's bpe_simple_vocab_16e6.txt.gz", number)
		}
		known[first+second] = true
		merges = append(merges, pair{first, second})
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(merges) == 0 {
		return nil, errors.New("it holds no merges; take a file such as CLIP's bpe_simple_vocab_16e6.txt.gz")
	}
	return merges, nil
}

func newTokenizer(merges []pair) *Tokenizer {
	t := &Tokenizer{merges: merges, ranks: make(map[pair]int, len(merges)), ids: make(map[string]int64)}
	add := func(symbol string) { t.ids[symbol] = int64(len(t.ids)) }
	symbols := byteSymbols()
	for _, b := range byteOrder() {
		add(symbols[b])
	}
	for _, b := range byteOrder() {
		add(symbols[b] + endOfWord)
	}
	for i, m := range merges {
		t.ranks[m] = i
		add(m.first + m.second)
	}
	add(startOfText)
	add(endOfText)
	return t
}

// Size is the number of ids: 49,408 in CLIP. The last two are the start and the end of a text.
func (t *Tokenizer) Size() int { return len(t.ids) }

// Encode returns the ids of a text, [context] with context at least 1: start, tokens, end, then zeros. Of a text
// that is too long the first tokens stay, and the end.
func (t *Tokenizer) Encode(text string, context int) []int64 {
	ids := make([]int64, context)
	end := t.ids[endOfText]
	n := copy(ids, []int64{t.ids[startOfText]})
	for _, word := range split(clean(text)) {
		if n == context {
			break
		}
		n += copy(ids[n:], t.tokens(word))
	}
	ids[min(n, context-1)] = end
	return ids
}

// tokens returns the ids of one word.
func (t *Tokenizer) tokens(word string) []int64 {
	if id, ok := t.ids[word]; ok && (word == startOfText || word == endOfText) {
		return []int64{id}
	}
	parts := t.merge(symbols(word))
	ids := make([]int64, len(parts))
	for i, part := range parts {
		ids[i] = t.ids[part]
	}
	return ids
}

// Write writes the merges in the format that Read reads. Packed with gzip the file is one for open_clip too, which
// counts a line break at its end as one merge more: there is none.
func (t *Tokenizer) Write(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprint(out, "#version: 0.2")
	for _, m := range t.merges {
		fmt.Fprintf(out, "\n%s %s", m.first, m.second)
	}
	return out.Flush()
}
