package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/fetch/fetchtest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

const (
	modelPath   = "/org/name/resolve/main/sub/model.onnx"
	modelSource = "hf:org/name/sub/model.onnx"
)

// bench is a client of a server that misbehaves, with a clock that does not sleep.
type bench struct {
	*testing.T
	client  *Client
	server  *fetchtest.Server
	content []byte
	waits   []time.Duration
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{T: t, server: fetchtest.New(t), content: random(300_000)}
	b.server.Add(modelPath, b.content)
	b.client = b.newClient(t.TempDir())
	return b
}

// newClient returns a client with an empty environment but for the server's address.
func (b *bench) newClient(cache string) *Client {
	c := &Client{
		shelf: shelf.Shelf{Dir: cache, Mounts: filepath.Join(cache, "mounts")}, http: newHTTP(),
		hub:   hub{endpoint: b.server.URL, cache: filepath.Join(cache, "hub")},
		sleep: func(ctx context.Context, d time.Duration) error { b.waits = append(b.waits, d); return ctx.Err() },
		idle:  time.Minute, free: func(string) (uint64, bool) { return 1 << 40, true }, limits: defaultLimits,
	}
	c.kaggle.endpoint = b.server.URL
	return c
}

func random(n int) []byte {
	content := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(content)
	return content
}

func want(t testing.TB, source string) Want {
	t.Helper()
	s, err := card.ParseSource(source)
	if err != nil {
		t.Fatal(err)
	}
	return Want{Name: "net", Source: s, Card: "models/net.yaml"}
}

// fetched fetches and compares the bytes and what is left beside them.
func (b *bench) fetched(w Want) Got {
	b.Helper()
	got, err := b.client.Fetch(b.Context(), w)
	if err != nil {
		b.Fatal(err)
	}
	if content, err := os.ReadFile(got.Path); err != nil || !bytes.Equal(content, b.content) {
		b.Errorf("%s holds %d bytes (%v), want %d", got.Path, len(content), err, len(b.content))
	}
	b.noRest()
	return got
}

// noRest finds parts that should not be there.
func (b *bench) noRest() {
	b.Helper()
	for _, ext := range []string{"part", "json", "link", "unpacked"} {
		if rest, _ := filepath.Glob(filepath.Join(b.client.shelf.Dir, "downloads/unfinished/*."+ext)); len(rest) > 0 {
			b.Errorf("left behind: %v", rest)
		}
	}
}

// fails fetches and expects an error with all texts, in one line, and no file that could be taken for whole.
func (b *bench) fails(w Want, texts ...string) error {
	b.Helper()
	_, err := b.client.Fetch(b.Context(), w)
	checkError(b, err, texts...)
	if _, err := b.client.Have(w); err == nil {
		b.Error("after the error a file is on the shelf")
	}
	return err
}

func checkError(t testing.TB, err error, texts ...string) {
	t.Helper()
	if err == nil || strings.Contains(err.Error(), "\n") {
		t.Fatalf("error %v, want one line with %q", err, texts)
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error %q, want it to hold %q", err, text)
		}
	}
}

// gets counts the GET requests that reached the storage, and lists their ranges.
func (b *bench) gets() (ranges []string) {
	for _, r := range b.server.Requests() {
		if r.Storage && r.Method == "GET" {
			ranges = append(ranges, r.Range)
		}
	}
	return ranges
}

