package dataset

import (
	"errors"
	"io"
	"os"
)

// part is where in a file an image is.
type part interface {
	// read reads the image from the file at path into buf, or into a larger buffer if it does not fit.
	read(path string, buf []byte) ([]byte, error)
}

// Read reads the image into buf, or into a larger buffer if it does not fit, and returns the buffer also
// with an error. It may be called by several goroutines; that images are read about in the order of their
// ids makes it cheap. The error is the reason alone, without the item's name.
func (it Item) Read(buf []byte) ([]byte, error) {
	var data []byte
	var err error
	if it.part != nil {
		data, err = it.part.read(it.Path, buf)
	} else {
		data, err = readFile(it.Path, buf)
	}
	if err != nil {
		return buf, errors.New(Reason(err))
	}
	return data, nil
}

// Whole reports whether the image is all of the file at Path.
func (it Item) Whole() bool { return it.part == nil }

func readFile(path string, buf []byte) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a file")
	}
	buf = sized(buf, int(info.Size()))
	_, err = io.ReadFull(f, buf)
	return buf, err
}

// sized returns a buffer of n bytes: buf, if it is large enough.
func sized(buf []byte, n int) []byte {
	if cap(buf) < n {
		return make([]byte, n)
	}
	return buf[:n]
}

// span is an image that lies in its file as it is.
type span struct {
	offset int64
	length int
}

func (s span) read(path string, buf []byte) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	buf = sized(buf, s.length)
	_, err = io.ReadFull(io.NewSectionReader(f, s.offset, int64(s.length)), buf)
	return buf, err
}
