package fetch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// datasetsPrefix begins the name of a repository of a data set in the hub's addresses.
const datasetsPrefix = "datasets/"

// ofHub reports whether many files of a repository are wanted, and no zip.
func (w Want) ofHub() bool { return w.Dataset && w.Source.Scheme == "hf" }

// repository is the data set's repository, named as in the hub's addresses.
func (w Want) repository() (card.HubFile, error) {
	f, err := w.Source.Hub()
	f.Repo = datasetsPrefix + f.Repo
	return f, err
}

// file is the source of one file, which names its part while it is downloaded.
func (w Want) file(name string) card.Source {
	return card.Source{Scheme: "hf", Rest: datasetsPrefix + w.Source.Rest + "/" + name}
}

// haveFiles is Have for a data set of the hub.
func (c *Client) haveFiles(w Want) (Got, error) {
	dir, names, err := c.shelf.Files(w.Source, w.Files)
	if err != nil {
		return Got{}, err
	}
	entry, _, err := c.shelf.Entry(w.Source)
	return Got{Path: dir, Size: size(entry, names)}, err
}

func size(entry shelf.Entry, names []string) int64 {
	total := int64(0)
	for _, name := range names {
		total += entry.Files[name].Size
	}
	return total
}

// bringFiles downloads the files of a data set one after the other. Which they are is recorded first, so
// that all come from one commit, wherever the download is cut.
func (c *Client) bringFiles(ctx context.Context, w Want) error {
	dir, err := c.shelf.FolderPath(w.Source)
	if err != nil {
		return err
	}
	old, _, err := c.shelf.Entry(w.Source)
	if err != nil {
		return err
	}
	entry, err := c.listing(ctx, w, old)
	if err != nil {
		return err
	}
	missing, err := c.missing(ctx, w, entry, dir, old)
	if err != nil {
		return err
	}
	if err := c.shelf.Record(w.Source, entry); err != nil {
		return err
	}
	names := entry.Matching(w.Files)
	c.whole = size(entry, names)
	c.before = c.whole - size(entry, missing)
	defer func() { c.before, c.whole = 0, 0 }()
	if err := c.room(dir, c.whole-c.before); err != nil {
		return err
	}
	for _, name := range missing {
		if err := c.bringFile(ctx, w, entry, name, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			return err
		}
		c.before += entry.Files[name].Size
	}
	return nil
}

// missing returns the files that are not here. A file of the right size is, if the lock file knew it before;
// else its bytes are compared too.
func (c *Client) missing(ctx context.Context, w Want, entry shelf.Entry, dir string, old shelf.Entry) ([]string, error) {
	var names []string
	for _, name := range entry.Matching(w.Files) {
		path, f := filepath.Join(dir, filepath.FromSlash(name)), entry.Files[name]
		info, err := os.Stat(path)
		here := err == nil && info.Mode().IsRegular() && info.Size() == f.Size
		if here && old.Files[name] != f {
			here = !c.checkCached(ctx, path, hubInfo{size: f.Size, gitBlob: f.Git}, f.SHA256).IsZero()
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !here {
			names = append(names, name)
		}
	}
	return names, nil
}

// bringFile takes one file from the hub's cache, or downloads it.
func (c *Client) bringFile(ctx context.Context, w Want, entry shelf.Entry, name, path string) error {
	repo, err := w.repository()
	if err != nil {
		return err
	}
	repo.Path = name
	f, unfinished := entry.Files[name], c.shelf.Unfinished(w.file(name))
	cached, info := c.hub.cached(repo, entry.Commit)
	info.gitBlob = f.Git
	if !c.checkCached(ctx, cached, info, f.SHA256).IsZero() && link(cached, unfinished+".link", path) {
		return nil
	}
	if c.hub.offline {
		return fmt.Errorf("getting %s of %s from the hub: HF_HUB_OFFLINE forbids it and the file is not in the cache; unset it, or fetch on a machine with a network", name, repo.Repo)
	}
	p, err := c.download(ctx, job{
		url: c.hub.url(repo, entry.Commit), auth: c.hub.auth(), size: f.Size, sha256: f.SHA256, says: "the hub", gitBlob: f.Git,
		refused: func(a answer) error { return c.hub.refused(repo, entry.Commit, a) },
	}, unfinished)
	if err != nil {
		return err
	}
	defer p.close()
	return p.finish(path)
}

// planFiles is Plan for a data set of the hub.
func (c *Client) planFiles(ctx context.Context, w Want, entry shelf.Entry) (Plan, error) {
	dir, err := c.shelf.FolderPath(w.Source)
	if err != nil {
		return Plan{}, err
	}
	repo, err := w.repository()
	if err != nil {
		return Plan{}, err
	}
	if entry, err = c.listing(ctx, w, entry); err != nil {
		return Plan{}, err
	}
	names := entry.Matching(w.Files)
	p := Plan{Size: size(entry, names), N: len(names)}
	for _, name := range names {
		f := entry.Files[name]
		if info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err == nil && info.Size() == f.Size {
			continue
		}
		repo.Path = name
		if cached, info := c.hub.cached(repo, entry.Commit); cached != "" && info.size == f.Size {
			p.Path = c.hub.repoDir(repo)
			continue
		}
		p.Left += f.Size - c.begun(w.file(name), f.Size)
	}
	return p, nil
}
