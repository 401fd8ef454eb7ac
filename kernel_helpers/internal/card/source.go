package card

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Source is where a card's files come from: `dir:PATH`, `file:PATH`, `kaggle:OWNER/SLUG`,
// `hf:ORG/NAME@REVISION` (for one file with `/PATH`), `https://…`, `world:NAME@SEED` (pictures that vfm draws) or
// `manual:` with instructions.
type Source struct {
	Scheme string // one of Schemes
	Rest   string // what follows the colon; for https the whole address
}

// Schemes are the kinds of source that a card may name.
var Schemes = []string{"dir", "file", "kaggle", "hf", "https", World, "manual"}

// World is the kind of source whose pictures are drawn.
const World = "world"

// ParseSource reads the source of a card.
func ParseSource(s string) (Source, error) {
	if s == "" {
		return Source{}, fmt.Errorf("the source is missing; write `dir:PATH` or `file:PATH`, relative to the card")
	}
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || !slices.Contains(Schemes, scheme) {
		return Source{}, fmt.Errorf("the source %q has no known kind; write `dir:PATH` or `file:PATH`, relative to the card (kinds: %s)", s, strings.Join(Schemes, ", "))
	}
	if strings.TrimSpace(rest) == "" {
		return Source{}, fmt.Errorf("the source %q says no more than its kind; write what follows the colon", s)
	}
	if scheme == "https" {
		rest = s
	}
	return Source{Scheme: scheme, Rest: rest}, nil
}

// Local reports whether the source is a path on this machine.
func (s Source) Local() bool { return s.Scheme == "dir" || s.Scheme == "file" }

// Resolve returns the path of a local source, for a card that lies at cardPath. ~ is the home folder.
func (s Source) Resolve(cardPath string) (string, error) {
	p := s.Rest
	if p == "~" || strings.HasPrefix(p, "~/") {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("finding the home folder for %q: %w; write the whole path", p, err)
		}
		return filepath.Join(home, p[1:]), nil
	}
	p = filepath.FromSlash(p)
	if filepath.IsAbs(p) {
		return filepath.Clean(p), nil
	}
	return filepath.Join(filepath.Dir(cardPath), p), nil
}

// ByHand says where a person gets what vfm does not download.
func (s Source) ByHand() string {
	switch s.Scheme {
	case "kaggle":
		return "get it from https://www.kaggle.com/datasets/" + s.Rest
	case "hf":
		repo, revision, found := strings.Cut(s.Rest, "@")
		if found {
			return fmt.Sprintf("get it from Hugging Face, repository %s, revision %s", repo, revision)
		}
		return "get it from Hugging Face, repository " + repo
	case "https":
		return "get it from " + s.Rest
	}
	return "follow its instructions: " + strings.TrimSpace(s.Rest)
}
