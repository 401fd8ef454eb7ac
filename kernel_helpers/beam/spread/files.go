package spread

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"os"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local" // paths without a scheme

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// Remote reports whether a path is one of an object store, such as gs://bucket/name.
func Remote(path string) bool { return strings.Contains(path, "://") }

// write writes a file whole or not at all. An object appears in its store when it is complete.
func write(ctx context.Context, path string, data []byte) error {
	if !Remote(path) {
		return atomicfile.WriteBytes(path, data)
	}
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return err
	}
	defer fs.Close()
	if err := filesystem.Write(ctx, fs, path, data); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// read reads a whole file.
func read(ctx context.Context, path string) ([]byte, error) {
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	data, err := filesystem.Read(ctx, fs, path)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return data, nil
}

// exists reports whether a file is there.
func exists(ctx context.Context, path string) bool {
	if !Remote(path) {
		_, err := os.Stat(path)
		return err == nil
	}
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return false
	}
	defer fs.Close()
	found, err := fs.List(ctx, path)
	return err == nil && len(found) == 1
}

// save writes a value, and load reads it.
func save(ctx context.Context, path string, value any) error {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(value); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return write(ctx, path, b.Bytes())
}

func load(ctx context.Context, path string, value any) error {
	data, err := read(ctx, path)
	if err != nil {
		return err
	}
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(value); err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	return nil
}
