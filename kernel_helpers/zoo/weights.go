package zoo

import (
	"fmt"
	"os"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// WeightsPath returns where the weights file is. Its error says what to do when it is not there.
func (c Card) WeightsPath() (string, error) {
	source, err := card.ParseSource(c.Weights)
	if err != nil {
		return "", fmt.Errorf("finding weights of %s: %s: %w", c.Name, c.Path, err)
	}
	if source.Scheme != "file" {
		if source.Scheme == "dir" {
			return "", fmt.Errorf("finding weights of %s: %s: weights are one file; write `weights: file:PATH`", c.Name, c.Path)
		}
		return "", fmt.Errorf("finding weights of %s: this version of vfm downloads nothing; %s, then write `weights: file:PATH` in %s", c.Name, source.ByHand(), c.Path)
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

// Verify compares the weights file's digest with the card's sha256. A card without one accepts every file.
func (c Card) Verify(d digest.SHA256) error {
	if c.SHA256 == "" {
		return nil
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
