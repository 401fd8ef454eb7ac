package fetch

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/fetch/fetchtest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// inHubCache puts the content into the hub's cache as its own programs do, for the branch main.
func (b *bench) inHubCache(blob string, content []byte) {
	b.Helper()
	repo := filepath.Join(b.client.hub.cache, "models--org--name")
	snapshot := filepath.Join(repo, "snapshots", fetchtest.Commit, "sub")
	for _, dir := range []string{filepath.Join(repo, "refs"), filepath.Join(repo, "blobs"), snapshot} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			b.Fatal(err)
		}
	}
	os.WriteFile(filepath.Join(repo, "refs", "main"), []byte(fetchtest.Commit), 0o644)
	os.WriteFile(filepath.Join(repo, "blobs", blob), content, 0o644)
	os.Remove(filepath.Join(snapshot, "model.onnx"))
	if err := os.Symlink(filepath.Join("..", "..", "..", "blobs", blob), filepath.Join(snapshot, "model.onnx")); err != nil {
		b.Skip(err)
	}
}

func TestHubCache(t *testing.T) {
	pinned := "hf:org/name@" + fetchtest.Commit + "/sub/model.onnx"
	t.Run("a pinned file without a request", func(t *testing.T) {
		b := newBench(t)
		b.inHubCache(digest.Of(b.content).String(), b.content)
		if p, err := b.client.Plan(t.Context(), want(t, pinned)); err != nil || p.Size != 300_000 || p.Left != 0 {
			t.Errorf("plan %+v, %v", p, err)
		}
		b.fetched(want(t, pinned))
		if r := b.server.Requests(); len(r) != 0 {
			t.Errorf("requests %+v", r)
		}
	})
	t.Run("a branch with one question", func(t *testing.T) {
		b := newBench(t)
		b.inHubCache(digest.Of(b.content).String(), b.content)
		b.fetched(want(t, modelSource))
		if r := b.server.Requests(); len(r) != 1 || r[0].Method != "HEAD" {
			t.Errorf("requests %+v", r)
		}
	})
	t.Run("offline", func(t *testing.T) {
		b := newBench(t)
		b.client.hub.offline = true
		b.fails(want(t, modelSource), "HF_HUB_OFFLINE forbids it")
		b.inHubCache(digest.Of(b.content).String(), b.content)
		b.fetched(want(t, modelSource))
		if r := b.server.Requests(); len(r) != 0 {
			t.Errorf("requests %+v", r)
		}
	})
	t.Run("a small file, known by its Git digest", func(t *testing.T) {
		b := newBench(t)
		b.client.hub.offline = true
		sum, _ := gitSum(bytes.NewReader(b.content), int64(len(b.content)))
		b.inHubCache(sum, b.content)
		b.fetched(want(t, modelSource))
	})
	t.Run("damaged", func(t *testing.T) {
		b := newBench(t)
		b.inHubCache(digest.Of(b.content).String(), b.content[:1000])
		b.fetched(want(t, pinned))
		if len(b.gets()) != 1 {
			t.Error("a damaged file was taken")
		}
	})
	t.Run("not what the card says", func(t *testing.T) {
		b := newBench(t)
		b.inHubCache(digest.Of([]byte("old")).String(), []byte("old"))
		w := want(t, pinned)
		w.SHA256 = digest.Of(b.content)
		b.fetched(w)
	})
}

func TestGitSum(t *testing.T) {
	if sum, err := gitSum(strings.NewReader("hello\n"), 6); err != nil || sum != "ce013625030ba8dba906f756967f9e9ca394464a" { // git hash-object
		t.Errorf("%s, %v", sum, err)
	}
}

