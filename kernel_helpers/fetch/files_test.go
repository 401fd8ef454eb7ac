package fetch

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/fetch/fetchtest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

const repoPath = "/datasets/org/birds/resolve/main/"

// hubFiles are those of a data set of the hub.
var hubFiles = map[string][]byte{
	"README.md":                            []byte("# Birds"),
	"data/test-00000-of-00001.parquet":     random(50_000),
	"data/train-00000-of-00002.parquet":    random(200_000),
	"data/train-00001-of-00002.parquet":    random(100_000),
	"data/validation-00000-of-1.parquet":   random(1000),
	"labels.csv":                           []byte("a,b\n"),
	"data/train-00000-of-00002.parquet.md": []byte("note"),
}

var hubPatterns = []string{"data/train-*.parquet", "data/test-*.parquet"}

func newHubBench(t *testing.T) (*bench, Want) {
	b := newBench(t)
	for name, content := range hubFiles {
		b.server.Add(repoPath+name, content)
	}
	w := want(t, "hf:org/birds")
	w.Name, w.Dataset, w.Card, w.Files = "birds", true, "birds/dataset.yaml", hubPatterns
	return b, w
}

// fetchedSet fetches and compares all files.
func (b *bench) fetchedSet(w Want, names ...string) Got {
	b.Helper()
	got, err := b.client.Fetch(b.Context(), w)
	if err != nil {
		b.Fatal(err)
	}
	var here []string
	filepath.WalkDir(got.Path, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(got.Path, path)
			here = append(here, filepath.ToSlash(rel))
		}
		return err
	})
	if !slices.Equal(here, names) {
		b.Errorf("%q are here, want %q", here, names)
	}
	for _, name := range names {
		if content, err := os.ReadFile(filepath.Join(got.Path, name)); err != nil || !bytes.Equal(content, hubFiles[name]) {
			b.Errorf("%s holds %d bytes (%v), want %d", name, len(content), err, len(hubFiles[name]))
		}
	}
	b.noRest()
	return got
}

var wantedFiles = []string{"data/test-00000-of-00001.parquet", "data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet"}

func TestFetchDatasetOfHub(t *testing.T) {
	b, w := newHubBench(t)
	b.client.hub.token = "secret"
	if _, err := b.client.Have(w); !errors.Is(err, shelf.ErrAbsent) {
		t.Errorf("before: %v", err)
	}
	if p, err := b.client.Plan(t.Context(), w); err != nil || p != (Plan{Size: 350_000, Left: 350_000, N: 3}) {
		t.Errorf("plan %+v, %v", p, err)
	}
	if len(b.gets()) != 0 {
		t.Error("a plan downloads")
	}
	var last Progress
	b.client.onProgress = func(p Progress) { last = p }
	got := b.fetchedSet(w, wantedFiles...)
	if !got.New || got.Size != 350_000 || last != (Progress{StepDownload, 350_000, 350_000}) {
		t.Errorf("got %+v, last progress %+v", got, last)
	}
	if rel, _ := filepath.Rel(b.client.shelf.Dir, got.Path); rel != filepath.FromSlash("data/hf/org/birds/main") {
		t.Errorf("it lies at %s", rel)
	}
	entry, _, err := b.client.shelf.Entry(w.Source)
	if err != nil || entry.Commit != fetchtest.Commit || len(entry.Files) != 3 || entry.Files[wantedFiles[0]] != (shelf.File{Size: 50_000, SHA256: digest.Of(hubFiles[wantedFiles[0]])}) {
		t.Errorf("the lock file holds %+v, %v", entry, err)
	}
	for _, r := range b.server.Requests() {
		if r.Storage == (r.Authorization != "") {
			t.Errorf("%+v", r)
		}
	}
	before := len(b.server.Requests())
	if again := b.fetchedSet(w, wantedFiles...); again.New {
		t.Error("fetched again")
	}
	if p, err := b.client.Plan(t.Context(), w); err != nil || !p.Here || p.Size != 350_000 {
		t.Errorf("plan %+v, %v", p, err)
	}
	b.client.hub.offline = true
	b.fetchedSet(w, wantedFiles...)
	if n := len(b.server.Requests()); n != before {
		t.Errorf("%d requests for files that are here", n-before)
	}
	b.client.hub.offline = false
	// One file is deleted: it alone comes again, of the same commit, without a new list.
	os.Remove(filepath.Join(got.Path, wantedFiles[0]))
	b.fetchedSet(w, wantedFiles...)
	if n := len(b.server.Requests()); n != before+2 {
		t.Errorf("%d requests for one file", n-before)
	}
	// Another pattern: what is here stays.
	w.Files = append(slices.Clone(hubPatterns), "*.csv")
	if _, err := b.client.Have(w); !errors.Is(err, shelf.ErrAbsent) {
		t.Errorf("with another pattern: %v", err)
	}
	gets := len(b.gets())
	b.fetchedSet(w, append(slices.Clone(wantedFiles), "labels.csv")...)
	if n := len(b.gets()); n != gets+1 {
		t.Errorf("%d downloads for one file more", n-gets)
	}
	w.Files = hubPatterns
	b.fetchedSet(w, append(slices.Clone(wantedFiles), "labels.csv")...)
}

