package images

import (
	"os"
	"testing"
)

// photo is a 500 × 375 JPEG, the size of many photographs in data sets.
func photo(b testing.TB) []byte {
	b.Helper()
	data, err := os.ReadFile("testdata/pictures/photo-420.jpg")
	if err != nil {
		b.Fatal(err)
	}
	return data
}

func imagenet(interpolation string) Spec {
	return Spec{Size: 224, Resize: 256, Interpolation: interpolation,
		Mean: [3]float32{0.485, 0.456, 0.406}, Std: [3]float32{0.229, 0.224, 0.225}}
}

func BenchmarkDecode(b *testing.B) {
	data := photo(b)
	var pic Picture
	b.ReportAllocs()
	b.SetBytes(3 * 500 * 375)
	for b.Loop() {
		if err := DecodeInto(&pic, "photo.jpg", data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPreprocess(b *testing.B) {
	pic, err := Decode("photo.jpg", photo(b))
	if err != nil {
		b.Fatal(err)
	}
	for _, interpolation := range []string{"bilinear", "bicubic"} {
		b.Run(interpolation, func(b *testing.B) {
			p, err := imagenet(interpolation).Preprocessor()
			if err != nil {
				b.Fatal(err)
			}
			dst := make([]float32, p.Len())
			b.ReportAllocs()
			for b.Loop() {
				p.Into(dst, pic)
			}
		})
	}
}

// BenchmarkDecodeAndPreprocess is the whole way from file content to model input.
func BenchmarkDecodeAndPreprocess(b *testing.B) {
	data := photo(b)
	p, err := imagenet("bicubic").Preprocessor()
	if err != nil {
		b.Fatal(err)
	}
	dst := make([]float32, p.Len())
	var pic Picture
	b.ReportAllocs()
	for b.Loop() {
		if err := DecodeInto(&pic, "photo.jpg", data); err != nil {
			b.Fatal(err)
		}
		p.Into(dst, &pic)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "images/s")
}