// TestSmallFileOfTheHub: a file that is no large one is sent by the hub itself and known by its Git digest.
func TestSmallFileOfTheHub(t *testing.T) {
	for _, right := range []bool{true, false} {
		b := newBench(t)
		sum, _ := gitSum(bytes.NewReader(b.content), int64(len(b.content)))
		if !right {
			sum = strings.Repeat("0", 40)
		}
		answer := fetchtest.Plain(map[string]string{"ETag": `"` + sum + `"`, "X-Repo-Commit": fetchtest.Commit})
		b.server.Head(answer)
		b.server.Misbehave("/org", answer)
		if right {
			b.fetched(want(t, modelSource))
		} else {
			b.fails(want(t, modelSource), "it has the Git digest", "the hub says 0000")
		}
	}
}

func TestHubEnvironment(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	token := filepath.Join(home, "my-token")
	os.WriteFile(token, []byte("from-file\n"), 0o600)
	os.WriteFile(filepath.Join(home, "token"), []byte("from-home"), 0o600)
	for _, c := range []struct {
		env  map[string]string
		want hub
	}{
		{nil, hub{"https://huggingface.co", "", filepath.Join(home, ".cache/huggingface/hub"), false}},
		{map[string]string{"HF_TOKEN": " t ", "HF_TOKEN_PATH": token}, hub{"https://huggingface.co", "t", filepath.Join(home, ".cache/huggingface/hub"), false}},
		{map[string]string{"HF_TOKEN_PATH": token, "XDG_CACHE_HOME": "/x"}, hub{"https://huggingface.co", "from-file", "/x/huggingface/hub", false}},
		{map[string]string{"HF_HOME": home, "HF_HUB_OFFLINE": "1"}, hub{"https://huggingface.co", "from-home", filepath.Join(home, "hub"), true}},
		{map[string]string{"HF_HUB_CACHE": "/c", "HF_ENDPOINT": "https://mirror.example/hf/", "HF_HUB_OFFLINE": "0"}, hub{"https://mirror.example/hf", "", "/c", false}},
	} {
		if got, err := newHub(func(key string) string { return c.env[key] }); err != nil || got != c.want {
			t.Errorf("%v: %+v, %v; want %+v", c.env, got, err, c.want)
		}
	}
	_, err := newHub(func(key string) string { return map[string]string{"HF_ENDPOINT": "mirror.example"}[key] })
	checkError(t, err, "reading HF_ENDPOINT", "write https://HOST")
}

func TestKaggleKey(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	key := func(env ...string) string {
		return newKaggle(func(name string) string {
			for i := 0; i < len(env); i += 2 {
				if env[i] == name {
					return env[i+1]
				}
			}
			return ""
		}).auth
	}
	check := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("Authorization %q, want %q", got, want)
		}
	}
	check(key(), "")
	os.MkdirAll(filepath.Join(home, ".config", "kaggle"), 0o700)
	os.WriteFile(filepath.Join(home, ".config", "kaggle", "kaggle.json"), []byte(`{"username":"a","key":"b"}`), 0o600)
	check(key(), "Basic YTpi")
	os.MkdirAll(filepath.Join(home, ".kaggle"), 0o700)
	os.WriteFile(filepath.Join(home, ".kaggle", "access_token"), []byte("tok\n"), 0o600)
	check(key(), "Bearer tok")
	check(key("KAGGLE_USERNAME", "a", "KAGGLE_KEY", "b"), "Basic YTpi")
	check(key("KAGGLE_API_TOKEN", "new", "KAGGLE_USERNAME", "a", "KAGGLE_KEY", "b"), "Bearer new")
	other := t.TempDir()
	os.WriteFile(filepath.Join(other, "kaggle.json"), []byte(`{"username":"a"`), 0o600)
	check(key("KAGGLE_CONFIG_DIR", other), "Bearer tok")
}

