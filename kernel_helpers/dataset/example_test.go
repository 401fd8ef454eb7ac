package dataset_test

import (
	"context"
	"fmt"
	"log"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
)

func Example() {
	card, err := dataset.ReadCard("testdata/example/dataset.yaml")
	if err != nil {
		log.Fatal(err)
	}
	set, err := card.Open(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(set.Card.Title, set.Classes())
	for _, i := range set.Queries() {
		fmt.Println(set.Items[i].Label, set.Items[i].ID)
	}
	for _, p := range set.Problems {
		fmt.Println("left out:", p.Item, "-", p.Reason)
	}
	// Output:
	// Two squares [dark light]
	// dark test/dark/2.png
	// light test/light/2.png
	// left out: test/light/notes.txt - not an image: files .txt are not read
}
