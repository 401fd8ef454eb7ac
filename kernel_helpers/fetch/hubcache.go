package fetch

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// repoDir is the folder of a repository in the hub's cache.
func (h hub) repoDir(f card.HubFile) string {
	name := f.Repo
	if !strings.HasPrefix(name, datasetsPrefix) {
		name = "models/" + name
	}
	return filepath.Join(h.cache, strings.ReplaceAll(name, "/", "--"))
}

// cachedCommit is the commit that a branch had when another program asked the hub, or "".
func (h hub) cachedCommit(f card.HubFile) string {
	text, err := os.ReadFile(filepath.Join(h.repoDir(f), "refs", filepath.FromSlash(f.Revision)))
	if commit := strings.TrimSpace(string(text)); err == nil && isSHA1(commit) {
		return commit
	}
	return ""
}

// cached returns the file of a commit in the hub's cache, or "", and what its name there says of its bytes.
func (h hub) cached(f card.HubFile, commit string) (path string, info hubInfo) {
	if !isSHA1(commit) {
		return "", hubInfo{}
	}
	link := filepath.Join(h.repoDir(f), "snapshots", commit, filepath.FromSlash(f.Path))
	path, err := filepath.EvalSymlinks(link)
	if err != nil {
		return "", hubInfo{}
	}
	stat, err := os.Stat(path)
	if err != nil || !stat.Mode().IsRegular() {
		return "", hubInfo{}
	}
	info = hubInfo{commit: commit, size: stat.Size()}
	if d, err := digest.Parse(filepath.Base(path)); err == nil {
		info.sha256 = d
	} else if isSHA1(filepath.Base(path)) {
		info.gitBlob = filepath.Base(path)
	}
	return path, info
}

// fromHubCache brings a file of the hub's cache onto the shelf without a copy or a request: a second name of
// the same file, or on another disk a link to it. Its bytes are compared with the card, else with want,
// else with the digest that the cache itself gives it. Without any of them, or if they differ, done is false.
func (c *Client) fromHubCache(ctx context.Context, w Want, want shelf.Entry, commit string) (done bool, err error) {
	f, err := w.Source.Hub()
	if err != nil {
		return false, nil // not a source of the hub
	}
	cached, info := c.hub.cached(f, commit)
	d := c.checkCached(ctx, cached, info, w.SHA256, want.SHA256, info.sha256)
	if d.IsZero() {
		return false, nil
	}
	path, err := c.shelf.FilePath(w.Source)
	if err != nil {
		return false, err
	}
	if linked := link(cached, c.shelf.Unfinished(w.Source)+".link", path); !linked {
		return false, nil
	}
	return true, c.shelf.Record(w.Source, shelf.Entry{Size: info.size, SHA256: d, Commit: commit})
}

// checkCached reads a file of the hub's cache and returns its digest, which has to be the first of those that
// is not zero, else its Git digest the one of info. It is zero if the file is not there, damaged or another
// one: then it is downloaded.
func (c *Client) checkCached(ctx context.Context, path string, info hubInfo, digests ...digest.SHA256) digest.SHA256 {
	i := slices.IndexFunc(digests, func(d digest.SHA256) bool { return !d.IsZero() })
	if path == "" || i < 0 && info.gitBlob == "" {
		return digest.SHA256{}
	}
	c.progress(StepVerify, 0, info.size)
	d, err := digest.File(ctx, path)
	if err != nil || i >= 0 && d != digests[i] || i < 0 && !isGitBlob(path, info) {
		return digest.SHA256{}
	}
	return d
}

// isGitBlob compares a small file with the digest that Git has of it.
func isGitBlob(path string, info hubInfo) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	sum, err := gitSum(file, info.size)
	return err == nil && sum == info.gitBlob
}

// link gives a file another name, by way of a temporary one. A disk that has no links is no error.
func link(file, temporary, name string) bool {
	if os.MkdirAll(filepath.Dir(temporary), 0o755) != nil {
		return false
	}
	os.Remove(temporary) // of a killed process
	if os.Link(file, temporary) != nil && os.Symlink(file, temporary) != nil {
		return false
	}
	return atomicfile.Rename(temporary, name) == nil
}
