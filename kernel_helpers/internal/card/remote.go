package card

import (
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// HubFile is a file of a Hugging Face repository, or with an empty Path the repository.
type HubFile struct {
	Repo     string // ORG/NAME
	Revision string // branch, tag or commit; "main" if the source names none
	Path     string // slash path in the repository
}

// String returns the source as it is written on a card.
func (s Source) String() string {
	if s.Scheme == "https" {
		return s.Rest
	}
	return s.Scheme + ":" + s.Rest
}

// Hub reads `hf:ORG/NAME@REVISION/PATH`. Without @REVISION it is the branch main. A slash in the name of a
// revision is written %2F.
func (s Source) Hub() (HubFile, error) {
	org, rest, _ := strings.Cut(s.Rest, "/")
	name, file, _ := strings.Cut(rest, "/")
	name, revision, found := strings.Cut(name, "@")
	if !found {
		revision = "main"
	}
	revision, err := url.PathUnescape(revision)
	f := HubFile{Repo: org + "/" + name, Revision: revision, Path: file}
	if s.Scheme != "hf" || err != nil || plain(org) != nil || plain(name) != nil || revision == "" || revision == "." || revision == ".." ||
		file != "" && (path.Clean("/" + file)[1:] != file || strings.ContainsAny(file, `\:?#`) || CheckName(path.Base(file)) != nil) {
		return HubFile{}, fmt.Errorf("the source %q names no file of the Hugging Face hub; write `hf:ORG/NAME@REVISION/PATH`", s)
	}
	return f, nil
}

// Kaggle reads `kaggle:OWNER/SLUG`.
func (s Source) Kaggle() (owner, slug string, err error) {
	owner, slug, _ = strings.Cut(s.Rest, "/")
	if s.Scheme != "kaggle" || plain(owner) != nil || plain(slug) != nil {
		return "", "", fmt.Errorf("the source %q names no data set of Kaggle; write `kaggle:OWNER/SLUG`", s)
	}
	return owner, slug, nil
}

// World reads `world:NAME@SEED`. Which names there are is known to package world.
func (s Source) World() (name string, seed uint64, err error) {
	name, text, _ := strings.Cut(s.Rest, "@")
	seed, err = strconv.ParseUint(text, 10, 64)
	if s.Scheme != World || plain(name) != nil || err != nil {
		return "", 0, fmt.Errorf("the source %q names no drawn data set; write `world:NAME@SEED` with a number as seed", s)
	}
	return name, seed, nil
}

// CheckRemote says what is wrong with a source that is downloaded or drawn; one file is wanted, or a whole data set.
func (s Source) CheckRemote(file bool) error {
	switch s.Scheme {
	case "hf":
		f, err := s.Hub()
		if err == nil && file != (f.Path != "") {
			return fmt.Errorf("the source %q names %s; write %s", s, oneOf(file, "no file", "a file"), oneOf(file, "`hf:ORG/NAME@REVISION/PATH`", "`hf:ORG/NAME@REVISION`"))
		}
		return err
	case "kaggle":
		_, _, err := s.Kaggle()
		return err
	case World:
		if file {
			return fmt.Errorf("the source %q draws pictures, and a file is wanted; write `file:PATH`, `hf:…` or `https:…`", s)
		}
		_, _, err := s.World()
		return err
	case "https":
		if u, err := url.Parse(s.Rest); err != nil || u.Host == "" || u.User != nil {
			return fmt.Errorf("the source %q is no address; write https://HOST/PATH", s)
		}
	}
	return nil
}

func oneOf(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// plain refuses what a user or repository of the hub or of Kaggle cannot be called.
func plain(name string) error {
	for _, r := range name {
		if r != '.' && r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return fmt.Errorf("the name %q holds %q", name, r)
		}
	}
	return CheckName(name)
}