func TestFetchFromHub(t *testing.T) {
	b := newBench(t)
	var last Progress
	b.client.onProgress = func(p Progress) { last = p }
	w := want(t, modelSource)
	if _, err := b.client.Have(w); !errors.Is(err, shelf.ErrAbsent) {
		t.Errorf("before: %v", err)
	}
	got := b.fetched(w)
	if !got.New || got.Size != 300_000 || last != (Progress{StepDownload, 300_000, 300_000}) {
		t.Errorf("got %+v, last progress %+v", got, last)
	}
	if rel, _ := filepath.Rel(b.client.shelf.Dir, got.Path); rel != filepath.FromSlash("downloads/hf/org/name/main/sub/model.onnx") {
		t.Errorf("it lies at %s", rel)
	}
	lock, err := os.ReadFile(filepath.Join(b.client.shelf.Dir, "downloads", "vfm.lock"))
	wantLock := fmt.Sprintf("{\n  %q: {\n    \"size\": 300000,\n    \"sha256\": %q,\n    \"commit\": %q\n  }\n}\n", modelSource, digest.Of(b.content), fetchtest.Commit)
	if err != nil || string(lock) != wantLock {
		t.Errorf("the lock file holds %s (%v), want %s", lock, err, wantLock)
	}
	before := len(b.server.Requests())
	if again := b.fetched(w); again.New {
		t.Error("fetched again")
	}
	if err := b.client.Verify(t.Context(), w, got); err != nil {
		t.Error(err)
	}
	if p, err := b.client.Plan(t.Context(), w); err != nil || !p.Here {
		t.Errorf("plan %+v, %v", p, err)
	}
	if n := len(b.server.Requests()); n != before {
		t.Errorf("%d requests for a file that is here", n-before)
	}
}

// TestMisbehaviour: whatever the server does that may pass, the file arrives whole.
func TestMisbehaviour(t *testing.T) {
	for _, c := range []struct {
		name   string
		faults []fetchtest.Fault
		ranges []string
	}{
		{"dropped once", []fetchtest.Fault{fetchtest.Drop(100_000)}, []string{"", "bytes=100000-"}},
		{"dropped at once", []fetchtest.Fault{fetchtest.Drop(0)}, []string{"", ""}},
		{"dropped many times", []fetchtest.Fault{fetchtest.Drop(1000), fetchtest.Drop(1000), fetchtest.Drop(1000), fetchtest.Drop(1000), fetchtest.Drop(1000), fetchtest.Drop(1000), fetchtest.Drop(1000)}, nil},
		{"range ignored", []fetchtest.Fault{fetchtest.Drop(100_000), fetchtest.Whole()}, []string{"", "bytes=100000-"}},
		{"other range", []fetchtest.Fault{fetchtest.Drop(100_000), fetchtest.OtherRange()}, []string{"", "bytes=100000-", ""}},
		{"overloaded", []fetchtest.Fault{fetchtest.Status(503), fetchtest.Status(429), fetchtest.Status(500)}, []string{"", "", "", ""}},
		{"signature over", []fetchtest.Fault{fetchtest.Drop(100_000), fetchtest.Status(403)}, []string{"", "bytes=100000-", "bytes=100000-"}},
		{"shorter file", []fetchtest.Fault{fetchtest.Other(random(1000))}, []string{"", ""}},
		{"wrong first half", []fetchtest.Fault{func(w http.ResponseWriter, r *http.Request, content []byte) bool {
			return fetchtest.Drop(100_000)(w, r, make([]byte, len(content)))
		}}, []string{"", "bytes=100000-", ""}},
		{"range beyond the end", []fetchtest.Fault{fetchtest.Drop(100_000), fetchtest.Status(416)}, []string{"", "bytes=100000-", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.server.Misbehave("/stored", c.faults...)
			b.fetched(want(t, modelSource))
			if got := b.gets(); c.ranges != nil && fmt.Sprint(got) != fmt.Sprint(c.ranges) {
				t.Errorf("ranges %q, want %q", got, c.ranges)
			}
		})
	}
}

func TestStalledConnectionIsDropped(t *testing.T) {
	b := newBench(t)
	b.client.idle = 30 * time.Millisecond
	b.server.Misbehave("/stored", fetchtest.Stall(100_000))
	b.fetched(want(t, modelSource))
}

func TestSignedAddressIsAskedForAgain(t *testing.T) {
	b := newBench(t)
	b.server.Misbehave("/stored", fetchtest.Drop(1000), fetchtest.Status(403), fetchtest.Status(403))
	b.fetched(want(t, modelSource))
	asked := 0
	for _, r := range b.server.Requests() {
		if !r.Storage && r.Method == "GET" {
			asked++
		}
	}
	if asked != 4 {
		t.Errorf("the hub was asked %d times for an address, want 4", asked)
	}
}

