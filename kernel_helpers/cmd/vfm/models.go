package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/dustin/go-humanize"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

func modelsVerb() verb {
	return verb{
		name:    "models",
		summary: "lists the models of a suite, or all that vfm brings: size, input, embedding, licence, and whether the weights are here",
		example: "vfm models\nvfm models -suite mine/suite.yaml",
		run:     runModels,
	}
}

func runModels(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("models")
	suiteName := fs.String("suite", "", "`FILE or NAME` of the suite; default $VFM_SUITE, or else all models that vfm brings")
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	list := modelList{rows: [][]string{{"family", "model", " parameters", " input", " dim", "weights", "trained on", "licence", "title"}}}
	var err error
	if *suiteName == "" && os.Getenv("VFM_SUITE") == "" {
		err = list.brought()
	} else {
		err = list.suite(*suiteName)
	}
	if err != nil {
		return failed(ctx, stderr, "models", err)
	}
	visible.Table(stdout, list.rows)
	for _, c := range list.noted {
		fmt.Fprintf(stdout, "\n%s: %s\n", visible.Text(c.Name), visible.Text(c.Note))
	}
	code := exitDone
	for _, err := range list.unread {
		code = failed(ctx, stderr, "models", err)
	}
	return code
}

// modelList is the table of models and what follows it.
type modelList struct {
	rows   [][]string
	noted  []zoo.Card
	unread []error // of the cards that cannot be read
}

// brought lists the models that vfm brings.
func (l *modelList) brought() error {
	cards, err := suite.Models()
	for _, c := range cards {
		l.add(c.Family, c)
	}
	return err
}

// suite lists the models of a suite, in its order.
func (l *modelList) suite(name string) error {
	s, err := suite.Read(name)
	if err != nil {
		return err
	}
	for _, f := range s.Groups() {
		if len(f.Models) == 0 {
			l.rows = append(l.rows, []string{f.Name, "(no models)"})
		}
		for _, name := range f.Models {
			c, err := s.Model(name)
			if err != nil {
				l.unread = append(l.unread, err)
				continue
			}
			l.add(f.Name, c)
		}
	}
	return nil
}

func (l *modelList) add(family string, c zoo.Card) {
	l.rows = append(l.rows, []string{family, c.Name, c.Parameters, fmt.Sprint(c.Input.Size), fmt.Sprint(c.Dim), weightsState(c), c.TrainedOn, c.License, c.Title})
	if c.Note != "" {
		l.noted = append(l.noted, c)
	}
}

// weightsState says whether the weights are here, and how large they are.
func weightsState(c zoo.Card) string {
	path, err := c.WeightsPath()
	if err != nil {
		return "missing"
	}
	info, err := os.Stat(path)
	if err != nil {
		return "missing"
	}
	return "here, " + humanize.Bytes(uint64(info.Size()))
}
