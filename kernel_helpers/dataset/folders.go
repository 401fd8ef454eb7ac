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
// as it is. Links are followed, to files and to folders; one that leads back to a split folder or to a folder
// above it is a problem: it would mix the splits.
func (l *listing) folders(ctx context.Context) error {
	above := l.above()
	for _, role := range l.card.Roles() {
		split := path.Clean(filepath.ToSlash(l.card.Splits[role]))
		w := walk{listing: l, role: role, above: above}
		dir := filepath.Join(l.where.dir, filepath.FromSlash(split))
		info, err := os.Stat(dir)
		if err != nil {
			return fmt.Errorf("split %s: %w; make the folder or correct `splits` in %s", role, err, l.card.Path)
		}
		if !info.IsDir() {
			return fmt.Errorf("split %s: %s is a file, not a folder of class folders; correct `splits` in %s", role, dir, l.card.Path)
		}
		if err := w.folder(ctx, split, "", nil); err != nil {
			return err
		}
	}
	return nil
}

// above returns the folders that hold items of several splits, or of a whole one: each split folder and all
// folders above it, as the path says and where links lead. Those that cannot be read are left out.
func (l *listing) above() []fs.FileInfo {
	var found []fs.FileInfo
	seen := map[string]bool{}
	add := func(dir string) {
		dir, err := filepath.Abs(dir)
		for ; err == nil && !seen[dir]; dir = filepath.Dir(dir) {
			seen[dir] = true
			if info, err := os.Stat(dir); err == nil {
				found = append(found, info)
			}
		}
	}
	for _, role := range l.card.Roles() {
		dir := l.path(path.Clean(filepath.ToSlash(l.card.Splits[role])))
		add(dir)
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			add(real)
		}
	}
	return found
}

// walk lists one split.
type walk struct {
	*listing
	role  Role
	above []fs.FileInfo // where no link may lead
}

// folder lists what lies in the folder with the slash path id. inside are that folder and those above it, up
// to the class folder; label is "" and inside is empty in the split folder itself.
func (w walk) folder(ctx context.Context, id, label string, inside []fs.FileInfo) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := os.ReadDir(w.path(id))
	if err != nil && len(inside) == 0 {
		return fmt.Errorf("listing split %s: %w", w.role, err)
	}
	if err != nil {
		w.problem(id, "the folder is %s", Reason(err))
		return nil
	}
	before := len(w.items)
	for _, e := range entries {
		if err := w.entry(ctx, path.Join(id, e.Name()), label, inside); err != nil {
			return err
		}
	}
	if len(inside) == 1 && len(w.items) == before && !w.card.unlabelled {
		w.problem(id, "a class folder without images")
	}
	return nil
}

// entry lists one file or folder.
func (w walk) entry(ctx context.Context, id, label string, inside []fs.FileInfo) error {
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
		w.problem(id, "%s", Reason(err))
	case info.IsDir() && IsImageName(name):
		w.problem(id, "a folder, not an image; what is in it is left out")
	case info.IsDir() && (contains(inside, info) || contains(w.above, info)):
		w.problem(id, "a link that leads back to a split or to a folder above it")
	case info.IsDir():
		if label == "" && !w.card.unlabelled {
			label = name
		}
		return w.folder(ctx, id, label, append(slices.Clone(inside), info))
	case w.where.stray(id):
		w.problem(id, whyStray)
	case !info.Mode().IsRegular():
		w.problem(id, "not a regular file")
	case !IsImageName(name):
		w.problem(id, "not an image: %s", extension(name))
	case label == "" && w.card.needsLabel(w.role):
		w.problem(id, "not in a class folder; move it into the folder of its label")
	default:
		w.items = append(w.items, Item{ID: id, Path: w.path(id), Label: label, Role: w.role})
	}
	return nil
}

// contains reports whether a folder is one of those.
func contains(folders []fs.FileInfo, info fs.FileInfo) bool {
	return slices.ContainsFunc(folders, func(f fs.FileInfo) bool { return os.SameFile(f, info) })
}

// path returns where the file with a slash id is.
func (l *listing) path(id string) string { return filepath.Join(l.where.dir, filepath.FromSlash(id)) }

// IsImageName reports whether the name ends like an image file's, in any case.
func IsImageName(name string) bool {
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
