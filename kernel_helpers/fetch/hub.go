package fetch

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// hub is how the Hugging Face hub is reached.
type hub struct {
	endpoint string // without a slash at the end
	token    string // "" = none
	cache    string // folder of the files that other programs have downloaded
	offline  bool
}

// newHub reads the variables that the hub's own programs read.
func newHub(env func(string) string) (hub, error) {
	home := env("HF_HOME")
	if home == "" {
		base := env("XDG_CACHE_HOME")
		if base == "" {
			user, err := os.UserHomeDir()
			if err != nil {
				user = "" // no home folder, no cache in it
			}
			base = filepath.Join(user, ".cache")
		}
		home = filepath.Join(base, "huggingface")
	}
	h := hub{endpoint: strings.TrimRight(env("HF_ENDPOINT"), "/"), cache: env("HF_HUB_CACHE"), token: env("HF_TOKEN")}
	if h.endpoint == "" {
		h.endpoint = "https://huggingface.co"
	}
	if u, err := url.Parse(h.endpoint); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return hub{}, fmt.Errorf("reading HF_ENDPOINT: %q is no address; write https://HOST, or unset it", h.endpoint)
	}
	if h.cache == "" {
		h.cache = filepath.Join(home, "hub")
	}
	switch strings.ToLower(env("HF_HUB_OFFLINE")) {
	case "1", "true", "yes", "on":
		h.offline = true
	}
	if h.token == "" {
		path := env("HF_TOKEN_PATH")
		if path == "" {
			path = filepath.Join(home, "token")
		}
		if text, err := os.ReadFile(path); err == nil {
			h.token = string(text)
		}
	}
	h.token = strings.TrimSpace(h.token)
	return h, nil
}

func (h hub) auth() credential {
	if h.token == "" {
		return credential{}
	}
	return newCredential(h.endpoint, "Bearer "+h.token)
}

