package suite_test

import (
	"fmt"
	"log"

	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func Example() {
	s, err := suite.Read("testdata/example/suite.yaml")
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range s.Families {
		fmt.Println(f.Name, f.Models)
	}
	card, err := s.Dataset("squares")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(card.Title, card.Task)
	// Output:
	// CLIP [small-clip]
	// DINO []
	// Squares retrieval
}
