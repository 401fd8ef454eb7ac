package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// job is one file to download.
type job struct {
	url     string
	auth    credential
	size    int64         // -1 = not known
	sha256  digest.SHA256 // zero = not known
	says    string        // who says sha256, for an error, such as "the card x.yaml"
	gitBlob string        // SHA-1 of a small file of the hub; "" = not known
	refused func(answer) error
}

// id is what tells the bytes of this job from others; "" = only the server can.
func (j job) id() string {
	switch {
	case !j.sha256.IsZero():
		return "sha256 " + j.sha256.String()
	case j.gitBlob != "":
		return "git " + j.gitBlob
	}
	return ""
}

// download brings the job's file to a part beginning with path, or goes on with the part that is there, and
// verifies it. The caller finishes or closes the part. After an error the part stays for another time,
// unless its bytes are wrong.
func (c *Client) download(ctx context.Context, j job, path string) (*part, error) {
	p, err := c.openPart(path, j.id())
	if err != nil {
		return nil, err
	}
	p.total = j.size
	for again := false; ; again = true {
		err = c.retry(ctx, func() (bool, error) {
			before := p.size
			err := c.continuePart(ctx, j, p)
			return p.size > before, err
		})
		if err != nil {
			p.close()
			return nil, err
		}
		wrong := j.verify(p)
		if wrong == nil {
			return p, nil
		}
		if again || !p.joined { // the server's file is wrong
			return nil, errors.Join(wrong, p.discard())
		}
		// What was here may have been wrong: once more from the beginning.
		if err := p.begin(j.id()); err != nil {
			p.close()
			return nil, err
		}
	}
}

// continuePart sends one request for what is missing, and reads it.
func (c *Client) continuePart(ctx context.Context, j job, p *part) error {
	if p.size == p.total {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := request{method: http.MethodGet, url: j.url, auth: j.auth, header: map[string]string{}}
	if p.size > 0 {
		r.header["Range"] = fmt.Sprintf("bytes=%d-", p.size)
		if tag, ok := strings.CutPrefix(p.id, "etag "); ok {
			r.header["If-Range"] = tag
		}
	}
	a, err := c.send(ctx, r)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	if a.StatusCode == http.StatusRequestedRangeNotSatisfiable && a.Header.Get("Content-Range") == fmt.Sprintf("bytes */%d", p.size) {
		p.total = p.size // all of it is here
		return nil
	}
	total, err := j.accept(a, p)
	if err != nil {
		return err
	}
	switch {
	case j.size < 0:
		p.total = total
	case total >= 0 && total != j.size:
		return &temporary{err: fmt.Errorf("getting %s: the server has a file of %d bytes, and it should have %d; try again later", shown(j.url), total, j.size)}
	}
	if err := c.room(p.path, p.total-p.size); err != nil {
		return err
	}
	return c.read(ctx, cancel, j, a.Body, p)
}

// accept looks at the answer's status: what of the file follows, and how long the whole of it is (-1 = the
// server does not say). It empties the part if the server begins anew.
func (j job) accept(a answer, p *part) (total int64, err error) {
	if encoding := a.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" && a.StatusCode < 300 {
		return 0, fmt.Errorf("getting %s: the server sends it packed as %s although it was asked not to; give the card another source", shown(j.url), encoding)
	}
	switch a.StatusCode {
	case http.StatusOK:
		if a.ContentLength < 0 && a.ProtoMajor < 2 && len(a.TransferEncoding) == 0 && j.sha256.IsZero() {
			return 0, fmt.Errorf("getting %s: the server does not say where the file ends; write its `sha256` on the card", shown(j.url))
		}
		id := j.id()
		if tag := a.Header.Get("ETag"); id == "" && strings.HasPrefix(tag, `"`) {
			id = "etag " + tag
		}
		return a.ContentLength, p.begin(id)
	case http.StatusPartialContent:
		var from, to int64
		if _, err := fmt.Sscanf(a.Header.Get("Content-Range"), "bytes %d-%d/%d", &from, &to, &total); err != nil || from != p.size || to+1 > total {
			return 0, again(p, j, "the server answers with another range than was asked for")
		}
		if tag, ok := strings.CutPrefix(p.id, "etag "); ok && a.Header.Get("ETag") != tag {
			return 0, again(p, j, "the file changed on the server")
		}
		p.joined = true
		return total, nil
	case http.StatusRequestedRangeNotSatisfiable:
		return 0, again(p, j, "the server has less of it than is here")
	}
	if a.away && (a.StatusCode == http.StatusForbidden || a.StatusCode == http.StatusUnauthorized) {
		// The signed address ran out: the next try asks for a new one.
		return 0, &temporary{err: fmt.Errorf("getting %s: the storage behind it refuses access (HTTP %d); try again later", shown(j.url), a.StatusCode)}
	}
	return 0, j.refused(a)
}

