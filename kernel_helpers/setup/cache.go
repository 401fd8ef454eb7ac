package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/dustin/go-humanize"

	"github.com/vfm-go/vfm/kernel_helpers/internal/chromium"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// littleSpace is the free space in bytes below which doctor advises another place for the cache.
const littleSpace = 2 << 30

// cachePart is the folder for downloads and embeddings: it has to be writable.
func (c Checkout) cachePart() Part {
	const mend = "set VFM_CACHE to a folder with free space that you may write to"
	find := func(context.Context) Finding {
		dir, err := shelf.CacheDir()
		if err != nil {
			return Finding{What: err.Error(), Mend: mend}
		}
		if err := tryWriting(dir); err != nil {
			return Finding{What: err.Error(), Mend: mend}
		}
		what := dir
		if free, ok := shelf.Free(dir); ok {
			what = fmt.Sprintf("%s, %s free", dir, humanize.IBytes(free))
			if free < littleSpace {
				what += " (little; VFM_CACHE names another folder)"
			}
		}
		return Finding{OK: true, What: what}
	}
	return Part{Name: "cache", Needed: true, Find: find}
}

// tryWriting makes dir and a file in it, and removes the file.
func tryWriting(dir string) error {
	if err := makeFolder(dir); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, ".doctor.*.tmp")
	if err != nil {
		return fmt.Errorf("writing to the cache folder: %w", err)
	}
	file.Close()
	return os.Remove(file.Name())
}

// browserPart is a Chromium. It prints reports to PDF, and tests of the report open one.
func (c Checkout) browserPart() Part {
	return Part{Name: "Chromium", Needed: false, Find: func(context.Context) Finding {
		path, err := chromium.Find()
		if errors.Is(err, chromium.ErrNone) {
			return Finding{What: "none on the PATH; there is no PDF of a report, and tests that open it are skipped", Mend: debianCommand("chromium")}
		}
		if err != nil {
			return Finding{What: err.Error(), Mend: "correct VFM_CHROMIUM, or unset it"}
		}
		return Finding{OK: true, What: filepath.Clean(path) + " (for PDFs and tests of the report)"}
	}}
}
