package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/fetch/fetchtest"
)

// remote is a suite whose weights are on a hub and one of whose data sets is a zip elsewhere, and vfm in a
// process of its own that trusts the server.
type remote struct {
	*testing.T
	server *fetchtest.Server
	suite  string
	env    []string
}

func newRemote(t *testing.T) *remote {
	t.Helper()
	r := &remote{T: t, server: fetchtest.NewTLS(t), suite: tinySuite(t)}
	r.env = append(os.Environ(), asProgram+"=1", "VFM_CACHE="+t.TempDir(), "HF_HOME="+t.TempDir(), "HF_ENDPOINT="+r.server.URL,
		"HF_TOKEN=", "HF_HUB_CACHE=", "HF_HUB_OFFLINE=", "SSL_CERT_FILE="+r.server.CertFile(t))
	dir := filepath.Dir(r.suite)
	r.replace(filepath.Join("models", "tiny.yaml"), "file:tiny.onnx", "hf:org/name@v1/tiny.onnx")
	weights, err := os.ReadFile(filepath.Join(dir, "models", "tiny.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	r.server.Add("/org/name/resolve/v1/tiny.onnx", weights)
	r.server.Add("/org/name/resolve/main/tiny.onnx", weights) // the commit that v1 is
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	if err := z.AddFS(os.DirFS(filepath.Join(dir, "twins"))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	r.server.Add("/twins.zip", packed.Bytes())
	r.replace(filepath.Join("twins", "dataset.yaml"), "dir:.", r.server.URL+"/twins.zip\nsha256: "+digest.Of(packed.Bytes()).String())
	if err := os.RemoveAll(filepath.Join(dir, "twins", "all")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "models", "tiny.onnx")); err != nil {
		t.Fatal(err)
	}
	return r
}

// replace changes a text of a card.
func (r *remote) replace(card, old, new string) {
	r.Helper()
	path := filepath.Join(filepath.Dir(r.suite), card)
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), old) {
		r.Fatalf("%s lacks %q (%v)", path, old, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, new, 1)), 0o644); err != nil {
		r.Fatal(err)
	}
}

// vfm runs the program and expects an exit code.
func (r *remote) vfm(want int, args ...string) (stdout, stderr string) {
	r.Helper()
	cmd := exec.CommandContext(r.Context(), os.Args[0], append(args, "-suite", r.suite)...)
	var out, errs bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr = r.env, &out, &errs
	if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != want {
		r.Fatalf("vfm %q: %v\n%s%s", args, err, out.String(), errs.String())
	}
	return out.String(), errs.String()
}

func TestFetch(t *testing.T) {
	r := newRemote(t)
	_, stderr := r.vfm(exitFailed, "datasets")
	contains(t, "datasets", stderr, "it is not downloaded yet; run `vfm fetch -suite …`")
	stdout, _ := r.vfm(exitDone, "models")
	contains(t, "models", stdout, "missing")
	if n := len(r.server.Requests()); n != 0 {
		t.Errorf("lists made %d requests", n)
	}
	stdout, _ = r.vfm(exitDone, "fetch", "-dry-run")
	contains(t, "the dry run", stdout, "to download", "hf:org/name@v1/tiny.onnx", "twins.zip", "CC0", "free in")
	r.server.Misbehave("/stored", fetchtest.Drop(100), fetchtest.Status(403))
	r.server.Misbehave("/twins.zip", fetchtest.Drop(1000))
	stdout, stderr = r.vfm(exitDone, "fetch")
	contains(t, "fetch", stdout, "fetched, digest verified", "fetched and unpacked", "80 images", "81 images")
	contains(t, "the progress", stderr, "fetching tiny", "fetching twins")

	requests := len(r.server.Requests())
	stdout, _ = r.vfm(exitDone, "fetch")
	contains(t, "fetch again", stdout, "here, digest verified", "80 images")
	stdout, _ = r.vfm(exitDone, "fetch", "-dry-run")
	contains(t, "the dry run", stdout, "0 B to download")
	r.vfm(exitDone, "datasets")
	if n := len(r.server.Requests()); n != requests {
		t.Errorf("with everything here: %d requests", n-requests)
	}
}