func TestBackOff(t *testing.T) {
	b := newBench(t)
	told := 0
	b.client.onProgress = func(p Progress) {
		if p.Step == StepRetry {
			told++
		}
	}
	b.server.Misbehave("/stored", fetchtest.Status(503), fetchtest.Status(503), fetchtest.Status(429, "Retry-After", "90"), fetchtest.Status(503))
	b.fetched(want(t, modelSource))
	if len(b.waits) != 4 || told != 4 {
		t.Fatalf("waits %v, %d of them told", b.waits, told)
	}
	for i, whole := range []time.Duration{time.Second, 2 * time.Second, 90 * time.Second, 8 * time.Second} {
		if w := b.waits[i]; w > whole || w < whole/2 {
			t.Errorf("wait %d is %v, want at most %v and at least half of it", i, w, whole)
		}
	}
	if w := backOff(60); w > maxWait || w < maxWait/2 {
		t.Errorf("after many failures it waits %v", w)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-1": 0, "soon": 0, "99999999999999": (1 << 30) * time.Second,
		"Fri, 02 Jan 2026 03:05:05 GMT": time.Minute, "Fri, 02 Jan 2026 03:00:00 GMT": 0,
	} {
		if got := retryAfter(map[string][]string{"Retry-After": {text}}, now); got != want {
			t.Errorf("Retry-After %q: %v, want %v", text, got, want)
		}
	}
}

func TestGivesUp(t *testing.T) {
	b := newBench(t)
	for range maxTries {
		b.server.Misbehave("/stored", fetchtest.Status(503))
	}
	b.fails(want(t, modelSource), "fetching net: getting", "HTTP 503", "tried 6 times", "run the same command again")
	b.fetched(want(t, modelSource))
	b = newBench(t)
	b.server.Misbehave("/stored", fetchtest.Status(429, "Retry-After", "3600"))
	b.fails(want(t, modelSource), "asks to wait 1h0m0s")
	if len(b.waits) != 0 {
		t.Errorf("waited %v", b.waits)
	}
}

