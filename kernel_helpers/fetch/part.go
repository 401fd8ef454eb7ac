package fetch

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// part is a download that is not complete: PATH.part, and PATH.json that says of which file it is.
type part struct {
	path        string // without .part
	file        *os.File
	out         io.Writer // the file, perhaps behind a test's limit
	size, total int64     // bytes here and in all; total is -1 while it is not known
	joined      bool      // the bytes came by more than one answer, perhaps at other times
	sum         hash.Hash // SHA-256 of the bytes so far
	id          string
}

// partInfo tells whether the bytes that are here begin the file that is wanted.
type partInfo struct {
	ID string `json:"id"` // a digest or a strong ETag; "" = not known, so the bytes cannot be used
}

// openPart opens a part and reads what an earlier try left, which counts only if id is the same or "".
func (c *Client) openPart(path, id string) (*part, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, writing(path, err)
	}
	file, err := os.OpenFile(path+".part", os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, writing(path, err)
	}
	p := &part{path: path, file: file, out: file, sum: sha256.New()}
	if c.limit != nil {
		p.out = c.limit(file)
	}
	var info partInfo
	if text, err := os.ReadFile(path + ".json"); err == nil {
		_ = json.Unmarshal(text, &info) // a damaged one says nothing
	}
	if info.ID == "" || id != "" && id != info.ID {
		return p, p.begin(id)
	}
	p.id = info.ID
	p.size, err = io.Copy(p.sum, file)
	p.joined = p.size > 0
	return p, err
}

// begin empties the part; id is what the bytes to come are known by.
func (p *part) begin(id string) error {
	p.id, p.size, p.joined = id, 0, false
	p.sum.Reset()
	if err := p.file.Truncate(0); err != nil {
		return writing(p.path, err)
	}
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return writing(p.path, err)
	}
	return p.identify(id)
}

// identify notes what the bytes here are known by.
func (p *part) identify(id string) error {
	p.id = id
	text, err := json.Marshal(partInfo{id})
	if err != nil {
		return err
	}
	return writing(p.path, atomicfile.WriteBytes(p.path+".json", text))
}

// Write adds bytes.
func (p *part) Write(b []byte) (int, error) {
	n, err := p.out.Write(b)
	p.sum.Write(b[:n])
	p.size += int64(n)
	return n, writing(p.path, err)
}

func (p *part) digest() digest.SHA256 { return digest.SHA256(p.sum.Sum(nil)) }

// finish moves the complete part to path.
func (p *part) finish(path string) error {
	if err := p.file.Sync(); err != nil {
		return writing(path, err)
	}
	if err := p.file.Close(); err != nil {
		return writing(path, err)
	}
	if err := atomicfile.Rename(p.path+".part", path); err != nil {
		return writing(path, err)
	}
	return os.Remove(p.path + ".json")
}

// discard removes the part.
func (p *part) discard() error {
	p.file.Close()
	return errors.Join(os.Remove(p.path+".part"), os.Remove(p.path+".json"))
}

// close leaves the part for the next time.
func (p *part) close() { p.file.Close() }

// diskError is an error of this machine, which no new try mends.
type diskError struct{ err error }

func (e *diskError) Error() string { return e.err.Error() }
func (e *diskError) Unwrap() error { return e.err }

// writing explains an error of the disk.
func writing(path string, err error) error {
	var known *diskError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT):
		return &diskError{fmt.Errorf("writing %s: the disk is full (%w); free some space, or set VFM_CACHE to a folder on another disk, and run the same command again", path, err)}
	}
	return &diskError{fmt.Errorf("writing %s: %w; set VFM_CACHE to a folder that you may write to", path, err)}
}