// url is where a revision's file is.
func (h hub) url(f card.HubFile, revision string) string {
	parts := strings.Split(f.Path, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return h.endpoint + "/" + f.Repo + "/resolve/" + url.PathEscape(revision) + "/" + strings.Join(parts, "/")
}

// hubInfo is what the hub says of a file before it is downloaded.
type hubInfo struct {
	commit  string
	size    int64         // -1 = not said
	sha256  digest.SHA256 // of a large file, else zero
	gitBlob string        // SHA-1 of a small file, else ""
}

// ask asks the hub about a file of a revision.
func (c *Client) ask(ctx context.Context, f card.HubFile, revision string) (hubInfo, error) {
	if c.hub.offline {
		return hubInfo{}, fmt.Errorf("asking the hub for %s of %s: HF_HUB_OFFLINE forbids it and the file is not in the cache; unset it, or fetch on a machine with a network", f.Path, f.Repo)
	}
	var info hubInfo
	err := c.retry(ctx, func() (bool, error) {
		a, err := c.send(ctx, request{method: http.MethodHead, url: c.hub.url(f, revision), auth: c.hub.auth(), stay: true})
		if err != nil {
			return false, err
		}
		defer a.Body.Close()
		if a.StatusCode >= 400 || a.StatusCode == http.StatusNotModified {
			return false, c.hub.refused(f, revision, a)
		}
		info = readHubInfo(a)
		return true, nil
	})
	return info, err
}

func readHubInfo(a answer) hubInfo {
	info := hubInfo{commit: a.Header.Get("X-Repo-Commit"), size: -1}
	tag := a.Header.Get("X-Linked-Etag")
	if tag == "" {
		tag = a.Header.Get("ETag")
	}
	tag = strings.Trim(strings.TrimPrefix(tag, "W/"), `"`)
	if d, err := digest.Parse(tag); err == nil {
		info.sha256 = d
	} else if isSHA1(tag) {
		info.gitBlob = tag
	}
	if n, err := strconv.ParseInt(a.Header.Get("X-Linked-Size"), 10, 64); err == nil && n >= 0 {
		info.size = n
	} else if a.StatusCode == http.StatusOK {
		info.size = a.ContentLength
	}
	return info
}

// pinned is the revision that is downloaded: that of the card, or for a branch the commit that it was at the
// first download, unless the card now wants another file.
func (c *Client) pinned(w Want, entry shelf.Entry) string {
	if entry.Commit != "" && (w.SHA256.IsZero() || w.SHA256 == entry.SHA256) {
		return entry.Commit
	}
	f, err := w.Source.Hub()
	switch {
	case err != nil:
		return ""
	case c.hub.offline && !isSHA1(f.Revision):
		return c.hub.cachedCommit(f)
	}
	return f.Revision
}

// hubJob asks the hub about a file and adds what it says to j.
func (c *Client) hubJob(ctx context.Context, w Want, entry shelf.Entry, j job) (job, string, error) {
	f, err := w.Source.Hub()
	if err != nil {
		return job{}, "", err
	}
	revision := c.pinned(w, entry)
	info, err := c.ask(ctx, f, revision)
	if err != nil {
		return job{}, "", err
	}
	if !j.sha256.IsZero() && !info.sha256.IsZero() && j.sha256 != info.sha256 {
		return job{}, "", &MismatchError{What: f.Path + " of " + f.Repo + " on the hub", Got: info.sha256, Want: j.sha256, Says: j.says}
	}
	if j.size < 0 {
		j.size = info.size
	}
	if j.sha256.IsZero() && !info.sha256.IsZero() {
		j.sha256, j.says = info.sha256, "the hub"
	}
	j.gitBlob = info.gitBlob
	if info.commit != "" {
		revision = info.commit // so that all requests are for the same file
	}
	j.url, j.auth = c.hub.url(f, revision), c.hub.auth()
	j.refused = func(a answer) error { return c.hub.refused(f, revision, a) }
	return j, info.commit, nil
}

// refused explains an answer that is no file.
func (h hub) refused(f card.HubFile, revision string, a answer) error {
	page := h.endpoint + "/" + f.Repo
	what := fmt.Sprintf("getting %s of %s from the hub", f.Path, f.Repo)
	if f.Path == "" {
		what = fmt.Sprintf("listing the files of %s on the hub", f.Repo)
	}
	token := "set HF_TOKEN to a token of https://huggingface.co/settings/tokens"
	switch code := a.Header.Get("X-Error-Code"); {
	case code == "GatedRepo" && h.token == "":
		return fmt.Errorf("%s: its owner gives it to those who accept the terms; accept them at %s, then %s", what, page, token)
	case code == "GatedRepo":
		return fmt.Errorf("%s: the account of your token has not accepted the terms; accept them at %s", what, page)
	case code == "RevisionNotFound":
		return fmt.Errorf("%s: there is no revision %q; look at %s/tree/main and correct the card", what, revision, page)
	case code == "EntryNotFound":
		return fmt.Errorf("%s: there is no such file in revision %s; look at %s/tree/%s and correct the card", what, revision, page, url.PathEscape(revision))
	case a.StatusCode == http.StatusUnauthorized && h.token == "":
		return fmt.Errorf("%s: there is no such repository, or it is private; correct the card, or %s", what, token)
	case a.StatusCode == http.StatusUnauthorized:
		return fmt.Errorf("%s: the hub does not know your token; %s, or unset it", what, token)
	case a.StatusCode == http.StatusForbidden:
		return fmt.Errorf("%s: access is refused; open %s in a browser to see why", what, page)
	case code == "RepoNotFound" || a.StatusCode == http.StatusNotFound:
		return fmt.Errorf("%s: there is no such repository or file; look at %s and correct the card", what, page)
	}
	return unexpected(what, a)
}

// unexpected is the error of any other status, temporary if it may pass.
func unexpected(what string, a answer) error {
	err := fmt.Errorf("%s: the server answers HTTP %d %s; try again later", what, a.StatusCode, http.StatusText(a.StatusCode))
	if passing(a.StatusCode) {
		return &temporary{err: err, after: retryAfter(a.Header, time.Now())}
	}
	return err
}

// isSHA1 reports whether a text is a SHA-1: a commit, or the digest of a file in Git.
func isSHA1(text string) bool {
	b, err := hex.DecodeString(text)
	return err == nil && len(b) == sha1.Size
}

// gitSum is the digest by which Git knows a file: SHA-1 of "blob SIZE\0" and its bytes.
func gitSum(r io.Reader, size int64) (string, error) {
	h := sha1.New()
	fmt.Fprintf(h, "blob %d\x00", size)
	_, err := io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil)), err
}
