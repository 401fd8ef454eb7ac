package fetchtest

import (
	"bytes"
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// pageSize is how many files the hub lists at a time.
const pageSize = 2

// answer is what the hub's interface says of a repository: its commit, or all its files.
func (s *Server) answer(request string) (content []byte, found bool) {
	repo, revision, tree := strings.Cut(request, "/tree/")
	if !tree {
		if repo, revision, found = strings.Cut(request, "/revision/"); !found {
			return nil, false
		}
	}
	files := s.tree("/" + repo + "/resolve/main/")
	if len(files) == 0 || tree && revision != Commit {
		return nil, false
	}
	if tree {
		content, _ = json.Marshal(files)
	} else {
		content = fmt.Appendf(nil, `{"id": %q, "sha": %q}`, repo, Commit)
	}
	return content, true
}

// tree lists the files under a path, large ones with their SHA-256, text with that of Git.
func (s *Server) tree(root string) (files []map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		rest, ok := strings.CutPrefix(name, root)
		if !ok {
			continue
		}
		content := s.files[name]
		blob := sha1.Sum(append(fmt.Appendf(nil, "blob %d\x00", len(content)), content...))
		f := map[string]any{"type": "file", "path": rest, "size": len(content), "oid": fmt.Sprintf("%x", blob)}
		if ext := path.Ext(rest); ext != ".md" && ext != ".csv" {
			f["lfs"] = map[string]any{"oid": digest.Of(content).String(), "size": len(content), "pointerSize": 130}
		}
		files = append(files, f, map[string]any{"type": "directory", "path": path.Dir(rest), "size": 0, "oid": strings.Repeat("0", 40)})
	}
	return files
}

// page sends some of the files and tells in the header Link where the list goes on.
func (s *Server) page(w http.ResponseWriter, r *http.Request, content []byte) {
	var files []json.RawMessage
	if err := json.Unmarshal(content, &files); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("cursor"))
	to := min(from+pageSize, len(files))
	if to < len(files) {
		w.Header().Set("Link", fmt.Sprintf(`<%s%s?recursive=true&cursor=%d>; rel="next"`, s.URL, r.URL.Path, to))
	}
	part, _ := json.Marshal(files[min(from, to):to])
	http.ServeContent(w, r, "", noTime, bytes.NewReader(part))
}
