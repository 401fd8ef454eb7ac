// Package fetch brings the files that cards name from where they are published: the Hugging Face hub, Kaggle
// or any https address; the pictures of package world, which come from nowhere, it draws. A download goes on where it was cut, is compared with its size and digest while it
// is read, and gets its name only when it is whole. It is the only package that talks to a network; where
// the files lie is known to internal/shelf.
//
//	client, err := fetch.New(fetch.Options{OnProgress: show})
//	got, err := client.Fetch(ctx, fetch.Want{Name: "dinov2-b14", Card: path, Source: source})
//	fmt.Println(got.Path)
//
// What is already on the shelf, or mounted by Kaggle, is found without any request.
package fetch

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// Options of a client. The zero value is a client for the public places.
type Options struct {
	OnProgress func(Progress) // never called by two goroutines at once; may be nil
}

// Progress is a sign of life of one download or drawing.
type Progress struct {
	Step        Step
	Done, Total int64 // bytes, in StepDraw pictures; Total is -1 while it is not known
}

// Step is what is being done.
type Step string

// The steps of a download.
const (
	StepWait     Step = "wait"     // another process is fetching the same
	StepDownload Step = "download" // bytes come in
	StepRetry    Step = "retry"    // something failed that may go well the next time: it waits to try again
	StepVerify   Step = "verify"   // a file that is here is read
	StepUnpack   Step = "unpack"   // a zip is written into its folder
	StepDraw     Step = "draw"     // pictures are drawn and written into their folder
)

// Client fetches. It is for one goroutine.
type Client struct {
	shelf      shelf.Shelf
	onProgress func(Progress)
	http       *http.Client
	hub        hub
	kaggle     kaggle
	sleep      func(context.Context, time.Duration) error
	idle       time.Duration // a connection that brings nothing for so long is dropped
	free       func(dir string) (bytes uint64, ok bool)
	limit      func(io.Writer) io.Writer // what a test puts before a file; nil = nothing
	limits     limits
	failing    bool  // see retry
	before     int64 // bytes of files of the same data set that are done
	whole      int64 // of all its files; 0 = there is one file
}

// New returns a client that works as the environment says: VFM_CACHE, HF_TOKEN, HF_TOKEN_PATH, HF_HOME,
// HF_ENDPOINT, HF_HUB_CACHE, HF_HUB_OFFLINE, XDG_CACHE_HOME, KAGGLE_API_TOKEN, KAGGLE_USERNAME, KAGGLE_KEY,
// KAGGLE_CONFIG_DIR, and the proxies that Go knows.
func New(o Options) (*Client, error) {
	s, err := shelf.Open()
	if err != nil {
		return nil, err
	}
	h, err := newHub(os.Getenv)
	if err != nil {
		return nil, err
	}
	return &Client{
		shelf: s, onProgress: o.OnProgress, http: newHTTP(), hub: h, kaggle: newKaggle(os.Getenv),
		sleep: sleep, idle: time.Minute, free: shelf.Free, limits: defaultLimits,
	}, nil
}

// newHTTP returns a client that follows no redirect: send does, and knows whom credentials are for.
func newHTTP() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout:   30 * time.Second,
			ResponseHeaderTimeout: time.Minute,
			IdleConnTimeout:       time.Minute,
			ForceAttemptHTTP2:     true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (c *Client) progress(step Step, done, total int64) {
	if c.whole > 0 && step == StepDownload {
		done, total = c.before+done, c.whole
	}
	if c.onProgress != nil {
		c.onProgress(Progress{step, done, total})
	}
}

// Space returns the folder that downloads go to, and the bytes that are free there if the system tells.
func (c *Client) Space() (dir string, free uint64, known bool) {
	dir = c.shelf.Dir
	free, known = c.free(existing(dir))
	return dir, free, known
}

// existing is the nearest folder above path that is there.
func existing(path string) string {
	for {
		if _, err := os.Stat(path); err == nil || path == filepath.Dir(path) {
			return path
		}
		path = filepath.Dir(path)
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting to try again: %w", ctx.Err())
	}
}