func TestHTTPS(t *testing.T) {
	newTLS := func() *bench {
		b := newBench(t)
		b.server = fetchtest.NewTLS(t)
		b.server.Add("/files/net.onnx", b.content)
		redirects := b.client.http.CheckRedirect
		b.client.http = b.server.Client()
		b.client.http.CheckRedirect = redirects
		return b
	}
	b := newTLS()
	w := want(t, b.server.URL+"/files/net.onnx?key=hidden")
	if p, err := b.client.Plan(t.Context(), w); err != nil || p.Size != 300_000 || p.Left != 300_000 {
		t.Errorf("plan %+v, %v", p, err)
	}
	b.server.Misbehave("/files", fetchtest.Drop(100_000))
	got := b.fetched(w)
	if filepath.Base(got.Path) != "net.onnx" {
		t.Errorf("it lies at %s", got.Path)
	}
	requests := b.server.Requests()
	if r := requests[len(requests)-1]; r.Range != "bytes=100000-" {
		t.Errorf("it did not go on: %+v", requests)
	}

	b = newTLS() // the file changes while it is downloaded: all comes from the new one
	w = want(t, b.server.URL+"/files/net.onnx")
	b.content = random(400_000)[200_000:]
	b.server.Misbehave("/files", fetchtest.Drop(100_000), fetchtest.Then(func() { b.server.Add("/files/net.onnx", b.content) }))
	b.fetched(w)

	b = newTLS()
	b.fails(want(t, b.server.URL+"/files/none"), "there is no such file (HTTP 404); correct the address in models/net.yaml")
	w = want(t, b.server.URL+"/files/net.onnx")
	w.SHA256 = digest.Of([]byte("other"))
	err := b.fails(w, "the card models/net.yaml says "+w.SHA256.String())
	var mismatch *MismatchError
	if !errors.As(err, &mismatch) || mismatch.Got != digest.Of(b.content) {
		t.Errorf("%#v", err)
	}
	b.server.Misbehave("/files", fetchtest.Redirect("http://example.org/net.onnx"))
	b.fails(want(t, b.server.URL+"/files/net.onnx"), "http://example.org/net.onnx, which is not encrypted")
	b.server.Misbehave("/files", fetchtest.Status(200, "Content-Encoding", "gzip"))
	b.fails(want(t, b.server.URL+"/files/net.onnx"), "packed as gzip")
	b.client.http = newHTTP()
	b.fails(want(t, b.server.URL+"/files/net.onnx"), "reaching 127.0.0.1", "certificate")
	if len(b.waits) != 0 {
		t.Error("a wrong certificate was tried again")
	}
	b.server.Close()
	b.fails(want(t, b.server.URL+"/files/net.onnx"), "reaching 127.0.0.1", "look at the network", "tried 6 times")
}

