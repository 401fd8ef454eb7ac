// Package images decodes pictures and prepares them as a model's card declares, so that every pixel
// equals what Pillow and torchvision give. It is neither an image editor nor an encoder.
//
//	pic, err := images.Decode("kiwi.jpg", data)
//	p, err := card.Input.Preprocessor()
//	p.Into(pixels, pic) // float32 [3, Size, Size], normalised
//
// Decode reads JPEG, PNG, WebP, GIF (first frame), BMP and TIFF, told apart by content, and returns what
// Pillow's convert("RGB") returns. JPEGs are decoded by libjpeg-turbo, found when the program runs; without
// it Go's own decoder serves, whose pixels differ slightly, and Decoder().Reference is false.
//
// Some TIFFs that Pillow reads are refused with a reason: YCbCr that is not JPEG, JPEG of grey with alpha,
// 16-bit grey with a sign, modified Huffman (CCITT RLE), Zstandard, LZMA, WebP, two-dimensional Group 3, floating-point
// predictors, and BigTIFF.
//
// A Preprocessor resizes the short side to Spec.Resize, cuts out the centre and normalises: bilinear or
// bicubic with the kernel widened when shrinking, in fixed point, as Pillow 13 does. testdata/pillow.json
// holds Pillow's own results, and the tests compare with them.
package images
