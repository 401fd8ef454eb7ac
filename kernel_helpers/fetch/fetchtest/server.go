// Package fetchtest is a web server for tests that serves files as a hub, Kaggle or any other place does,
// and misbehaves on purpose.
//
//	server := fetchtest.New(t)
//	server.Add("/org/name/resolve/main/model.onnx", content)
//	server.Misbehave("/org/name", fetchtest.Drop(1000), fetchtest.Status(503))
package fetchtest

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// Commit is the commit that the hub of a Server resolves every branch to. The files of a repository are those
// under /resolve/main/.
const Commit = "0123456789abcdef0123456789abcdef01234567"

// Server serves files under their paths, with ranges and ETags. A path that holds /resolve/ is a large file
// of a hub: it redirects to a signed address of another host, the Storage.
type Server struct {
	*httptest.Server                  // what cards and endpoints name
	Storage          *httptest.Server // where large files of the hub are
	mu               sync.Mutex
	files            map[string][]byte
	faults           []fault
	requests         []Request
	signatures       int // how many signed addresses were given
}

// Request is one request that came.
type Request struct {
	Method, Path, Range, Authorization string
	Storage                            bool // it came to the storage
}

// Fault answers a request in a wrong way. It reports false to let the right answer follow.
type Fault func(w http.ResponseWriter, r *http.Request, content []byte) bool

type fault struct {
	method string
	prefix string
	do     Fault
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server { return start(t, httptest.NewServer) }

// NewTLS starts a server that speaks https. Only its own Client trusts it.
func NewTLS(t testing.TB) *Server { return start(t, httptest.NewTLSServer) }

func start(t testing.TB, new func(http.Handler) *httptest.Server) *Server {
	s := &Server{files: map[string][]byte{}}
	s.Server, s.Storage = new(http.HandlerFunc(s.serve)), new(http.HandlerFunc(s.store))
	t.Cleanup(s.Server.Close)
	t.Cleanup(s.Storage.Close)
	return s
}

// CertFile writes the certificate of a TLS server, for SSL_CERT_FILE of another process.
func (s *Server) CertFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "server.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// Add makes a file.
func (s *Server) Add(path string, content []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[path] = content
}

// Misbehave answers the next GET requests for paths with a prefix by one fault each, in their order. A
// redirect to the storage is not such a request: the one to the storage is, under /stored and the path.
func (s *Server) Misbehave(prefix string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		s.faults = append(s.faults, fault{http.MethodGet, prefix, f})
	}
}

// Head answers the next HEAD request by a fault: a client asks so what a hub's file is.
func (s *Server) Head(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, fault{http.MethodHead, "", f})
}

// Requests returns the requests that came so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

func (s *Server) note(r *http.Request, storage bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{r.Method, r.URL.Path, r.Header.Get("Range"), r.Header.Get("Authorization"), storage})
}

func (s *Server) find(r *http.Request) (content []byte, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := strings.Replace(r.URL.Path, "/resolve/"+Commit+"/", "/resolve/main/", 1)
	content, found = s.files[strings.TrimPrefix(path, "/stored")]
	if repo, ok := strings.CutPrefix(path, "/api/"); ok && !found {
		return s.answer(repo)
	}
	return content, found
}

// next takes the next fault that is meant for a request.
func (s *Server) next(r *http.Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if strings.HasPrefix(r.URL.Path, f.prefix) && r.Method == f.method {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			return f.do
		}
	}
	return nil
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.note(r, false)
	content, found := s.find(r)
	if do := s.next(r); do != nil {
		if do(w, r, content) {
			return
		}
		content, found = s.find(r)
	}
	if !found {
		w.Header().Set("X-Error-Code", "EntryNotFound")
		http.Error(w, "none", http.StatusNotFound)
		return
	}
	if strings.Contains(r.URL.Path, "/tree/") {
		s.page(w, r, content)
		return
	}
	if !strings.Contains(r.URL.Path, "/resolve/") {
		send(w, r, content)
		return
	}
	w.Header().Set("X-Repo-Commit", Commit)
	w.Header().Set("X-Linked-Etag", `"`+digest.Of(content).String()+`"`)
	w.Header().Set("X-Linked-Size", fmt.Sprint(len(content)))
	s.mu.Lock()
	s.signatures++
	signature := s.signatures
	s.mu.Unlock()
	http.Redirect(w, r, fmt.Sprintf("%s/stored%s?signature=%d", s.Storage.URL, r.URL.Path, signature), http.StatusFound)
}

func (s *Server) store(w http.ResponseWriter, r *http.Request) {
	s.note(r, true)
	content, found := s.find(r)
	if do := s.next(r); do != nil {
		if do(w, r, content) {
			return
		}
		content, found = s.find(r)
	}
	if !found {
		http.NotFound(w, r)
		return
	}
	send(w, r, content)
}

var noTime time.Time

func send(w http.ResponseWriter, r *http.Request, content []byte) {
	w.Header().Set("ETag", `"`+digest.Of(content).String()[:12]+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// Status answers with a status, and headers given as name, value, ….
func Status(code int, headers ...string) Fault {
	return func(w http.ResponseWriter, r *http.Request, content []byte) bool {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		http.Error(w, "on purpose", code)
		return true
	}
}

// Drop breaks the connection after n bytes of the body.
func Drop(n int) Fault {
	return func(w http.ResponseWriter, r *http.Request, content []byte) bool {
		cut := &cutter{ResponseWriter: w, left: n}
		send(cut, r, content)
		panic(http.ErrAbortHandler)
	}
}

// Stall sends n bytes of the body and then nothing, until the client leaves.
func Stall(n int) Fault {
	return func(w http.ResponseWriter, r *http.Request, content []byte) bool {
		cut := &cutter{ResponseWriter: w, left: n}
		send(cut, r, content)
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}
}

// Other sends another content, as if it were the file.
func Other(content []byte) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
		send(w, r, content)
		return true
	}
}

// Plain sends the file with headers of its own, without a redirect.
func Plain(headers map[string]string) Fault {
	return func(w http.ResponseWriter, r *http.Request, content []byte) bool {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
		return true
	}
}

// Whole ignores the range that was asked for.
func Whole() Fault {
	return func(w http.ResponseWriter, r *http.Request, content []byte) bool {
		r.Header.Del("Range")
		send(w, r, content)
		return true
	}
}

// OtherRange answers with a range that was not asked for.
func OtherRange() Fault {
	return func(w http.ResponseWriter, r *http.Request, content []byte) bool {
		r.Header.Set("Range", "bytes=1-")
		send(w, r, content)
		return true
	}
}

// Redirect points elsewhere.
func Redirect(to string) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
		http.Redirect(w, r, to, http.StatusTemporaryRedirect)
		return true
	}
}

// Then calls do and answers rightly.
func Then(do func()) Fault {
	return func(http.ResponseWriter, *http.Request, []byte) bool {
		do()
		return false
	}
}

// cutter lets left bytes of a body through.
type cutter struct {
	http.ResponseWriter
	left int
}

func (c *cutter) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b[:min(len(b), c.left)])
	c.left -= n
	if c.left == 0 {
		http.NewResponseController(c.ResponseWriter).Flush()
	}
	if err == nil && n < len(b) {
		n = len(b) // what is kept back counts as sent
	}
	return n, err
}
