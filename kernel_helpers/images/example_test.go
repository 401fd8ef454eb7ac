package images_test

import (
	"fmt"
	"log"
	"os"

	"github.com/vfm-go/vfm/kernel_helpers/images"
)

func Example() {
	data, err := os.ReadFile("testdata/pictures/lossless.webp")
	if err != nil {
		log.Fatal(err)
	}
	pic, err := images.Decode("lossless.webp", data)
	if err != nil {
		log.Fatal(err)
	}
	spec := images.Spec{
		Size: 224, Resize: 256, Interpolation: "bilinear",
		Mean: [3]float32{0.485, 0.456, 0.406}, Std: [3]float32{0.229, 0.224, 0.225},
	}
	p, err := spec.Preprocessor()
	if err != nil {
		log.Fatal(err)
	}
	pixels := make([]float32, p.Len())
	p.Into(pixels, pic)
	fmt.Printf("%d × %d pixels become %d values, the first %.3f\n", pic.Width, pic.Height, len(pixels), pixels[0])
	// Output: 61 × 43 pixels become 150528 values, the first 0.057
}

func ExampleDecode() {
	_, err := images.Decode("holiday.jpg", []byte("\x89PNG\r\n\x1a\n…"))
	fmt.Println("holiday.jpg", err)
	// Output: holiday.jpg holds a PNG but is named .jpg; rename it to end in .png
}

func ExampleThumbnail() {
	data, err := os.ReadFile("testdata/pictures/exif-6.jpg") // stored lying, to be seen standing
	if err != nil {
		log.Fatal(err)
	}
	pic, err := images.Decode("exif-6.jpg", data)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(pic.Width, "×", pic.Height, "becomes", images.Thumbnail(pic, 20).Bounds().Size())
	// Output: 37 × 23 becomes (12,20)
}