// TestConvertedDataset takes the copy in Parquet files that the hub makes of a data set, a branch with slashes.
func TestConvertedDataset(t *testing.T) {
	b, w := newHubBench(t)
	w.Source = want(t, "hf:org/birds@refs%2Fconvert%2Fparquet").Source
	got := b.fetchedSet(w, wantedFiles...)
	if rel, _ := filepath.Rel(b.client.shelf.Dir, got.Path); rel != filepath.FromSlash("data/hf/org/birds/refs%2Fconvert%2Fparquet") {
		t.Errorf("it lies at %s", rel)
	}
	if r := b.server.Requests()[0]; r.Path != "/api/datasets/org/birds/revision/refs/convert/parquet" { // %2F, decoded by the server
		t.Errorf("it asks for %s", r.Path)
	}
}

// TestDatasetOfHubMisbehaves: whatever the hub does that may pass, all files arrive whole.
func TestDatasetOfHubMisbehaves(t *testing.T) {
	b, w := newHubBench(t)
	b.server.Misbehave("/api/datasets/org/birds/revision", fetchtest.Status(503))
	b.server.Misbehave("/api/datasets/org/birds/tree", fetchtest.Status(429, "Retry-After", "7"), fetchtest.Drop(30))
	b.server.Misbehave("/stored", fetchtest.Drop(1000), fetchtest.Status(403), fetchtest.Other(random(3)), fetchtest.Status(500))
	b.fetchedSet(w, wantedFiles...)
	if b.waits[1] < 7e9 {
		t.Errorf("waits %v", b.waits)
	}
	b, w = newHubBench(t)
	b.server.Misbehave("/stored", fetchtest.Other(random(50_001)[1:]))
	b.fails(w, "fetching birds: verifying ", "/datasets/org/birds/resolve/"+fetchtest.Commit+"/data/test-00000-of-00001.parquet", "the hub says")
	b.noRest()
	b.fetchedSet(w, wantedFiles...)
}

// TestDatasetOfHubInterrupted: what is done stays done, and all comes from one commit.
func TestDatasetOfHubInterrupted(t *testing.T) {
	b, w := newHubBench(t)
	ctx, cancel := context.WithCancel(t.Context())
	b.client.onProgress = func(p Progress) {
		if p.Done >= 120_000 {
			cancel()
		}
	}
	b.server.Misbehave("/stored"+strings.Replace(repoPath, "main", fetchtest.Commit, 1)+"data/train-00000", fetchtest.Drop(100_000))
	if _, err := b.client.Fetch(ctx, w); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	b.client.onProgress = nil
	if _, err := b.client.Have(w); !errors.Is(err, shelf.ErrAbsent) {
		t.Errorf("after a stop: %v", err)
	}
	p, err := b.client.Plan(t.Context(), w)
	if err != nil || p.Left > 230_000 || p.Size != 350_000 || p.N != 3 {
		t.Errorf("plan %+v, %v", p, err)
	}
	requests := len(b.server.Requests())
	b.fetchedSet(w, wantedFiles...)
	for _, r := range b.server.Requests()[requests:] {
		if strings.HasPrefix(r.Path, "/api/") || !strings.Contains(r.Path, fetchtest.Commit) {
			t.Errorf("going on, it asks for %s", r.Path)
		}
	}
	if got := b.gets(); !slices.Contains(got, "bytes=100000-") {
		t.Errorf("it began anew: ranges %q", got)
	}
}

