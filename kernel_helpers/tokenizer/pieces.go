package tokenizer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/eliben/go-sentencepiece"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// Encoder turns a text into the ids [context] that a text model reads. It may be used by several goroutines at once.
type Encoder interface {
	Encode(text string, context int) []int64
}

// Open reads the tokenizer of a text model: the merges of CLIP's, or a SentencePiece model, whose name ends in .model.
func Open(path string) (Encoder, error) {
	if strings.EqualFold(filepath.Ext(path), ".model") {
		return ReadPieces(path)
	}
	return Read(path)
}

// Pieces is the tokenizer of SigLIP 2: a SentencePiece model of byte-pair encoding, which is Gemma's, over lower-case
// text without ASCII's punctuation, equal to open_clip's and to sentencepiece. That of the first SigLIP is a unigram
// model, which is refused.
type Pieces struct {
	model    *sentencepiece.Processor
	end, pad int64
}

// ReadPieces reads a SentencePiece model.
func ReadPieces(path string) (*Pieces, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the tokenizer's pieces: %w", err)
	}
	defer f.Close()
	model, err := sentencepiece.NewProcessor(f)
	if err != nil {
		return nil, fmt.Errorf("reading the tokenizer's pieces: %s: %w; take a SentencePiece model of byte-pair encoding, such as Gemma's tokenizer.model", path, err)
	}
	info := model.ModelInfo()
	if info.EndOfSentenceID < 0 || info.PadID < 0 {
		return nil, fmt.Errorf("reading the tokenizer's pieces: %s has no piece for the end of a text, or for what follows it", path)
	}
	return &Pieces{model, int64(info.EndOfSentenceID), int64(info.PadID)}, nil
}

// Encode returns the ids of a text, [context] with context at least 1: pieces, end, then padding. Of a text that is too
// long the first pieces stay, and the end.
func (p *Pieces) Encode(text string, context int) []int64 {
	var ids []int64
	for _, token := range p.model.Encode(canonical(text)) {
		if len(ids) == context-1 {
			break
		}
		ids = append(ids, int64(token.ID))
	}
	ids = append(ids, p.end)
	for len(ids) < context {
		ids = append(ids, p.pad)
	}
	return ids
}

// punctuation is ASCII's, as Python counts it; an underscore is a space.
var punctuation = func() *strings.Replacer {
	pairs := []string{"_", " "}
	for _, r := range "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~" {
		pairs = append(pairs, string(r), "")
	}
	return strings.NewReplacer(pairs...)
}()

// canonical prepares a text as open_clip's canonicalize_text does, after the repairs of clean.
func canonical(text string) string {
	text = punctuation.Replace(strings.TrimSpace(unescape(unescape(repair(text)))))
	return strings.Join(strings.Fields(cases.Lower(language.Und).String(text)), " ")
}
