package probe

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// longest is how many letters of a word are printed.
const longest = 24

// Sizes of a printed word, by the size of its letters, and the largest letters by the short side of the picture.
const (
	plateMargin = 0.3 // beside the word
	plateHeight = 1.3
	plateRule   = 0.08 // width of the plate's dark edge
	tallest     = 0.3
)

// typeface is the font of printed words. It is part of the program, so that an error in it is a fault of the program.
var typeface = sync.OnceValue(func() *sfnt.Font {
	f, err := opentype.Parse(gobold.TTF)
	if err != nil {
		panic(fmt.Sprintf("reading the font of printed words: %v", err))
	}
	return f
})

// Printable reports whether the font has all letters of a word, and there is one.
func Printable(word string) bool {
	var buffer sfnt.Buffer
	for _, char := range word {
		if glyph, err := typeface().GlyphIndex(&buffer, char); err != nil || glyph == 0 {
			return false
		}
	}
	return word != ""
}

// shown is the part of a word that is printed.
func shown(word string) string {
	if letters := []rune(word); len(letters) > longest {
		return string(letters[:longest])
	}
	return word
}

// printWord prints the query's word in dark letters on a light plate, in the upper or the lower part of the middle
// square of the picture. The plate is as wide as strength says, by the short side, or less if the letters would be
// too tall.
func printWord(pic *images.Picture, strength float64, q Query) error {
	word := shown(q.Word)
	if !Printable(word) {
		return fmt.Errorf("the word %q cannot be printed: the font lacks a letter of it", q.Word)
	}
	side := float64(min(pic.Width, pic.Height))
	size, err := letterSize(word, strength*side, tallest*side)
	if err != nil {
		return err
	}
	plate, err := newPlate(word, size)
	if err != nil {
		return err
	}
	y := 0.25
	if Lot(q.Item, "place of the word")%2 == 0 {
		y = -0.25
	}
	at := image.Pt(pic.Width/2, pic.Height/2+int(y*side)).Sub(plate.Rect.Size().Div(2))
	lay(pic, plate, at)
	return nil
}

// letterSize is the size of letters with which a word and its margin have the width.
func letterSize(word string, width, most float64) (float64, error) {
	face, err := newFace(100)
	if err != nil {
		return 0, err
	}
	advance := float64(font.MeasureString(face, word)) / 64 / 100
	return min(most, width/(advance+2*plateMargin)), nil
}

func newFace(size float64) (font.Face, error) {
	face, err := opentype.NewFace(typeface(), &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("setting letters of %g pixels: %w", size, err)
	}
	return face, nil
}

// newPlate prints a word on a plate of its own.
func newPlate(word string, size float64) (*image.RGBA, error) {
	face, err := newFace(size)
	if err != nil {
		return nil, err
	}
	width := font.MeasureString(face, word)
	plate := image.NewRGBA(image.Rect(0, 0, int(float64(width)/64+2*plateMargin*size+0.5), int(plateHeight*size+0.5)))
	ink, paper := color.RGBA{24, 22, 30, 255}, color.RGBA{250, 247, 236, 255}
	edge := max(1, int(plateRule*size))
	draw.Draw(plate, plate.Rect, image.NewUniform(ink), image.Point{}, draw.Src)
	draw.Draw(plate, plate.Rect.Inset(edge), image.NewUniform(paper), image.Point{}, draw.Src)
	letters := font.Drawer{Dst: plate, Src: image.NewUniform(ink), Face: face, Dot: fixed.Point26_6{
		X: (fixed.I(plate.Rect.Dx()) - width) / 2,
		Y: fixed.Int26_6(64 * (float64(plate.Rect.Dy())/2 + 0.34*size)), // the middle of a letter's height
	}}
	letters.DrawString(word)
	return plate, nil
}

// lay puts an opaque picture on another, as far as it fits.
func lay(pic *images.Picture, plate *image.RGBA, at image.Point) {
	for y := max(0, -at.Y); y < plate.Rect.Dy() && at.Y+y < pic.Height; y++ {
		for x := max(0, -at.X); x < plate.Rect.Dx() && at.X+x < pic.Width; x++ {
			copy(pic.Pix[3*((at.Y+y)*pic.Width+at.X+x):][:3], plate.Pix[plate.PixOffset(x, y):])
		}
	}
}
