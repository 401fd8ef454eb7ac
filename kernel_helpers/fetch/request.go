package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// credential is an Authorization header and the only host that gets it.
type credential struct {
	origin string // scheme://host:port
	value  string // "" = none
}

func newCredential(endpoint, value string) credential {
	u, err := url.Parse(endpoint)
	if err != nil || value == "" {
		return credential{}
	}
	return credential{origin(u), value}
}

func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// maxRedirects bounds a chain of redirects.
const maxRedirects = 10

// request is what send asks for.
type request struct {
	method string
	url    string
	header map[string]string
	auth   credential
	stay   bool // do not follow a redirect to another host: its answer is wanted
}

// answer is a response. away tells that another host than the first one gave it.
type answer struct {
	*http.Response
	away bool
}

// send sends a request and follows redirects itself: the credential goes to its own host only, also where
// the next host is a subdomain, and never from https to http. Headers of a redirect that the last answer
// lacks are added to it: a hub says them once. A failure to connect is temporary.
func (c *Client) send(ctx context.Context, r request) (answer, error) {
	at, err := url.Parse(r.url)
	if err != nil {
		return answer{}, fmt.Errorf("reading the address %q: %w", r.url, err)
	}
	first, said := origin(at), http.Header{}
	for range maxRedirects {
		req, err := http.NewRequestWithContext(ctx, r.method, at.String(), nil)
		if err != nil {
			return answer{}, err
		}
		req.Header.Set("User-Agent", "vfm")
		req.Header.Set("Accept-Encoding", "identity") // sizes and ranges are of the file itself
		for key, value := range r.header {
			req.Header.Set(key, value)
		}
		if r.auth.value != "" && origin(at) == r.auth.origin {
			req.Header.Set("Authorization", r.auth.value)
		}
		resp, err := c.http.Do(req)
		if err != nil {
			return answer{}, connecting(ctx, at, err)
		}
		next, err := redirect(resp, at)
		if err != nil || next == nil || r.stay && origin(next) != origin(at) {
			if err != nil {
				resp.Body.Close()
				return answer{}, err
			}
			addMissing(resp.Header, said)
			return answer{resp, origin(at) != first}, nil
		}
		io.CopyN(io.Discard, resp.Body, 4<<10) // a short body lets the connection be used again
		resp.Body.Close()
		addMissing(said, resp.Header)
		at = next
	}
	return answer{}, fmt.Errorf("getting %s: it redirects more than %d times; correct the address", shown(r.url), maxRedirects)
}

// redirect returns where a response points to, or nil if it is no redirect.
func redirect(resp *http.Response, at *url.URL) (*url.URL, error) {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	next, err := at.Parse(resp.Header.Get("Location"))
	if err != nil || resp.Header.Get("Location") == "" {
		return nil, fmt.Errorf("getting %s: it redirects to no address; try again later", shown(at.String()))
	}
	if at.Scheme == "https" && next.Scheme != "https" {
		return nil, fmt.Errorf("getting %s: it redirects to %s, which is not encrypted; give the card another source", shown(at.String()), shown(next.String()))
	}
	return next, nil
}

// addMissing copies the hub's headers that to lacks.
func addMissing(to, from http.Header) {
	for _, key := range []string{"X-Repo-Commit", "X-Linked-Etag", "X-Linked-Size", "X-Error-Code"} {
		if to.Get(key) == "" && from.Get(key) != "" {
			to.Set(key, from.Get(key))
		}
	}
}

// connecting is the error of a request that had no answer.
func connecting(ctx context.Context, at *url.URL, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var bad *url.Error
	if unwrapped, ok := err.(*url.Error); ok {
		bad, err = unwrapped, unwrapped.Err
	}
	text := fmt.Errorf("reaching %s: %w; look at the network, or at HTTPS_PROXY", at.Host, err)
	if bad != nil && isCertificate(err) {
		return text
	}
	return &temporary{err: text}
}

// shown is an address without its query, which may hold a signature.
func shown(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return address
}