// again empties the part for another try.
func again(p *part, j job, reason string) error {
	if err := p.begin(j.id()); err != nil {
		return err
	}
	return &temporary{err: fmt.Errorf("getting %s: %s; try again later", shown(j.url), reason)}
}

// read copies the body into the part. A body that ends early is temporary, one that goes on too long is not.
func (c *Client) read(ctx context.Context, cancel func(), j job, body io.Reader, p *part) error {
	idle := time.AfterFunc(c.idle, cancel)
	defer idle.Stop()
	buffer := make([]byte, 256<<10)
	for {
		n, err := body.Read(buffer)
		if idle.Stop() {
			idle.Reset(c.idle)
		}
		if p.total >= 0 && p.size+int64(n) > p.total {
			return errors.Join(fmt.Errorf("getting %s: more than its %d bytes come; give the card another source or try again later", shown(j.url), p.total), p.begin(j.id()))
		}
		if n > 0 {
			if _, err := p.Write(buffer[:n]); err != nil {
				return err
			}
			c.progress(StepDownload, p.size, p.total)
		}
		switch {
		case err == io.EOF && (p.total < 0 || p.size == p.total):
			return nil
		case err == io.EOF:
			return &temporary{err: fmt.Errorf("getting %s: it ends after %d of %d bytes", shown(j.url), p.size, p.total)}
		case err != nil:
			if ctx.Err() != nil {
				err = fmt.Errorf("no byte came for %s", c.idle)
			}
			return &temporary{err: fmt.Errorf("getting %s: the connection broke after %d bytes (%w)", shown(j.url), p.size, err)}
		}
	}
}

// verify compares the complete part with what is known of the file.
func (j job) verify(p *part) error {
	if d := p.digest(); !j.sha256.IsZero() && d != j.sha256 {
		return &MismatchError{What: shown(j.url), Got: d, Want: j.sha256, Says: j.says}
	}
	if j.gitBlob == "" {
		return nil
	}
	file, err := os.Open(p.path + ".part")
	if err != nil {
		return err
	}
	defer file.Close()
	sum, err := gitSum(file, p.size)
	if err == nil && sum != j.gitBlob {
		err = fmt.Errorf("verifying %s: it has the Git digest %s, the hub says %s; try again later", shown(j.url), sum, j.gitBlob)
	}
	return err
}

// margin is left free on the disk.
const margin = 64 << 20

// room refuses what the disk has no room for, before it is full.
func (c *Client) room(path string, bytes int64) error {
	dir := existing(path)
	free, ok := c.free(dir)
	if !ok || bytes < 0 || uint64(bytes)+margin <= free {
		return nil
	}
	return &diskError{fmt.Errorf("there is too little space: %s are needed and %s are free in %s; free some, or set VFM_CACHE to a folder on another disk",
		humanize.Bytes(uint64(bytes)+margin), humanize.Bytes(free), dir)}
}

// MismatchError is a file that is not the one that was meant.
type MismatchError struct {
	What      string
	Got, Want digest.SHA256
	Says      string // who says Want
}

func (e *MismatchError) Error() string {
	return fmt.Sprintf("verifying %s: it has SHA-256 %s, %s says %s; if the new file is the right one, write `sha256: %s` on the card", e.What, e.Got, e.Says, e.Want, e.Got)
}
