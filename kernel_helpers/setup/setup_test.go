package setup

import (
	"bytes"
	"context"
	"errors"
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

	log, out := newTestLog(t)
	if err := Install(t.Context(), []Part{there, missing, optional}, log); err != nil {
		t.Errorf("an optional part that stays missing is an error: %v", err)
	}
	if *installsThere != 0 || *installsMissing != 1 {
		t.Errorf("installed %d and %d times, want 0 and 1", *installsThere, *installsMissing)
	}
	if !strings.Contains(out.String(), "without  optional") || !strings.Contains(out.String(), "get optional") {
		t.Errorf("the missing optional part is not explained:\n%s", out)
	}
	if err := Install(t.Context(), []Part{missing}, log); err != nil || *installsMissing != 1 {
		t.Errorf("a second set-up installed again (%d times), %v", *installsMissing, err)
	}
	err := Install(t.Context(), []Part{needed, there}, log)
	if err == nil || !strings.Contains(err.Error(), "needed is missing: refused; to mend: get needed") {
		t.Errorf("error is %v, want the part, the reason and what to do", err)
	}
}

func TestInstallStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cut := Part{Name: "cut", Find: func(context.Context) Finding { return Finding{} },
		Install: func(context.Context, *Log) (Finding, error) { cancel(); return Finding{}, context.Canceled }}
	after, installs := part("after", true, false, nil)
	log, _ := newTestLog(t)
	if err := Install(ctx, []Part{cut, after}, log); !errors.Is(err, context.Canceled) {
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
		if fit := Report(t.Context(), tt.parts, &out); fit != tt.fit || !strings.Contains(out.String(), tt.want) {
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
