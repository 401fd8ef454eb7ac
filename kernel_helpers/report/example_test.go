package report_test

import (
	"context"
	"fmt"
	"log"

	"github.com/vfm-go/vfm/kernel_helpers/report"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func ExampleWrite() {
	s, err := suite.Read("photos/suite.yaml")
	if err != nil {
		log.Fatal(err)
	}
	table, err := report.Write(context.Background(), s, report.Options{Out: "out"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("winner:", table.Winner)
}
