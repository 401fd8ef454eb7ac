// Package digest is a typed SHA-256: computed, printed and parsed in one place, so that no string of
// another kind can be taken for one.
//
//	d, err := digest.File(ctx, "model.onnx")
//	fmt.Println(d) // 64 hexadecimal digits
package digest

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
)

// SHA256 is the digest of some bytes. It prints and marshals as 64 lower-case hexadecimal digits.
type SHA256 [sha256.Size]byte

// Of returns the digest of b.
func Of(b []byte) SHA256 { return sha256.Sum256(b) }

// File returns the digest of the file's content, streamed. When ctx ends it returns soon, with its error.
func File(ctx context.Context, path string) (SHA256, error) {
	f, err := os.Open(path)
	if err != nil {
		return SHA256{}, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, reader{ctx, f}); err != nil {
		return SHA256{}, fmt.Errorf("reading %s: %w", path, err)
	}
	return SHA256(h.Sum(nil)), nil
}

// reader reads until its context ends. It lives as long as the call that was given the context.
type reader struct {
	ctx context.Context
	io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// Fields returns the digest of a list of strings. Each is preceded by its length, so that no two
// different lists have the same input.
func Fields(fields ...string) SHA256 {
	h := sha256.New()
	var n [8]byte
	for _, f := range fields {
		binary.LittleEndian.PutUint64(n[:], uint64(len(f)))
		h.Write(n[:])
		io.WriteString(h, f)
	}
	return SHA256(h.Sum(nil))
}

// Parse reads 64 hexadecimal digits.
func Parse(s string) (SHA256, error) {
	var d SHA256
	if len(s) != hex.EncodedLen(len(d)) {
		return d, fmt.Errorf("a SHA-256 has 64 hexadecimal digits, %q has %d characters", s, len(s))
	}
	if _, err := hex.Decode(d[:], []byte(s)); err != nil {
		return d, fmt.Errorf("reading SHA-256 %q: %w", s, err)
	}
	return d, nil
}

// String returns 64 hexadecimal digits.
func (d SHA256) String() string { return hex.EncodeToString(d[:]) }

// IsZero reports whether d was never set.
func (d SHA256) IsZero() bool { return d == SHA256{} }

// MarshalText writes the digest as 64 hexadecimal digits; JSON and YAML use it.
func (d SHA256) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *SHA256) UnmarshalText(text []byte) error {
	p, err := Parse(string(text))
	*d = p
	return err
}
