package world_test

import (
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// Scenes of the training world: each is drawn with its caption.
func ExampleNew() {
	for i := range 3 {
		scene := world.New(1, i)
		fmt.Println(scene.Draw(64).Rect.Size(), scene.Caption())
	}
	// Output:
	// (64,64) a picture of a mushroom
	// (64,64) a picture of a heart
	// (64,64) a checked orange crown at a brick wall
}

// A data set, of which nothing is drawn until Draw is called.
func ExamplePictures() {
	pictures, err := world.Pictures("produce", 1001)
	if err != nil {
		fmt.Println(err)
		return
	}
	first := pictures[0]
	fmt.Println(len(pictures), first.Split, first.Label, first.Name, first.Draw().Rect.Size())
	// Output: 880 train apple train/apple/000 (64,64)
}
