package embedding_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

func Example() {
	cache, err := os.MkdirTemp("", "vfm-example-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(cache)
	ids := []string{"cat/1.jpg", "cat/2.jpg", "dog/1.jpg"}
	s, err := embedding.Open(context.Background(), cache, embedding.Key{Engine: "by hand"}, ids, 2, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	for _, r := range s.Missing() { // one part
		err := s.WritePart(embedding.Part{
			Range:   r,
			Rows:    matrix.Rows{N: 2, Dim: 2, Data: []float32{3, 4, 0, 2}},
			Skipped: []embedding.Skip{{Item: 1, Reason: "is truncated"}},
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	if err := s.Finish(); err != nil {
		log.Fatal(err)
	}
	for row, item := range s.Items() {
		fmt.Println(ids[item], s.Rows().Row(row))
	}
	// Output:
	// cat/1.jpg [0.6 0.8]
	// dog/1.jpg [0 1]
}
