package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// maxAnswer bounds one answer of the hub's interface, in bytes. A page lists a thousand files.
const maxAnswer = 16 << 20

// treeEntry is what the hub says of a file or folder.
type treeEntry struct {
	Type string `json:"type"`
	Path string `json:"path"`
	Size int64  `json:"size"`
	OID  string `json:"oid"` // in Git
	LFS  *struct {
		OID  string `json:"oid"` // SHA-256
		Size int64  `json:"size"`
	} `json:"lfs"`
}

// listing returns an entry that knows the files which the patterns name: the old one without any request, or
// a larger one of the same commit.
func (c *Client) listing(ctx context.Context, w Want, old shelf.Entry) (shelf.Entry, error) {
	if old.Listed(w.Files) {
		return old, nil
	}
	repo, err := w.repository()
	if err != nil {
		return shelf.Entry{}, err
	}
	if c.hub.offline {
		return shelf.Entry{}, fmt.Errorf("listing the files of %s on the hub: HF_HUB_OFFLINE forbids it; this is asked once, even if the hub's cache has every file: run `vfm fetch` once without it, on a machine with a network", repo.Repo)
	}
	entry := shelf.Entry{Commit: old.Commit, Patterns: slices.Clone(old.Patterns), Files: maps.Clone(old.Files)}
	if entry.Files == nil {
		entry.Files = map[string]shelf.File{}
	}
	if entry.Commit == "" {
		if entry.Commit, err = c.resolve(ctx, repo); err != nil {
			return shelf.Entry{}, err
		}
	}
	if err := c.tree(ctx, repo, entry, w.Files); err != nil {
		return shelf.Entry{}, err
	}
	for _, p := range w.Files {
		if len(entry.Matching([]string{p})) == 0 {
			return shelf.Entry{}, fmt.Errorf("%s has no file named like %s in revision %s; look at %s/%s/tree/%s and correct `splits` in %s", repo.Repo, p, repo.Revision, c.hub.endpoint, repo.Repo, url.PathEscape(repo.Revision), w.Card)
		}
		if !slices.Contains(entry.Patterns, p) {
			entry.Patterns = append(entry.Patterns, p)
		}
	}
	return entry, nil
}

// resolve asks which commit a revision is.
func (c *Client) resolve(ctx context.Context, repo card.HubFile) (commit string, err error) {
	var info struct {
		SHA string `json:"sha"`
	}
	at := c.hub.endpoint + "/api/" + repo.Repo + "/revision/" + url.PathEscape(repo.Revision)
	if _, err := c.call(ctx, repo, at, &info); err != nil {
		return "", err
	}
	if !isSHA1(info.SHA) {
		return "", fmt.Errorf("listing the files of %s on the hub: its answer names no commit; try again later", repo.Repo)
	}
	return info.SHA, nil
}

// tree adds the files of a commit that the patterns name to an entry.
func (c *Client) tree(ctx context.Context, repo card.HubFile, entry shelf.Entry, patterns []string) error {
	at := c.hub.endpoint + "/api/" + repo.Repo + "/tree/" + entry.Commit + "?recursive=true"
	for seen := 0; at != ""; {
		var page []treeEntry
		next, err := c.call(ctx, repo, at, &page)
		if err != nil {
			return err
		}
		if seen += len(page); seen > c.limits.entries || len(page) == 0 && next != "" {
			return fmt.Errorf("listing the files of %s on the hub: there are more than %d, or the list has no end; give the card another source", repo.Repo, c.limits.entries)
		}
		for _, t := range page {
			wanted := slices.ContainsFunc(patterns, func(p string) bool { return shelf.Match(p, t.Path) })
			if t.Type != "file" || !wanted {
				continue
			}
			f, err := t.file()
			if err != nil {
				return fmt.Errorf("listing the files of %s on the hub: %w", repo.Repo, err)
			}
			entry.Files[t.Path] = f
		}
		at = next
	}
	return nil
}

// file checks what the hub says of a file: its name must not lead out of the folder.
func (t treeEntry) file() (shelf.File, error) {
	if !fs.ValidPath(t.Path) || strings.ContainsAny(t.Path, "\\:\x00") || !filepath.IsLocal(filepath.FromSlash(t.Path)) {
		return shelf.File{}, fmt.Errorf("it holds the name %q, which leads out of the folder; do not use it", t.Path)
	}
	f := shelf.File{Size: t.Size, Git: t.OID}
	if t.LFS != nil {
		d, err := digest.Parse(t.LFS.OID)
		if err != nil {
			return shelf.File{}, fmt.Errorf("%s: %w; try again later", t.Path, err)
		}
		f = shelf.File{Size: t.LFS.Size, SHA256: d}
	}
	if f.Size < 0 || t.LFS == nil && !isSHA1(f.Git) {
		return shelf.File{}, fmt.Errorf("%s has no size or digest there; try again later", t.Path)
	}
	return f, nil
}

// call asks the hub's interface and reads JSON. next is the address of what follows the answer, or "".
func (c *Client) call(ctx context.Context, repo card.HubFile, at string, into any) (next string, err error) {
	err = c.retry(ctx, func() (bool, error) {
		a, err := c.send(ctx, request{method: http.MethodGet, url: at, auth: c.hub.auth()})
		if err != nil {
			return false, err
		}
		defer a.Body.Close()
		if a.StatusCode != http.StatusOK {
			return false, c.hub.refused(repo, repo.Revision, a)
		}
		what := "listing the files of " + repo.Repo + " on the hub"
		text, err := io.ReadAll(io.LimitReader(a.Body, maxAnswer+1))
		if err != nil {
			return false, &temporary{err: fmt.Errorf("%s: the connection broke (%w)", what, err)}
		}
		if len(text) > maxAnswer {
			return false, fmt.Errorf("%s: an answer has more than %d bytes; give the card another source", what, maxAnswer)
		}
		if err := json.Unmarshal(text, into); err != nil {
			return false, fmt.Errorf("%s: the answer is not what the hub's interface gives (%w); look at HF_ENDPOINT", what, err)
		}
		next, err = nextPage(a.Request.URL, a.Header.Get("Link"))
		return true, err
	})
	return next, err
}

// nextPage reads the header Link: `<ADDRESS>; rel="next"`, perhaps among others.
func nextPage(at *url.URL, header string) (string, error) {
	for _, link := range strings.Split(header, ",") {
		address, rest, ok := strings.Cut(strings.TrimSpace(link), ">")
		if !ok || !strings.HasPrefix(address, "<") || !strings.Contains(strings.ReplaceAll(rest, `"`, ""), "rel=next") {
			continue
		}
		next, err := at.Parse(address[1:])
		if err != nil || at.Scheme == "https" && next.Scheme != "https" {
			return "", errors.New("the hub's list goes on at no address that can be used; try again later")
		}
		return next.String(), nil
	}
	return "", nil
}