// TestWaitsLessAfterAFailure: where one thing has failed for so long the network may be away, and what follows is
// not waited for as long, until something succeeds.
func TestWaitsLessAfterAFailure(t *testing.T) {
	c, tries := newBench(t).client, 0
	fails := func() (bool, error) { tries++; return false, &temporary{err: errors.New("away")} }
	for i, want := range []int{maxTries, fewTries, fewTries, 0, maxTries} {
		tries = 0
		if want == 0 {
			if err := c.retry(t.Context(), func() (bool, error) { return true, nil }); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := c.retry(t.Context(), fails); err == nil || tries != want || !strings.Contains(err.Error(), fmt.Sprintf("tried %d times", want)) {
			t.Errorf("failure %d: tried %d times, want %d; %v", i, tries, want, err)
		}
	}
}

func TestTruncatedForEver(t *testing.T) {
	b := newBench(t)
	for range maxTries {
		b.server.Misbehave("/stored", fetchtest.Other(b.content[:1000]))
	}
	b.fails(want(t, modelSource), "a file of 1000 bytes, and it should have 300000", "try again later")
}

func TestWrongContent(t *testing.T) {
	b := newBench(t)
	other := random(300_001)[1:]
	b.server.Misbehave("/stored", fetchtest.Other(other))
	b.fails(want(t, modelSource), "verifying", "it has SHA-256 "+digest.Of(other).String(), "the hub says "+digest.Of(b.content).String())
	b.noRest()
	b.fetched(want(t, modelSource))
}

func TestCardHasAnotherDigest(t *testing.T) {
	b := newBench(t)
	w := want(t, modelSource)
	w.SHA256 = digest.Of([]byte("old"))
	b.fails(w, "on the hub: it has SHA-256 "+digest.Of(b.content).String(), "the card models/net.yaml says "+w.SHA256.String())
	if len(b.gets()) != 0 {
		t.Error("it was downloaded all the same")
	}
	// The card's own digest goes before the lock: when it changes, so does the file.
	w.SHA256 = digest.Of(b.content)
	b.fetched(w)
	b.content = random(1234)
	b.server.Add(modelPath, b.content)
	w.SHA256 = digest.Of(b.content)
	b.fetched(w)
	if entry, _, _ := b.client.shelf.Entry(w.Source); entry.SHA256 != w.SHA256 {
		t.Errorf("the lock file holds %v", entry)
	}
}

// TestLockHolds: a file that was deleted from the cache comes back the same, or not at all.
func TestLockHolds(t *testing.T) {
	b := newBench(t)
	w := want(t, modelSource)
	got := b.fetched(w)
	os.Remove(got.Path)
	b.fetched(w)
	requests := b.server.Requests()
	if r := requests[len(requests)-1]; !strings.Contains(r.Path, "/resolve/"+fetchtest.Commit+"/") {
		t.Errorf("the second download asked for %s, not for the commit of the first", r.Path)
	}
	os.Remove(got.Path)
	old := digest.Of(b.content)
	changed := random(1234)
	b.server.Add(modelPath, changed)
	b.fails(w, digest.Of(changed).String(), "the lock file, since the first download, says "+old.String(), "write `sha256: "+digest.Of(changed).String()+"` on the card")
}

func TestDamageOnDisk(t *testing.T) {
	b := newBench(t)
	w := want(t, modelSource)
	got := b.fetched(w)
	damaged := append([]byte("x"), b.content[1:]...)
	os.WriteFile(got.Path, damaged, 0o644)
	checkError(t, b.client.Verify(t.Context(), w, got), "is damaged", "remove it and run")
	os.WriteFile(got.Path, damaged[:10], 0o644)
	b.fetched(w)
	os.WriteFile(filepath.Join(b.client.shelf.Dir, "downloads", "vfm.lock"), []byte("{"), 0o644)
	_, err := b.client.Fetch(t.Context(), w)
	checkError(t, err, "reading the lock file", "remove it")
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		token string
		fault fetchtest.Fault
		want  string
	}{
		{"", fetchtest.Status(401, "X-Error-Code", "GatedRepo"), "accept them at "},
		{"t", fetchtest.Status(403, "X-Error-Code", "GatedRepo"), "the account of your token has not accepted the terms"},
		{"", fetchtest.Status(401, "X-Error-Code", "RepoNotFound"), "there is no such repository, or it is private; correct the card, or set HF_TOKEN"},
		{"t", fetchtest.Status(401), "the hub does not know your token"},
		{"t", fetchtest.Status(403), "access is refused"},
		{"", fetchtest.Status(404, "X-Error-Code", "RepoNotFound"), "no such repository or file"},
		{"", fetchtest.Status(404, "X-Error-Code", "RevisionNotFound"), `there is no revision "main"`},
		{"", fetchtest.Status(404, "X-Error-Code", "EntryNotFound"), "there is no such file in revision main"},
		{"", fetchtest.Status(418), "HTTP 418"},
	} {
		b := newBench(t)
		b.client.hub.token = c.token
		b.server.Head(c.fault)
		b.fails(want(t, modelSource), "fetching net: getting sub/model.onnx of org/name from the hub: ", c.want)
		if len(b.waits) != 0 {
			t.Errorf("%s: tried again", c.want)
		}
	}
}

func TestTokenGoesToTheHubOnly(t *testing.T) {
	b := newBench(t)
	b.client.hub.token = "secret"
	b.server.Misbehave("/stored", fetchtest.Drop(1000))
	b.fetched(want(t, modelSource))
	for _, r := range b.server.Requests() {
		if r.Storage == (r.Authorization != "") || !r.Storage && r.Authorization != "Bearer secret" {
			t.Errorf("%s %s: Authorization %q", r.Method, r.Path, r.Authorization)
		}
	}
}