func TestFetchFails(t *testing.T) {
	r := newRemote(t)
	r.server.Head(fetchtest.Status(401, "X-Error-Code", "GatedRepo"))
	r.replace(filepath.Join("twins", "dataset.yaml"), "source: https", "source: |\n  manual: Write to the author.\n  Then wait.\ndescription: https")
	r.replace(filepath.Join("twins", "dataset.yaml"), "sha256:", "citation:")
	stdout, stderr := r.vfm(exitFailed, "fetch")
	contains(t, "fetch", stdout, "MISSING", "BY HAND", "twins has to be got by hand:\n  Write to the author.\n  Then wait.\n  then write `source: dir:PATH` in ")
	contains(t, "the error", stderr, "vfm fetch: fetching tiny: ", "accept them at")
}

// TestRunFetches: a run brings what is missing, and then needs no network.
func TestRunFetches(t *testing.T) {
	needsRuntime(t)
	r := newRemote(t)
	out := t.TempDir()
	stdout, stderr := r.vfm(exitDone, "run", "-out", out)
	contains(t, "the table", stdout, "shapes knn-1", "twins map")
	contains(t, "the progress", stderr, "fetching tiny", "fetching twins")
	requests := len(r.server.Requests())
	r.vfm(exitDone, "run", "-out", t.TempDir())
	if n := len(r.server.Requests()); n != requests {
		t.Errorf("the second run made %d requests", n-requests)
	}
	r.env = append(r.env, "VFM_CACHE="+t.TempDir())
	r.server.Misbehave("/stored", fetchtest.Other([]byte(strings.Repeat("x", 3000))), fetchtest.Other([]byte("x")))
	r.server.Head(fetchtest.Status(404, "X-Error-Code", "RevisionNotFound"))
	_, stderr = r.vfm(exitFailed, "run", "-out", t.TempDir())
	contains(t, "the error", stderr, "vfm run: fetching tiny: ", `there is no revision "v1"`)
}

// TestKilledFetchGoesOn kills the program in the middle of a download.
func TestKilledFetchGoesOn(t *testing.T) {
	r := newRemote(t)
	r.server.Misbehave("/stored", fetchtest.Stall(500))
	cmd := exec.Command(os.Args[0], "fetch", "-suite", r.suite)
	cmd.Env = r.env
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(stderr); lines.Scan() && !strings.HasPrefix(lines.Text(), "tiny: 500 B"); {
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	stdout, _ := r.vfm(exitDone, "models")
	contains(t, "models, after a half download", stdout, "missing")
	stdout, _ = r.vfm(exitDone, "fetch")
	contains(t, "fetch", stdout, "fetched, digest verified")
	for _, q := range r.server.Requests() {
		if q.Range == "bytes=500-" {
			return
		}
	}
	t.Errorf("it began anew: %+v", r.server.Requests())
}

// TestFetchText: the text model of a card is fetched if that is asked for, and seen whether it is what the card says.
func TestFetchText(t *testing.T) {
	r := newRemote(t)
	weights, err := os.ReadFile(filepath.Join("..", "..", "onnxgraph", "testdata", "text_clip.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	r.server.Add("/org/name/resolve/main/clip.safetensors", weights)
	r.server.Add("/org/name/resolve/main/merges.txt", []byte("#version: 0.2\na b"))
	r.replace(filepath.Join("models", "tiny.yaml"), "dim: 20", "dim: 20\ntext: {weights: hf:org/name@main/clip.safetensors, architecture: {kind: text, heads: 2, eps: 1e-5}, context: 9, tokenizer: hf:org/name@main/merges.txt}")
	stdout, _ := r.vfm(exitDone, "fetch", "-dry-run")
	contains(t, "the dry run without", stdout, "text model", "left out; -zero-shot", "hf:org/name@main/clip.safetensors")
	stdout, _ = r.vfm(exitDone, "fetch", "-dry-run", "-zero-shot")
	contains(t, "the dry run", stdout, "text model", "hf:org/name@main/clip.safetensors", "tokenizer", "hf:org/name@main/merges.txt")
	stdout, stderr := r.vfm(exitFailed, "fetch", "-zero-shot")
	contains(t, "fetch", stdout, "text model")
	contains(t, "the error", stderr, "vfm fetch: building the text graph of tiny", "a text's embedding has 7 values, an image's 20")
	r.replace(filepath.Join("models", "tiny.yaml"), "dim: 20", "dim: 7")
	stdout, _ = r.vfm(exitDone, "fetch", "-zero-shot")
	contains(t, "fetch, with the card corrected", stdout, "text model", "clip.safetensors", "tokenizer", "merges.txt")
}
