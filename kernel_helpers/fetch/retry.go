package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// How often and how patiently something is tried that may go well the next time.
const (
	maxTries  = 6 // in a row without a byte of progress
	fewTries  = 2 // where what was asked for last has failed for good: the network may be away
	firstWait = time.Second
	maxWait   = time.Minute
	maxAsked  = 5 * time.Minute // a server that asks for more patience ends the download
)

// temporary is an error that may be over the next time.
type temporary struct {
	err   error
	after time.Duration // what the server asked for; 0 = nothing
}

func (t *temporary) Error() string { return t.err.Error() }
func (t *temporary) Unwrap() error { return t.err }

// retry calls try until it succeeds, fails for good, or fails maxTries times in a row without progress, or
// fewTries after what failed like that. It waits before each new try: as long as the server asked, else twice
// as long as the last time, less a random part so that many clients do not come back together.
func (c *Client) retry(ctx context.Context, try func() (progressed bool, err error)) error {
	tries := maxTries
	if c.failing {
		tries = fewTries
	}
	for failed := 0; ; {
		progressed, err := try()
		var t *temporary
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil || !errors.As(err, &t):
			c.failing = false
			return err
		}
		if progressed {
			failed, tries = 0, maxTries
		}
		if failed++; failed >= tries {
			c.failing = true
			return fmt.Errorf("%w (tried %d times); run the same command again to go on from there", err, failed)
		}
		if t.after > maxAsked {
			return fmt.Errorf("%w; it asks to wait %s; run the same command again then", err, t.after.Round(time.Second))
		}
		c.progress(StepRetry, 0, -1)
		if err := c.sleep(ctx, max(t.after, backOff(failed))); err != nil {
			return err
		}
	}
}

// backOff is the time to wait after the nth failure in a row: between a half and the whole of 1 s · 2ⁿ⁻¹.
func backOff(n int) time.Duration {
	whole := min(firstWait<<min(n-1, 6), maxWait)
	return whole/2 + rand.N(whole/2)
}

// passing reports whether a status may be another one soon.
func passing(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500 && status != http.StatusNotImplemented
}

// retryAfter reads the header of that name: seconds or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return time.Duration(min(seconds, 1<<30)) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// isCertificate reports whether a server could not prove who it is: trying again does not help.
func isCertificate(err error) bool {
	var wrong *tls.CertificateVerificationError
	return errors.As(err, &wrong)
}
