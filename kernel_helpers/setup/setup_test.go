package setup

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// part makes a part that is found, or can be installed, or neither.
func part(name string, needed, there bool, install error) (p Part, installs *int) {
	installs = new(int)
	finding := func() Finding {
		if there {
			return Finding{OK: true, What: "1.0"}
		}
		return Finding{What: "not here", Mend: "get " + name}
	}
	return Part{Name: name, Needed: needed,
		Find: func(context.Context) Finding { return finding() },
		Install: func(context.Context, *Log) (Finding, error) {
			*installs++
			there = install == nil
			return finding(), install
		},
	}, installs
}

func newTestLog(t *testing.T) (*Log, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	c := Checkout{Root: t.TempDir()}
	if err := makeFolder(c.tools()); err != nil {
		t.Fatal(err)
	}
	log, err := c.newLog(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	return log, &out
}

func TestInstall(t *testing.T) {
	refused := errors.New("refused")
	there, installsThere := part("there", true, true, nil)
	missing, installsMissing := part("missing", true, false, nil)
	optional, _ := part("optional", false, false, refused)
	needed, _ := part("needed", true, false, refused)
	also, _ := part("also", true, false, errors.New("no\nnetwork"))
	past := &failures{path: filepath.Join(t.TempDir(), "failed.json")}

	log, out := newTestLog(t)
	if err := Install(t.Context(), []Part{there, missing, optional}, log, past); err != nil {
		t.Errorf("an optional part that stays missing is an error: %v", err)
	}
	if *installsThere != 0 || *installsMissing != 1 {
		t.Errorf("installed %d and %d times, want 0 and 1", *installsThere, *installsMissing)
	}
	if !strings.Contains(out.String(), "without  optional") || !strings.Contains(out.String(), "get optional") {
		t.Errorf("the missing optional part is not explained:\n%s", out)
	}
	if err := Install(t.Context(), []Part{missing}, log, past); err != nil || *installsMissing != 1 {
		t.Errorf("a second set-up installed again (%d times), %v", *installsMissing, err)
	}
	err := Install(t.Context(), []Part{needed, also, there}, log, past)
	if err == nil || !strings.Contains(err.Error(), "needed is missing: refused; to mend: get needed. also is missing: no network; to mend: get also") {
		t.Errorf("error is %v, want each part, the reason and what to do, on one line", err)
	}
}

// TestFailedPartsAreRemembered: a run that only needs vfm does not wait each time for what cannot be had.
func TestFailedPartsAreRemembered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "failed.json")
	refused := errors.New("refused\x1b[31m\nby the proxy")
	optional, tries := part("optional", false, false, refused)
	needed, triesNeeded := part("needed", true, false, refused)
	optional.Pinned, needed.Pinned = "1", "1"
	log, out := newTestLog(t)
	try := func(once bool, wantOptional, wantNeeded int) {
		t.Helper()
		err := Install(t.Context(), []Part{optional, needed}, log, &failures{path: path, heed: once})
		if err == nil || !strings.Contains(err.Error(), "needed is missing") {
			t.Errorf("error is %v", err)
		}
		if *tries != wantOptional || *triesNeeded != wantNeeded {
			t.Errorf("tried %d and %d times, want %d and %d", *tries, *triesNeeded, wantOptional, wantNeeded)
		}
	}
	try(true, 1, 1)
	out.Reset()
	try(true, 1, 2)
	if said := out.String(); strings.Contains(said, "setup    optional") || strings.Contains(said, "\x1b") || !strings.Contains(said, "by the proxy (not tried again)") || !strings.Contains(said, "get optional") {
		t.Errorf("said\n%s", said)
	}
	try(false, 2, 3)
	optional.Pinned = "2"
	try(true, 3, 4)
	try(true, 3, 5)
	// Once it is there it is no longer remembered as failed.
	got, _ := part("optional", false, false, nil)
	if err := Install(t.Context(), []Part{got}, log, &failures{path: path}); err != nil {
		t.Fatal(err)
	}
	if exists(path) {
		t.Error("a part that is there, or one that is needed, is remembered as failed")
	}
}

func TestInstallStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cut := Part{Name: "cut", Find: func(context.Context) Finding { return Finding{} },
		Install: func(context.Context, *Log) (Finding, error) { cancel(); return Finding{}, context.Canceled }}
	after, installs := part("after", true, false, nil)
	log, _ := newTestLog(t)
	if err := Install(ctx, []Part{cut, after}, log, &failures{path: filepath.Join(t.TempDir(), "failed.json")}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want a cancelled context", err)
	}
	if *installs != 0 {
		t.Error("set-up went on after it was cancelled")
	}
}

func TestReport(t *testing.T) {
	there, _ := part("there", true, true, nil)
	optional, _ := part("optional", false, false, nil)
	needed, _ := part("needed", true, false, nil)
	broken, _ := part("broken", true, true, nil)
	broken.Probe = func(context.Context) error { return errors.New("does not start") }
	tests := []struct {
		name  string
		parts []Part
		fit   bool
		want  string
	}{
		{"all there", []Part{there}, true, "ok       there           1.0\n"},
		{"optional missing", []Part{there, optional}, true, "without  optional"},
		{"needed missing", []Part{needed, there}, false, "to mend: get needed"},
		{"there but broken", []Part{broken}, false, "MISSING  broken          does not start"},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		if fit := Report(t.Context(), tt.parts, func(p Part, f Finding) { Print(&out, p, f) }); fit != tt.fit || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%s: fit %v, printed\n%s", tt.name, fit, &out)
		}
	}
}

func TestLogRun(t *testing.T) {
	log, out := newTestLog(t)
	if err := log.Run(t.Context(), []string{"VFM_TEST=set"}, "sh", "-c", `test "$VFM_TEST" = set`); err != nil {
		t.Error(err)
	}
	err := log.Run(t.Context(), nil, "sh", "-c", "echo first; echo ERROR: no such package >&2; echo; exit 4")
	if err == nil || !strings.Contains(err.Error(), "exit status 4: ERROR: no such package") || !strings.Contains(err.Error(), "setup.log") {
		t.Errorf("error is %v, want the status, the telling line and the log", err)
	}
	if !strings.Contains(out.String(), "sh -c echo first") {
		t.Errorf("the command is not shown:\n%s", out)
	}
}

func TestLastError(t *testing.T) {
	for output, want := range map[string]string{
		"":                                      "no output",
		"one\n two  \n\n":                       "two",
		"E: Unable to locate package x\nhint\n": "E: Unable to locate package x",
		"npm error code 1\nnpm error last\nbye\n": "npm error last",
	} {
		if got := lastError([]byte(output)); got != want {
			t.Errorf("lastError(%q) = %q, want %q", output, got, want)
		}
	}
}