// zipped packs files; a name that ends in -> is a link.
func zipped(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		name, link := strings.CutSuffix(files[i], "->")
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if link {
			h.SetMode(fs.ModeSymlink | 0o777)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(files[i+1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const zipPath = "/api/v1/datasets/download/owner/birds"

func wantSet(t testing.TB) Want {
	w := want(t, "kaggle:owner/birds")
	w.Name, w.Dataset, w.Card = "birds", true, "birds/dataset.yaml"
	return w
}

func checkFile(t testing.TB, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q (%v), want %q", path, got, err, want)
	}
}

func TestKaggle(t *testing.T) {
	b := newBench(t)
	content := zipped(t, "train/", "", "train/a b/1.jpg", "one", "test/ü/2.jpg", "two")
	b.server.Add(zipPath, content)
	b.client.kaggle.auth = "Basic x"
	b.server.Misbehave(zipPath, fetchtest.Status(500), fetchtest.Drop(50))
	got, err := b.client.Fetch(t.Context(), wantSet(t))
	if err != nil || got.Size != int64(len(content)) || !got.New {
		t.Fatalf("%+v, %v", got, err)
	}
	checkFile(t, filepath.Join(got.Path, "train", "a b", "1.jpg"), "one")
	checkFile(t, filepath.Join(got.Path, "test", "ü", "2.jpg"), "two")
	b.noRest()
	before := len(b.server.Requests())
	if again, err := b.client.Fetch(t.Context(), wantSet(t)); err != nil || again.New || len(b.server.Requests()) != before {
		t.Errorf("again: %+v, %v", again, err)
	}
	for _, r := range b.server.Requests() {
		if r.Authorization != "Basic x" {
			t.Errorf("%+v", r)
		}
	}
	os.RemoveAll(got.Path)
	b.server.Add(zipPath, zipped(t, "other.jpg", "x"))
	b.fails(wantSet(t), "and it should have", "try again later")
}

func TestKaggleMounted(t *testing.T) {
	b := newBench(t)
	dir := filepath.Join(b.client.shelf.Mounts, "birds")
	os.MkdirAll(dir, 0o755)
	got, err := b.client.Fetch(t.Context(), wantSet(t))
	if err != nil || got.Path != dir || !got.Mounted || len(b.server.Requests()) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestKaggleRefused(t *testing.T) {
	for _, c := range []struct {
		key    string
		status int
		want   string
	}{
		{"", 401, "make a key at"}, {"", 403, "make a key at"}, {"Basic x", 401, "does not know your key"},
		{"Basic x", 403, "accept its rules"}, {"Basic x", 404, "no such data set"},
	} {
		b := newBench(t)
		b.client.kaggle.auth = c.key
		b.server.Misbehave(zipPath, fetchtest.Status(c.status))
		b.fails(wantSet(t), "getting owner/birds from Kaggle: ", c.want)
	}
}

// TestHostileZips: none of them writes outside its folder, or anything that stays.
func TestHostileZips(t *testing.T) {
	crc := zipped(t, "a.jpg", strings.Repeat("content", 10))
	i := bytes.Index(crc, []byte("PK\x01\x02"))
	crc[i+16] ^= 1 // the checksum in the directory
	lying := zipped(t, "a.jpg", strings.Repeat("content", 10))
	i = bytes.Index(lying, []byte("PK\x01\x02"))
	lying[i+24] = 5 // the size in the directory
	secret := zipped(t, "a.jpg", "x")
	secret[bytes.Index(secret, []byte("PK\x01\x02"))+8] |= 1
	for _, c := range []struct {
		name string
		zip  []byte
		want string
	}{
		{"up", zipped(t, "../evil.jpg", "x"), "leads out of the folder"},
		{"up inside", zipped(t, "a/../../evil.jpg", "x"), "leads out of the folder"},
		{"absolute", zipped(t, "/evil.jpg", "x"), "leads out of the folder"},
		{"backslash", zipped(t, `..\evil.jpg`, "x"), "leads out of the folder"},
		{"drive", zipped(t, `C:evil.jpg`, "x"), "leads out of the folder"},
		{"empty name", zipped(t, "", "x"), "leads out of the folder"},
		{"link", zipped(t, "evil->", "/etc/passwd"), "a link"},
		{"link and file behind it", zipped(t, "evil->", "..", "evil/x", "x"), "a link"},
		{"twice", zipped(t, "a.jpg", "x", "a.jpg", "y"), "twice"},
		{"file and folder", zipped(t, "a", "x", "a/b", "y"), "writing"},
		{"bomb", zipped(t, "a.jpg", strings.Repeat("\x00", 3<<20)), "no honest data set"},
		{"many", zipped(t, "a", "", "b", "", "c", "", "d", ""), "at most 3 are unpacked"},
		{"checksum", crc, "checksum"},
		{"size", lying, `reading "a.jpg"`},
		{"encrypted", secret, "encrypted"},
		{"no zip", []byte("<html>please log in</html>"), "it is no zip"},
		{"cut", zipped(t, "a.jpg", strings.Repeat("content", 100))[:60], "it is no zip"},
		{"empty", nil, "it is no zip"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.client.limits = limits{entries: 3, bytes: 10 << 20, ratio: 10, spare: 1 << 20}
			b.server.Add(zipPath, c.zip)
			b.fails(wantSet(t), "fetching birds: unpacking kaggle:owner/birds: ", c.want)
			filepath.WalkDir(b.client.shelf.Dir, func(path string, d fs.DirEntry, err error) error {
				if strings.Contains(path, "evil") || strings.HasSuffix(path, ".jpg") || strings.HasSuffix(path, ".unpacked") {
					t.Errorf("it wrote %s", path)
				}
				return err
			})
		})
	}
}

// TestUnpackingInterrupted: stopped or out of space while unpacking, the zip need not come again.
func TestUnpackingInterrupted(t *testing.T) {
	b := newBench(t)
	b.server.Add(zipPath, zipped(t, "train/1.jpg", string(random(50_000)), "train/2.jpg", string(random(50_000)), "test/3.jpg", "x"))
	ctx, cancel := context.WithCancel(t.Context())
	b.client.onProgress = func(p Progress) {
		if p.Step == StepUnpack {
			cancel()
		}
	}
	if _, err := b.client.Fetch(ctx, wantSet(t)); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if _, err := b.client.Have(wantSet(t)); !errors.Is(err, shelf.ErrAbsent) {
		t.Errorf("half unpacked, it is taken for whole: %v", err)
	}
	requests := len(b.server.Requests())
	b.client.onProgress = nil
	b.client.free = func(string) (uint64, bool) { return 1000, true }
	b.fails(wantSet(t), "too little space")
	b.client.free = func(string) (uint64, bool) { return 1 << 40, true }
	got, err := b.client.Fetch(t.Context(), wantSet(t))
	if err != nil {
		t.Fatal(err)
	}
	checkFile(t, filepath.Join(got.Path, "test", "3.jpg"), "x")
	if n := len(b.server.Requests()); n != requests {
		t.Errorf("%d requests more", n-requests)
	}
	b.noRest()
	// A new digest on the card replaces the folder by another zip.
	other := zipped(t, "test/4.jpg", "y")
	b.server.Add(zipPath, other)
	w := wantSet(t)
	w.SHA256 = digest.Of(other)
	if got, err = b.client.Fetch(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	checkFile(t, filepath.Join(got.Path, "test", "4.jpg"), "y")
	if _, err := os.Stat(filepath.Join(got.Path, "train")); err == nil {
		t.Error("files of the old zip are left")
	}
}

func TestNotDownloaded(t *testing.T) {
	b := newBench(t)
	w := want(t, "manual: Ask the author.\n  Then unpack it.")
	w.Dataset = true
	_, err := b.client.Fetch(t.Context(), w)
	checkError(t, err, "got by hand", "write `source: dir:PATH`")
	var byHand *ByHandError
	if !errors.As(err, &byHand) || strings.Join(byHand.Instructions(), "|") != "net has to be got by hand:|  Ask the author.|  Then unpack it.|  then write `source: dir:PATH` in models/net.yaml" {
		t.Errorf("%v", byHand)
	}
	_, err = b.client.Fetch(t.Context(), want(t, "kaggle:a/b"))
	checkError(t, err, "weights come from the hub or an address")
	for _, source := range []string{"hf:org/name", "hf:org/name/../../x", "hf:name", "https://"} {
		if _, err := b.client.Fetch(t.Context(), want(t, source)); err == nil || !strings.Contains(err.Error(), "write ") {
			t.Errorf("%s: %v", source, err)
		}
	}
}

// TestKeyGoesToKaggleOnly: Kaggle sends the client on to a storage, whose signed address runs out.
func TestKeyGoesToKaggleOnly(t *testing.T) {
	b := newBench(t)
	b.server.Add(zipPath, zipped(t, "train/1.jpg", string(random(2000))))
	b.client.kaggle.auth = "Basic x"
	storage := b.server.Storage.URL + "/stored" + zipPath
	b.server.Misbehave(zipPath, fetchtest.Redirect(storage+"?signature=1"), fetchtest.Redirect(storage+"?signature=2"), fetchtest.Redirect(storage+"?signature=3"))
	b.server.Misbehave("/stored", fetchtest.Drop(1000), fetchtest.Status(403))
	if _, err := b.client.Fetch(t.Context(), wantSet(t)); err != nil {
		t.Fatal(err)
	}
	if got := b.gets(); strings.Join(got, " ") != " bytes=1000- bytes=1000-" {
		t.Errorf("ranges %q", got)
	}
	for _, r := range b.server.Requests() {
		if r.Storage == (r.Authorization != "") {
			t.Errorf("%+v", r)
		}
	}
}