func TestRenamedRepository(t *testing.T) {
	b := newBench(t)
	b.server.Head(fetchtest.Redirect("/org/name/resolve/main/sub/model.onnx"))
	w := want(t, "hf:old/name/sub/model.onnx")
	b.server.Misbehave("/old", fetchtest.Redirect("/org/name/resolve/main/sub/model.onnx"))
	b.fetched(w)
	b = newBench(t)
	for range 20 {
		b.server.Head(fetchtest.Redirect(modelPath))
	}
	b.fails(want(t, modelSource), "redirects more than 10 times")
}

// quota lets so many bytes through to the disk.
type quota struct {
	io.Writer
	left *int
}

func (q quota) Write(p []byte) (int, error) {
	n, _ := q.Writer.Write(p[:min(len(p), *q.left)])
	*q.left -= n
	if n < len(p) {
		return n, &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	}
	return n, nil
}

func TestDiskFull(t *testing.T) {
	b := newBench(t)
	left := 100_000
	b.client.limit = func(w io.Writer) io.Writer { return quota{w, &left} }
	b.fails(want(t, modelSource), "the disk is full", "VFM_CACHE", "run the same command again")
	if len(b.waits) != 0 {
		t.Error("a full disk was tried again")
	}
	b.client.limit = nil
	b.fetched(want(t, modelSource))
	if got := b.gets(); got[len(got)-1] != "bytes=100000-" {
		t.Errorf("ranges %q", got)
	}
	b = newBench(t)
	b.client.free = func(string) (uint64, bool) { return 1000, true }
	b.fails(want(t, modelSource), "too little space", "1.0 kB are free")
	if got := b.gets(); len(got) > 1 {
		t.Errorf("%d downloads without space", len(got))
	}
}

// TestInterrupted stops at any byte; the next fetch goes on from there.
func TestInterrupted(t *testing.T) {
	b := newBench(t)
	w := want(t, modelSource)
	for stop := range 4 {
		ctx, cancel := context.WithCancel(t.Context())
		b.client.onProgress = func(p Progress) {
			if p.Done >= int64(60_000*(stop+1)) {
				cancel()
			}
		}
		b.server.Misbehave("/stored", fetchtest.Drop(50_000), fetchtest.Drop(50_000))
		if _, err := b.client.Fetch(ctx, w); !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped: %v", err)
		}
		if _, err := b.client.Have(w); !errors.Is(err, shelf.ErrAbsent) {
			t.Fatalf("after a stop: %v", err)
		}
		cancel()
	}
	b.client.onProgress = nil
	b.fetched(w)
}

func TestDamagedPart(t *testing.T) {
	b := newBench(t)
	w := want(t, modelSource)
	base := b.client.shelf.Unfinished(w.Source)
	os.MkdirAll(filepath.Dir(base), 0o755)
	id := `{"id":"sha256 ` + digest.Of(b.content).String() + `"}`
	for _, c := range []struct{ part, info string }{
		{string(b.content[:1000]), id},
		{"nonsense", id}, {"nonsense", "{"}, {"nonsense", `{"id":"sha256 other"}`}, {"nonsense", ""},
		{strings.Repeat("x", 300_000), id}, {strings.Repeat("x", 400_000), id}, {string(b.content), id},
	} {
		os.WriteFile(base+".part", []byte(c.part), 0o644)
		os.WriteFile(base+".json", []byte(c.info), 0o644)
		got := b.fetched(w)
		os.Remove(got.Path)
	}
}

// TestTwoProcesses: two clients with one cache download once.
func TestTwoProcesses(t *testing.T) {
	b := newBench(t)
	w := want(t, modelSource)
	other := b.newClient(b.client.shelf.Dir)
	waiting, done := make(chan bool, 1), make(chan error, 1)
	other.onProgress = func(p Progress) {
		if p.Step == StepWait {
			waiting <- true
		}
	}
	b.server.Misbehave("/stored", fetchtest.Then(func() {
		go func() {
			_, err := other.Fetch(t.Context(), w)
			done <- err
		}()
		<-waiting
	}))
	b.fetched(w)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if n := len(b.gets()); n != 1 {
		t.Errorf("%d downloads", n)
	}
}
