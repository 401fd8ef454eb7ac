package dataset

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// extensions are those of image files, in lower case.
var extensions = []string{".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"}

// folders lists the layout <split folder>/<label>/**/image. The label is the name of the first folder,
// as it is. Links are followed, to files and to folders; one that leads back to a folder above is a problem.
func (l *listing) folders(ctx context.Context) error {
	for _, role := range l.card.Roles() {
		split := path.Clean(filepath.ToSlash(l.card.Splits[role]))
		w := walk{listing: l, role: role}
		dir := filepath.Join(l.where.dir, filepath.FromSlash(split))
		info, err := os.Stat(dir)
		if err != nil {
			return fmt.Errorf("split %s: %w; make the folder or correct `splits` in %s", role, err, l.card.Path)
		}
		if !info.IsDir() {
			return fmt.Errorf("split %s: %s is a file, not a folder of class folders; correct `splits` in %s", role, dir, l.card.Path)
		}
		if err := w.folder(ctx, split, "", []fs.FileInfo{info}); err != nil {
			return err
		}
	}
	return nil
}

// walk lists one split.
type walk struct {
	*listing
	role Role
}

// folder lists what lies in the folder with the slash path id. above are that folder and those above it,
// up to the split. label is "" in the split folder itself.
func (w walk) folder(ctx context.Context, id, label string, above []fs.FileInfo) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := os.ReadDir(w.path(id))
	if err != nil && label == "" {
		return fmt.Errorf("listing split %s: %w", w.role, err)
	}
	if err != nil {
		w.problem(id, "the folder is %s", reason(err))
		return nil
	}
	before := len(w.items)
	for _, e := range entries {
		if err := w.entry(ctx, path.Join(id, e.Name()), label, above); err != nil {
			return err
		}
	}
	if len(above) == 2 && len(w.items) == before {
		w.problem(id, "a class folder without images")
	}
	return nil
}

// entry lists one file or folder.
func (w walk) entry(ctx context.Context, id, label string, above []fs.FileInfo) error {
	name := path.Base(id)
	if !utf8.ValidString(name) {
		w.problem(id, "its name is not UTF-8; rename it")
		return nil
	}
	if hidden(name) {
		w.problem(id, "a hidden or system file")
		return nil
	}
	info, err := os.Stat(w.path(id))
	switch {
	case err != nil && isLink(w.path(id)):
		w.problem(id, "a link to nothing")
	case err != nil:
		w.problem(id, "%s", reason(err))
	case info.IsDir() && isImage(name):
		w.problem(id, "a folder, not an image; what is in it is left out")
	case info.IsDir() && slices.ContainsFunc(above, func(a fs.FileInfo) bool { return os.SameFile(a, info) }):
		w.problem(id, "a link that leads back to a folder above it")
	case info.IsDir():
		if label == "" {
			label = name
		}
		return w.folder(ctx, id, label, append(slices.Clone(above), info))
	case !info.Mode().IsRegular():
		w.problem(id, "not a regular file")
	case !isImage(name):
		w.problem(id, "not an image: %s", extension(name))
	case label == "":
		w.problem(id, "not in a class folder; move it into the folder of its label")
	default:
		w.items = append(w.items, Item{ID: id, Path: w.path(id), Label: label, Role: w.role})
	}
	return nil
}

// path returns where the file with a slash id is.
func (l *listing) path(id string) string { return filepath.Join(l.where.dir, filepath.FromSlash(id)) }

// isImage reports whether the name ends like an image file's, in any case.
func isImage(name string) bool {
	return slices.Contains(extensions, strings.ToLower(path.Ext(name)))
}

// extension says why a name is not an image's.
func extension(name string) string {
	if ext := path.Ext(name); ext != "" {
		return "files " + ext + " are not read"
	}
	return "the name has no ending"
}

// hidden reports whether a file is one that systems leave beside a person's own.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || name == "Thumbs.db" || name == "desktop.ini" || name == "__MACOSX"
}

func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}