// TestDatasetOfHubWithoutLock: files whose origin is not known are compared before they are taken.
func TestDatasetOfHubWithoutLock(t *testing.T) {
	b, w := newHubBench(t)
	got := b.fetchedSet(w, wantedFiles...)
	os.Remove(filepath.Join(b.client.shelf.Dir, "downloads", "vfm.lock"))
	path := filepath.Join(got.Path, wantedFiles[1])
	os.WriteFile(path, append([]byte("x"), hubFiles[wantedFiles[1]][1:]...), 0o644)
	gets := len(b.gets())
	b.fetchedSet(w, wantedFiles...)
	if n := len(b.gets()); n != gets+1 {
		t.Errorf("%d downloads, want that of the damaged file", n-gets)
	}
}

// setInHubCache puts a file of the data set where the hub's own programs do, under the name of a blob. It
// returns the folder of the repository.
func (b *bench) setInHubCache(name, blob string, content []byte) string {
	b.Helper()
	repo := filepath.Join(b.client.hub.cache, "datasets--org--birds")
	file, link := filepath.Join(repo, "blobs", blob), filepath.Join(repo, "snapshots", fetchtest.Commit, filepath.FromSlash(name))
	for _, path := range []string{file, link} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			b.Fatal(err)
		}
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		b.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		b.Skip(err)
	}
	return repo
}

func TestDatasetInHubCache(t *testing.T) {
	b, w := newHubBench(t)
	repo := ""
	for i, name := range wantedFiles[:2] {
		content := hubFiles[name]
		if i == 1 {
			content = append([]byte("x"), content[1:]...) // damaged
		}
		repo = b.setInHubCache(name, digest.Of(hubFiles[name]).String(), content)
	}
	if p, err := b.client.Plan(t.Context(), w); err != nil || p.Left != 100_000 || p.Path != repo {
		t.Errorf("plan %+v, %v", p, err)
	}
	b.fetchedSet(w, wantedFiles...)
	if n := len(b.gets()); n != 2 {
		t.Errorf("%d downloads, want those of a damaged and of a missing file", n)
	}
}

