package zoo_test

import (
	"fmt"
	"log"

	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

func Example() {
	card, err := zoo.ReadCard("testdata/example.yaml")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(card.Title, card.Dim)
	fmt.Println(card.Input)
	_, err = card.WeightsPath()
	fmt.Println(err)
	// Output:
	// Example net 512
	// size=224 resize=256 interpolation=bicubic crop=center mean=[0.5 0.5 0.5] std=[0.5 0.5 0.5] layout=NCHW upright=false
	// finding weights of example: there is no file testdata/example.onnx; put it there or correct `weights` in testdata/example.yaml
}
