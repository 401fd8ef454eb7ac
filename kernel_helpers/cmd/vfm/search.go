package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func searchVerb() verb {
	return verb{
		name:    "search",
		args:    "IMAGE... or TEXT...",
		summary: "finds the images of a data set that are most similar to yours, or to words, as one model sees them",
		example: "vfm search -suite mine/suite.yaml -dataset birds \"a red bird in the snow\"\nvfm search -suite mine/suite.yaml -model mobilenetv2 -dataset birds -k 5 photo.jpg\nvfm search -model mobilenetv2 -dataset birds -html found.html *.jpg",
		run:     runSearch,
	}
}

func runSearch(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("search")
	suiteName := suiteFlag(fs)
	model := fs.String("model", "", "`NAME` of the model that makes the vectors; default for words the first of the suite that reads texts")
	set := fs.String("dataset", "", "`NAME` of the data set to search, all its splits")
	k := fs.Int("k", 10, "`NUMBER` of images to show for each of yours")
	page := fs.String("html", "", "write a page with the pictures to `FILE`")
	var o experiment.Options
	engineFlags(fs, &o)
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	files, texts := filesAndTexts(fs.Args())
	switch {
	case *model == "" && len(files) > 0:
		return usageError(stderr, "search", "-model is missing; vfm models lists the models")
	case *set == "":
		return usageError(stderr, "search", "-dataset is missing; vfm datasets lists the data sets")
	case fs.NArg() == 0:
		return usageError(stderr, "search", "name at least one image file, or words in quotes")
	case *k < 1:
		return usageError(stderr, "search", fmt.Sprintf("-k is %d; it must be at least 1", *k))
	}
	if err := o.Validate(); err != nil {
		return failed(ctx, stderr, "search", err)
	}
	s, err := suite.Read(*suiteName)
	if err != nil {
		return failed(ctx, stderr, "search", err)
	}
	p := newProgress(stderr)
	o.OnEvent = p.event
	answers, err := search(ctx, s, o, *model, *set, files, texts, *k)
	p.end()
	if err != nil {
		return failed(ctx, stderr, "search", err)
	}
	code := printAnswers(stdout, stderr, answers)
	if *page != "" {
		err := atomicfile.Write(*page, func(w io.Writer) error { return writeSearchPage(w, *model, *set, answers) })
		if err != nil {
			return failed(ctx, stderr, "search", err)
		}
		fmt.Fprintf(stdout, "\n%s\n", visible.Text(filepath.Clean(*page)))
	}
	return code
}

// filesAndTexts parts what was searched for. What names no file and does not look like one is words.
func filesAndTexts(args []string) (files, texts []string) {
	for _, arg := range args {
		_, err := os.Stat(arg)
		if err == nil || strings.ContainsAny(arg, `/\`) || dataset.IsImageName(arg) {
			files = append(files, arg)
		} else {
			texts = append(texts, arg)
		}
	}
	return files, texts
}

// search answers the files first, then the texts.
func search(ctx context.Context, s *suite.Suite, o experiment.Options, model, set string, files, texts []string, k int) (answers []experiment.Answer, err error) {
	if model == "" {
		if model, err = s.Reader(); err != nil {
			return nil, err
		}
	}
	if len(files) > 0 {
		if answers, err = experiment.Nearest(ctx, s, o, model, set, files, k); err != nil {
			return nil, err
		}
	}
	if len(texts) == 0 {
		return answers, nil
	}
	found, err := experiment.NearestToWords(ctx, s, o, model, set, texts, k)
	return append(answers, found...), err
}

// printAnswers prints a table for each image or text; one that could not be read is named on stderr.
func printAnswers(stdout, stderr io.Writer, answers []experiment.Answer) int {
	code := exitDone
	for i, a := range answers {
		if a.Problem != "" {
			fmt.Fprintf(stderr, "vfm search: %s: %s\n", visible.Text(a.Path), visible.Text(a.Problem))
			code = exitFailed
			continue
		}
		if i > 0 {
			fmt.Fprintln(stdout)
		}
		fmt.Fprintf(stdout, "%s\n", visible.Text(cmp.Or(a.Path, a.Text)))
		rows := [][]string{{" similarity", "label", "image"}}
		for _, m := range a.Matches {
			rows = append(rows, []string{fmt.Sprintf("%.4f", m.Similarity), m.Item.Label, m.Item.ID})
		}
		visible.Table(stdout, rows)
	}
	return code
}
