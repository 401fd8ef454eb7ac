package main

import (
	"bytes"
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/train"
)

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"-h", 0, "Examples:"},
		{"", 2, `-objective is ""; say supervised`},
		{"-objective magic", 2, `-objective is "magic"`},
		{"-objective none more", 2, "see -h"},
		{"-magic", 2, "flag provided but not defined"},
		{"-objective supervised -device abacus", 1, `opening device "abacus"`},
	} {
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), strings.Fields(c.args), &stdout, &stderr)
		if code != c.code || !strings.Contains(stderr.String(), c.want) {
			t.Errorf("train %s: code %d and %q, want %d and %q", c.args, code, stderr.String(), c.code, c.want)
		}
	}
}

func TestFlagsChangeTheRecipe(t *testing.T) {
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	recipe := recipeFlags(flags)
	if err := flags.Parse(strings.Fields("-images 100 -batch 10 -seed 7")); err != nil {
		t.Fatal(err)
	}
	got, want := recipe(train.Contrastive), train.DefaultRecipe(train.Contrastive)
	if got.Images != 100 || got.Batch != 10 || got.Seed != 7 || got.Scenes != want.Scenes || got.Rate != want.Rate || got.MinCrop != want.MinCrop {
		t.Errorf("the recipe is %+v", got)
	}
}

// TestProgress prints the last step in any case, others only now and then.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	show := progress(&out)
	show(train.Progress{Step: 1, Steps: 2, Loss: 3, Rate: 100, Left: time.Second})
	if out.Len() > 0 {
		t.Errorf("at once it printed %q", out.String())
	}
	show(train.Progress{Step: 2, Steps: 2, Loss: 2.5, Rate: 100})
	if want := "step 2 of 2, loss 2.5000, 100 images/s, 0s left\n"; !strings.HasSuffix(out.String(), want) {
		t.Errorf("at last it printed %q, want %q", out.String(), want)
	}
}
