package main

import (
	"context"
	"fmt"
	"io"

	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

func modelsVerb() verb {
	return verb{
		name:    "models",
		summary: "lists the models of a suite: family, size, input, embedding, licence, and whether the weights are here",
		example: "vfm models -suite mine/suite.yaml",
		run:     runModels,
	}
}

func runModels(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("models")
	suiteName := suiteFlag(fs)
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	s, err := suite.Read(*suiteName)
	if err != nil {
		return failed(ctx, stderr, "models", err)
	}
	rows := [][]string{{"family", "model", " parameters", " input", " dim", "weights", "trained on", "licence", "title"}}
	code := exitDone
	for _, f := range s.Families {
		if len(f.Models) == 0 {
			rows = append(rows, []string{f.Name, "(no models)"})
		}
		for _, name := range f.Models {
			card, err := s.Model(name)
			if err != nil {
				code = failed(ctx, stderr, "models", err)
				continue
			}
			rows = append(rows, modelRow(f.Name, card))
		}
	}
	printTable(stdout, rows)
	return code
}

func modelRow(family string, c zoo.Card) []string {
	weights := "here"
	if _, err := c.WeightsPath(); err != nil {
		weights = "missing"
	}
	return []string{family, c.Name, c.Parameters, fmt.Sprintf("%d", c.Input.Size), fmt.Sprint(c.Dim), weights, c.TrainedOn, c.License, c.Title}
}
