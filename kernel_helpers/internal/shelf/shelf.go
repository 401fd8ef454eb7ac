// Package shelf knows where downloaded files lie in the cache, and which of them are whole. It downloads
// nothing: package fetch puts files there, and whoever reads a card takes them from there.
//
//	$VFM_CACHE/downloads/vfm.lock                        what was downloaded: size, SHA-256, commit
//	$VFM_CACHE/downloads/hf/ORG/NAME/REVISION/PATH       a file of the Hugging Face hub
//	$VFM_CACHE/downloads/https/HOST/<16 digits>/NAME     a file of any other place
//	$VFM_CACHE/downloads/unfinished/                     downloads that are not complete, and their locks
//	$VFM_CACHE/data/hf/ORG/NAME/REVISION/                the files of a data set of the hub
//	$VFM_CACHE/data/kaggle/OWNER/SLUG/                   an unpacked data set
//	$VFM_CACHE/data/https/HOST/<16 digits>/              an unpacked data set
//	$VFM_CACHE/data/world/NAME/SEED/v<VERSION>/          a data set drawn by that version of package world
//
// A file or folder under its own name is complete and was verified: it was renamed to that name at the end.
package shelf

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// Shelf is the cache folder and what lies beside it.
type Shelf struct {
	Dir    string // the cache folder
	Mounts string // where a Kaggle notebook finds its data sets: Mounts/SLUG, or Mounts/datasets/OWNER/SLUG
}

// ErrAbsent is the error of a source that has to be fetched first.
var ErrAbsent = errors.New("it is not downloaded yet")

// undrawn is ErrAbsent where nothing has to be downloaded.
type undrawn struct{}

func (undrawn) Error() string        { return "its pictures are not drawn yet" }
func (undrawn) Is(target error) bool { return target == ErrAbsent }

// Open returns the shelf in CacheDir.
func Open() (Shelf, error) {
	dir, err := CacheDir()
	return Shelf{Dir: dir, Mounts: "/kaggle/input"}, err
}

// CacheDir returns $VFM_CACHE, or the folder vfm in the user's cache folder.
func CacheDir() (string, error) {
	if dir := os.Getenv("VFM_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("finding the cache folder: %w; set VFM_CACHE to a folder with free space", err)
	}
	return filepath.Join(dir, "vfm"), nil
}

// FilePath returns where the file of a remote source lies once it is downloaded.
func (s Shelf) FilePath(src card.Source) (string, error) {
	name, err := place(src)
	if err != nil {
		return "", err
	}
	switch src.Scheme {
	case "kaggle":
		name += ".zip"
	case "https":
		name = path.Join(name, fileName(src.Rest))
	}
	return filepath.Join(s.Dir, "downloads", filepath.FromSlash(name)), nil
}

// FolderPath returns where the files of a data set lie once it is downloaded, and unpacked if it is a zip.
func (s Shelf) FolderPath(src card.Source) (string, error) {
	name, err := place(src)
	return filepath.Join(s.Dir, "data", filepath.FromSlash(name)), err
}

// Unfinished returns the beginning of the names of what belongs to a download that is not complete.
func (s Shelf) Unfinished(src card.Source) string {
	return filepath.Join(s.Dir, "downloads", "unfinished", short(src.String()))
}

// Mounted returns the folder of a Kaggle data set that is mounted on this machine, or "".
func (s Shelf) Mounted(src card.Source) string {
	owner, slug, err := src.Kaggle()
	if err != nil {
		return ""
	}
	for _, dir := range []string{filepath.Join(s.Mounts, "datasets", owner, slug), filepath.Join(s.Mounts, slug)} {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir
		}
	}
	return ""
}

// File returns the downloaded file of a source. want is the digest on the card, zero if there is none. The
// error is ErrAbsent, with a reason, if the file is not there, is not the one that was downloaded, or is not
// the one that the card wants.
func (s Shelf) File(src card.Source, want digest.SHA256) (string, error) {
	path, err := s.FilePath(src)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", ErrAbsent
	}
	entry, err := s.locked(src, want)
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular() || info.Size() != entry.Size:
		return "", fmt.Errorf("%w: %s has %d bytes, and %d were downloaded", ErrAbsent, path, info.Size(), entry.Size)
	}
	return path, nil
}

// Folder returns the unpacked or drawn folder of a source, or the folder in which Kaggle mounted it. want and
// the error are as those of File; want is of the zip.
func (s Shelf) Folder(src card.Source, want digest.SHA256) (string, error) {
	if dir := s.Mounted(src); dir != "" {
		return dir, nil
	}
	dir, err := s.FolderPath(src)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(dir)
	here, drawn := err == nil && info.IsDir(), src.Scheme == card.World
	switch {
	case drawn && !here:
		return "", undrawn{}
	case drawn:
		return dir, nil
	case !here:
		return "", ErrAbsent
	}
	_, err = s.locked(src, want)
	return dir, err
}

// locked returns the lock file's entry of a source.
func (s Shelf) locked(src card.Source, want digest.SHA256) (Entry, error) {
	entry, found, err := s.Entry(src)
	switch {
	case err != nil:
		return Entry{}, err
	case !found:
		return Entry{}, fmt.Errorf("%w: %s does not name it", ErrAbsent, s.lockPath())
	case !want.IsZero() && want != entry.SHA256:
		return Entry{}, fmt.Errorf("%w: the file that was downloaded has SHA-256 %s, the card says %s", ErrAbsent, entry.SHA256, want)
	}
	return entry, nil
}

// place is the slash path of a source, below the folder of its kind of content.
func place(src card.Source) (string, error) {
	switch src.Scheme {
	case "hf":
		f, err := src.Hub()
		if err != nil {
			return "", err
		}
		return path.Join("hf", f.Repo, url.PathEscape(f.Revision), f.Path), nil
	case "kaggle":
		owner, slug, err := src.Kaggle()
		return path.Join("kaggle", owner, slug), err
	case card.World:
		name, seed, err := src.World()
		return path.Join("world", name, fmt.Sprint(seed), "v"+world.Version), err
	case "https":
		u, err := url.Parse(src.Rest)
		if err != nil || u.Host == "" {
			return "", fmt.Errorf("the source %q is no address; write https://HOST/PATH", src.Rest)
		}
		return path.Join("https", safe(u.Host), short(src.Rest)), nil
	}
	return "", fmt.Errorf("the source %q is not downloaded", src)
}

// fileName is the last element of an address's path, for people who look into the cache.
func fileName(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "file"
	}
	if name := safe(path.Base(u.Path)); name != "" {
		return name
	}
	return "file"
}

// safe keeps of a name what every file system takes.
func safe(name string) string {
	kept := strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '_'
	}, name)
	return strings.TrimLeft(kept[:min(len(kept), 100)], "._")
}

// short names a long text.
func short(text string) string { return digest.Of([]byte(text)).String()[:16] }
