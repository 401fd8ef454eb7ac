package experiment_test

import (
	"context"
	"fmt"
	"log"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// One family of a suite again; what is in the cache is not embedded again.
func ExampleRun() {
	ctx := context.Background()
	s, err := suite.Read("mine/suite.yaml")
	if err != nil {
		log.Fatal(err)
	}
	records, err := experiment.Run(ctx, s, experiment.Options{
		Families: []string{"DINO"},
		OnEvent: func(e experiment.Event) {
			if e.Phase == experiment.PhaseEmbed {
				fmt.Printf("%s on %s: %d of %d images, %s left\n", e.Model, e.Dataset, e.Done, e.Total, e.Left)
			}
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range records {
		fmt.Println(r.Model, r.Dataset, r.Metrics[0].Value)
	}
}
