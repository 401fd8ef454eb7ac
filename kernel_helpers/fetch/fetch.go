package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// Want is what a card needs: a model's weights, one file, or a data set, a folder that comes as files of the
// hub, as a zip, or is drawn.
type Want struct {
	Name    string // of the model or data set
	Dataset bool
	License string
	Source  card.Source
	SHA256  digest.SHA256 // of the file or zip, as on the card; zero = as in the lock file
	Card    string        // path of the card
	Files   []string      // of a data set of the hub: patterns of its files, see shelf.Match
}

// Got is what was fetched.
type Got struct {
	Path    string // of the file or folder
	Size    int64  // of the file or zip, or of all files, in bytes; 0 for a mounted or drawn folder
	Mounted bool   // the folder is Kaggle's own
	New     bool   // it came in now
}

// Have returns what is here already, without any request. The error is shelf.ErrAbsent if it has to be
// fetched; a source that has to be got by hand is an error of its own.
func (c *Client) Have(w Want) (Got, error) {
	if err := w.check(); err != nil {
		return Got{}, err
	}
	if w.ofHub() {
		return c.haveFiles(w)
	}
	find := c.shelf.File
	if w.Dataset {
		find = c.shelf.Folder
	}
	path, err := find(w.Source, w.SHA256)
	if err != nil {
		return Got{}, err
	}
	entry, _, err := c.shelf.Entry(w.Source)
	return Got{Path: path, Size: entry.Size, Mounted: w.Dataset && c.shelf.Mounted(w.Source) != ""}, err
}

// check refuses sources that are not downloaded, and says what to do.
func (w Want) check() error {
	if err := w.Source.CheckRemote(!w.Dataset); err != nil {
		return fmt.Errorf("fetching %s: %s: %w", w.Name, w.Card, err)
	}
	switch {
	case w.Source.Scheme == "manual":
		return &ByHandError{w}
	case !w.Dataset && w.Source.Scheme == "kaggle":
		return fmt.Errorf("fetching %s: weights come from the hub or an address; write `weights: hf:…`, `https:…` or `file:…` in %s", w.Name, w.Card)
	}
	return nil
}

// Fetch brings what is missing. It may be called again after any error, and goes on where it was. Two
// processes that want the same wait for one another.
func (c *Client) Fetch(ctx context.Context, w Want) (Got, error) {
	got, err := c.Have(w)
	if err == nil || !errors.Is(err, shelf.ErrAbsent) {
		return got, err
	}
	unlock, err := c.guard(ctx, w.Source)
	if err != nil {
		return Got{}, fmt.Errorf("fetching %s: %w", w.Name, err)
	}
	defer unlock()
	if got, err := c.Have(w); err == nil { // another process was at it
		return got, nil
	}
	if err := c.bring(ctx, w); err != nil {
		return Got{}, fmt.Errorf("fetching %s: %w", w.Name, err)
	}
	got, err = c.Have(w)
	got.New = true
	return got, err
}

// guard takes the lock of a source.
func (c *Client) guard(ctx context.Context, src card.Source) (unlock func(), err error) {
	path := c.shelf.Unfinished(src) + ".lock"
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, writing(path, err)
	}
	lock := flock.New(path)
	held, err := lock.TryLock()
	if err == nil && !held {
		c.progress(StepWait, 0, -1)
		_, err = lock.TryLockContext(ctx, 100*time.Millisecond)
	}
	if err != nil {
		return nil, fmt.Errorf("waiting for another process: %w", err)
	}
	return func() { lock.Close() }, nil
}

// bring downloads, verifies, locks and unpacks, or draws.
func (c *Client) bring(ctx context.Context, w Want) error {
	switch {
	case w.ofHub():
		return c.bringFiles(ctx, w)
	case w.Drawn():
		return c.draw(ctx, w)
	}
	path, err := c.shelf.FilePath(w.Source)
	if err != nil {
		return err
	}
	entry, _, err := c.shelf.Entry(w.Source)
	if err != nil {
		return err
	}
	if done, err := c.fromHubCache(ctx, w, entry, c.pinned(w, entry)); done || err != nil {
		return err
	}
	j, commit, err := c.job(ctx, w, entry)
	if err != nil {
		return err
	}
	if done, err := c.fromHubCache(ctx, w, shelf.Entry{Size: j.size, SHA256: j.sha256}, commit); done || err != nil {
		return err
	}
	p, err := c.download(ctx, j, c.shelf.Unfinished(w.Source))
	if err != nil {
		return err
	}
	defer p.close()
	entry = shelf.Entry{Size: p.size, SHA256: p.digest(), Commit: commit}
	if !w.Dataset {
		if err := c.shelf.Record(w.Source, entry); err != nil {
			return err
		}
		return p.finish(path)
	}
	return c.open(ctx, w, p, entry)
}

// open unpacks a complete zip. The zip is recorded first: a process that is killed in between finds it again.
func (c *Client) open(ctx context.Context, w Want, p *part, entry shelf.Entry) error {
	folder, err := c.shelf.FolderPath(w.Source)
	if err != nil {
		return err
	}
	z, err := c.openZip(p.path + ".part")
	if err != nil {
		return errors.Join(fmt.Errorf("unpacking %s: %w", shown(w.Source.String()), err), p.discard())
	}
	defer z.Close()
	if err := c.shelf.Record(w.Source, entry); err != nil {
		return err
	}
	if err := p.identify("sha256 " + entry.SHA256.String()); err != nil {
		return err
	}
	if err := c.unpack(ctx, z, p.path+".unpacked", folder); err != nil {
		return fmt.Errorf("unpacking %s: %w", shown(w.Source.String()), err)
	}
	z.Close()
	return p.discard()
}

// job finds out what to download: where it is, and what is known of it.
func (c *Client) job(ctx context.Context, w Want, entry shelf.Entry) (j job, commit string, err error) {
	j = job{url: w.Source.Rest, size: -1, sha256: w.SHA256, says: "the card " + w.Card}
	if j.sha256.IsZero() && !entry.SHA256.IsZero() {
		j.sha256, j.size, j.says = entry.SHA256, entry.Size, "the lock file, since the first download,"
	}
	switch w.Source.Scheme {
	case "hf":
		return c.hubJob(ctx, w, entry, j)
	case "kaggle":
		owner, slug, err := w.Source.Kaggle()
		j.url, j.auth = c.kaggle.url(owner, slug), newCredential(c.kaggle.endpoint, c.kaggle.auth)
		j.refused = func(a answer) error { return c.kaggle.refused(owner, slug, a) }
		return j, "", err
	}
	j.refused = func(a answer) error {
		what := "getting " + shown(w.Source.Rest)
		if a.StatusCode == http.StatusNotFound || a.StatusCode == http.StatusGone {
			return fmt.Errorf("%s: there is no such file (HTTP %d); correct the address in %s", what, a.StatusCode, w.Card)
		}
		return unexpected(what, a)
	}
	return j, "", nil
}