// TestSmallFileInHubCache: a small file counts if the hub lists it with the digest that Git has of it, and not
// because its name in the cache is that of its own bytes.
func TestSmallFileInHubCache(t *testing.T) {
	for want, content := range [][]byte{hubFiles["labels.csv"], []byte("b,a\n")} { // want downloads
		b, w := newHubBench(t)
		w.Files = []string{"*.csv"}
		blob, err := gitSum(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		b.setInHubCache("labels.csv", blob, content)
		b.fetchedSet(w, "labels.csv")
		if n := len(b.gets()); n != want {
			t.Errorf("%q in the cache: %d downloads, want %d", content, n, want)
		}
	}
}

// TestDatasetInHubCacheOffline: all files are in the hub's cache; the list is asked once, then nothing more.
func TestDatasetInHubCacheOffline(t *testing.T) {
	b, w := newHubBench(t)
	for _, name := range wantedFiles {
		b.setInHubCache(name, digest.Of(hubFiles[name]).String(), hubFiles[name])
	}
	b.client.hub.offline = true
	b.fails(w, "HF_HUB_OFFLINE forbids it", "this is asked once", "run `vfm fetch` once without it")
	b.client.hub.offline = false
	got := b.fetchedSet(w, wantedFiles...)
	if n := len(b.gets()); n != 0 {
		t.Errorf("%d downloads of files that are in the cache", n)
	}
	requests := len(b.server.Requests())
	b.client.hub.offline = true
	os.Remove(filepath.Join(got.Path, filepath.FromSlash(wantedFiles[0])))
	b.fetchedSet(w, wantedFiles...)
	if n := len(b.server.Requests()); n != requests {
		t.Errorf("%d requests after the list is known", n-requests)
	}
}

func TestDatasetOfHubFails(t *testing.T) {
	answer := func(text string) fetchtest.Fault {
		return func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
			io.WriteString(w, text)
			return true
		}
	}
	const tree, revision = "/api/datasets/org/birds/tree", "/api/datasets/org/birds/revision"
	lfs := `"lfs": {"oid": "` + digest.Of(nil).String() + `", "size": 1}`
	for _, c := range []struct {
		prefix string
		fault  fetchtest.Fault
		want   string
	}{
		{revision, fetchtest.Status(401, "X-Error-Code", "GatedRepo"), "listing the files of datasets/org/birds on the hub: its owner gives it to those who accept the terms; accept them at "},
		{revision, fetchtest.Status(401, "X-Error-Code", "RepoNotFound"), "there is no such repository, or it is private"},
		{revision, fetchtest.Status(404, "X-Error-Code", "RevisionNotFound"), `there is no revision "main"`},
		{revision, answer("<html>"), "look at HF_ENDPOINT"},
		{revision, answer(`{"sha": "../.."}`), "names no commit"},
		{tree, fetchtest.Status(403), "access is refused"},
		{tree, answer(`[]`), "datasets/org/birds has no file named like data/train-*.parquet in revision main; look at "},
		{tree, answer(`[{"type": "file", "path": "data/train-..\\x.parquet", "size": 1, ` + lfs + `}]`), "leads out of the folder"},
		{tree, answer(`[{"type": "file", "path": "data/train-1.parquet", "size": 1, "lfs": {"oid": "x", "size": 1}}]`), "a SHA-256 has 64"},
		{tree, answer(`[{"type": "file", "path": "data/train-1.parquet", "size": 1, "oid": "x"}]`), "has no size or digest"},
		{tree, answer(strings.Repeat(" ", maxAnswer+1)), "an answer has more than"},
		{"/stored", fetchtest.Status(418), "HTTP 418"},
	} {
		b, w := newHubBench(t)
		b.server.Misbehave(c.prefix, c.fault)
		b.fails(w, "fetching birds: ", c.want)
	}
	b, w := newHubBench(t)
	b.client.limits.entries = 3
	b.fails(w, "there are more than 3, or the list has no end")
	b, w = newHubBench(t)
	b.client.free = func(string) (uint64, bool) { return margin + 300_000, true } // for each file, but not for all
	b.fails(w, "there is too little space")
	if len(b.gets()) != 0 {
		t.Error("it begins what has no room")
	}
	b, w = newHubBench(t)
	b.client.hub.offline = true
	b.fails(w, "HF_HUB_OFFLINE forbids it")
	b, w = newHubBench(t)
	w.Files = []string{"../*", "data/**"}
	b.fails(w, "no file named like ../*")
}

func TestNextPage(t *testing.T) {
	at, _ := url.Parse("https://hub.example/api/x?recursive=true")
	for header, want := range map[string]string{
		"": "", `<https://hub.example/api/x?cursor=2>; rel="next"`: "https://hub.example/api/x?cursor=2",
		`</api/x?cursor=2>; rel=next`:                                    "https://hub.example/api/x?cursor=2",
		`<https://a.b>; rel="prev", <https://hub.example/y>; rel="next"`: "https://hub.example/y",
		`nonsense; rel="next"`:                                           "",
	} {
		if got, err := nextPage(at, header); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", header, got, err, want)
		}
	}
	if _, err := nextPage(at, `<http://hub.example/y>; rel="next"`); err == nil {
		t.Error("the list goes on without encryption")
	}
}
