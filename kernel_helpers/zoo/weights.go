package zoo

import (
	"fmt"
	"os"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// WeightsPath returns where the weights file is. Its error says what to do when it is not there.
func (c Card) WeightsPath() (string, error) {
	source, err := card.ParseSource(c.Weights)
	if err != nil {
		return "", fmt.Errorf("finding weights of %s: %s: %w", c.Name, c.Path, err)
	}
	switch source.Scheme {
	case "dir":
		return "", fmt.Errorf("finding weights of %s: %s: weights are one file; write `weights: file:PATH`", c.Name, c.Path)
	case "kaggle", "manual":
		return "", fmt.Errorf("finding weights of %s: vfm does not download them; %s, then write `weights: file:PATH` in %s", c.Name, source.ByHand(), c.Path)
	case "hf", "https":
		return c.downloaded(source)
	}
	path, err := source.Resolve(c.Path)
	if err != nil {
		return "", fmt.Errorf("finding weights of %s: %s: %w", c.Name, c.Path, err)
	}
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return "", fmt.Errorf("finding weights of %s: there is no file %s; put it there or correct `weights` in %s", c.Name, path, c.Path)
	case err != nil:
		return "", fmt.Errorf("finding weights of %s: %w; correct `weights` in %s", c.Name, err, c.Path)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("finding weights of %s: %s is not a file; correct `weights` in %s", c.Name, path, c.Path)
	}
	return path, nil
}

// downloaded returns where the file of a remote source lies.
func (c Card) downloaded(source card.Source) (string, error) {
	s, err := shelf.Open()
	if err != nil {
		return "", fmt.Errorf("finding weights of %s: %w", c.Name, err)
	}
	want, err := c.digest()
	if err != nil {
		return "", err
	}
	path, err := s.File(source, want)
	if err != nil {
		return "", fmt.Errorf("finding weights of %s: %w; run `vfm fetch -suite …` with a suite that names it (%s)", c.Name, err, c.Path)
	}
	return path, nil
}

// digest returns the card's sha256, zero if it has none.
func (c Card) digest() (digest.SHA256, error) {
	if c.SHA256 == "" {
		return digest.SHA256{}, nil
	}
	d, err := digest.Parse(c.SHA256)
	if err != nil {
		return d, fmt.Errorf("reading sha256 of %s: %s: %w", c.Name, c.Path, err)
	}
	return d, nil
}

// Verify compares the weights file's digest with the card's sha256, and that of a downloaded file with what
// was downloaded. A card without sha256 accepts every local file.
func (c Card) Verify(d digest.SHA256) error {
	if c.SHA256 == "" {
		return c.verifyDownload(d)
	}
	want, err := digest.Parse(c.SHA256)
	if err != nil {
		return fmt.Errorf("verifying weights of %s: %s: %w", c.Name, c.Path, err)
	}
	if d != want {
		return fmt.Errorf("verifying weights of %s: the file has SHA-256 %s, the card %s says %s; get the file again, or correct sha256 if the file is the right one", c.Name, d, c.Path, want)
	}
	return nil
}

func (c Card) verifyDownload(d digest.SHA256) error {
	source, err := card.ParseSource(c.Weights)
	if err != nil || source.Scheme != "hf" && source.Scheme != "https" {
		return nil
	}
	s, err := shelf.Open()
	if err != nil {
		return fmt.Errorf("verifying weights of %s: %w", c.Name, err)
	}
	entry, found, err := s.Entry(source)
	switch {
	case err != nil:
		return fmt.Errorf("verifying weights of %s: %w", c.Name, err)
	case found && entry.SHA256 != d:
		path, _ := s.FilePath(source)
		return fmt.Errorf("verifying weights of %s: %s has SHA-256 %s, and %s was downloaded; remove the file and run `vfm fetch -suite …`", c.Name, path, d, entry.SHA256)
	}
	return nil
}
