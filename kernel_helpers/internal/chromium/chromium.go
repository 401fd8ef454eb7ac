// Package chromium finds a Chromium on this machine and lets it print a page.
//
//	data, err := chromium.PDF(ctx, "reports/photos/index.html", time.Now())
package chromium

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// ErrNone says that there is no browser.
var ErrNone = errors.New("no Chromium or Chrome is on the PATH; install one (Debian: apt-get install chromium), or name it in $VFM_CHROMIUM")

// names are the programs that are looked for, in this order.
var names = []string{
	"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
}

// Find returns the browser that $VFM_CHROMIUM names, or else the first on the PATH. Without one the error is
// ErrNone.
func Find() (string, error) {
	if name := os.Getenv("VFM_CHROMIUM"); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", fmt.Errorf("finding $VFM_CHROMIUM: %w; correct it, or unset it to look on the PATH", err)
		}
		return path, nil
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNone
}

// patience is how long a page may take to print.
const patience = 3 * time.Minute

// PDF returns the HTML file at page as it prints, dated as given: the same page gives the same bytes by the
// same browser. It runs the page's scripts and loads what the page may load. The folder of the page is
// written to while it works.
func PDF(ctx context.Context, page string, dated time.Time) ([]byte, error) {
	program, err := Find()
	if err != nil {
		return nil, fmt.Errorf("printing %s: %w", page, err)
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	data, err := printed(ctx, program, page)
	if err != nil {
		return nil, fmt.Errorf("printing %s with %s: %w", page, program, err)
	}
	return moments.ReplaceAll(data, []byte("$1 ("+dated.UTC().Format("D:20060102150405")+"+00'00')")), nil
}

// moments are the dates of a PDF. What replaces them has their length: places in the file are counted.
var moments = regexp.MustCompile(`(/CreationDate|/ModDate) \(D:\d{14}\+00'00'\)`)

// printed runs the browser with a profile of its own, in a folder beside the page: one installed as a snap
// may write nothing elsewhere.
func printed(ctx context.Context, program, page string) ([]byte, error) {
	page, err := filepath.Abs(page)
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp(filepath.Dir(page), "printing-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	out := filepath.Join(work, "page.pdf")
	args := []string{
		"--headless", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--no-first-run",
		"--user-data-dir=" + filepath.Join(work, "profile"), "--no-pdf-header-footer", "--print-to-pdf=" + out,
	}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium does not start as root with it
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(page)}
	cmd := exec.CommandContext(ctx, program, append(args, address.String())...)
	cmd.WaitDelay = 5 * time.Second
	said, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	data, unread := os.ReadFile(out)
	if err != nil || unread != nil || !bytes.HasPrefix(data, []byte("%PDF-")) {
		return nil, fmt.Errorf("it made no PDF (%w): %s", errors.Join(err, unread), lastLine(said))
	}
	return data, nil
}

// lastLine is the end of what a program said.
func lastLine(said []byte) string {
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	return lines[len(lines)-1]
}
