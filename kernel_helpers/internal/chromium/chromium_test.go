package chromium

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

var then = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func TestPDF(t *testing.T) {
	if _, err := Find(); errors.Is(err, ErrNone) {
		t.Skip(err)
	}
	dir := filepath.Join(t.TempDir(), "a #folder? 100%")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(dir, "page.html")
	write(t, page, "<!DOCTYPE html><title>Two pages</title><p>one<p style='break-before: page'>two", 0o644)
	data, err := PDF(t.Context(), page, then)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(data, -1)); n != 2 || !bytes.Contains(data, []byte("%%EOF")) {
		t.Errorf("%d pages, want 2", n)
	}
	if n := bytes.Count(data, []byte("(D:20260102030405+00'00')")); n != 2 {
		t.Errorf("%d of the two dates are those asked for", n)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("more than the page is left: %q", left)
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	t.Setenv("VFM_CHROMIUM", "")
	if _, err := Find(); !errors.Is(err, ErrNone) {
		t.Skip("a browser is installed beside the PATH:", err)
	}
	page := filepath.Join(dir, "page.html")
	if _, err := PDF(t.Context(), page, then); !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "page.html") {
		t.Errorf("without a browser: %v", err)
	}
	own := filepath.Join(dir, "my browser")
	t.Setenv("VFM_CHROMIUM", own)
	if _, err := Find(); err == nil || errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "unset it") {
		t.Errorf("$VFM_CHROMIUM names no program: %v", err)
	}
	write(t, own, "#!/bin/sh\necho starting\necho it went wrong >&2\nexit 3\n", 0o755)
	if got, err := Find(); got != own || err != nil {
		t.Errorf("got %s, %v, want %s", got, err, own)
	}
	_, err := PDF(t.Context(), page, then)
	if err == nil || !strings.Contains(err.Error(), "it went wrong") || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("a browser that fails: %v", err)
	}
}

func TestStop(t *testing.T) {
	dir := t.TempDir()
	own := filepath.Join(dir, "browser")
	write(t, own, "#!/bin/sh\nexec sleep 60\n", 0o755)
	t.Setenv("VFM_CHROMIUM", own)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := PDF(ctx, filepath.Join(dir, "page.html"), then); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}
