package tokenizer_test

import (
	"fmt"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/tokenizer"
)

func ExampleLearn() {
	t := tokenizer.Learn(slices.Values([]string{"a red star", "a blue star", "two red stars"}), 20)
	fmt.Println(t.Size(), t.Encode("a red star", 8))
	// Output: 519 [517 320 515 516 518 0 0 0]
}
