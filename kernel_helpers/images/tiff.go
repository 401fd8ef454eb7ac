package images

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// tiffImage is the first image of a TIFF file.
type tiffImage struct {
	order                    binary.ByteOrder
	data                     []byte // the file
	tags                     map[int][]int
	width, height            int
	bits, samples            int // of a sample; per pixel
	photometric, compression int
	blockWidth, blockHeight  int // a strip or a tile
	blocksAcross, blocksDown int
	offsets, counts          []int // of the blocks in data; separate planes follow each other
	planes                   int   // 1, or one for each sample
	jpegTables               []byte
}

// Tags of a TIFF, by their numbers in the specification (TIFF 6.0, appendix A).
const (
	tiffWidth        = 256
	tiffHeight       = 257
	tiffBits         = 258
	tiffCompression  = 259
	tiffPhotometric  = 262
	tiffFillOrder    = 266
	tiffStripOffsets = 273
	tiffOrientation  = 274
	tiffSamples      = 277
	tiffRowsPerStrip = 278
	tiffStripCounts  = 279
	tiffPlanar       = 284
	tiffT4Options    = 292
	tiffPredictor    = 317
	tiffColorMap     = 320
	tiffTileWidth    = 322
	tiffTileHeight   = 323
	tiffTileOffsets  = 324
	tiffTileCounts   = 325
	tiffExtraSamples = 338
	tiffSampleFormat = 339
	tiffJPEGTables   = 347
)

// decodeTIFF reads the first image of a TIFF: grey, palette, RGB and CMYK of 1 … 32 bits, in strips or
// tiles, raw or compressed. Pillow turns a TIFF as its orientation tag says, so this does too.
func decodeTIFF(pic *Picture, data []byte) error {
	t, err := readTIFF(data)
	if err != nil {
		return err
	}
	if err := checkSize(t.width, t.height); err != nil {
		return refusal{err}
	}
	if err := t.layOut(); err != nil {
		return err
	}
	pixelsPerByte := pixelsPerByteTIFF
	if t.compression == tiffGroup3 || t.compression == tiffGroup4 {
		pixelsPerByte *= t.width // a blank row can take one bit
	}
	if err := prepare(pic, t.width, t.height, data, pixelsPerByte); err != nil {
		return err
	}
	samples, err := t.read()
	if err != nil {
		return err
	}
	if err := t.convert(pic, samples); err != nil {
		return err
	}
	if pic.Orientation = t.tag(tiffOrientation, 1); pic.Orientation > 1 && pic.Orientation <= 8 {
		stored := *pic
		*pic = Picture{}
		turn(pic, &stored)
	}
	pic.Orientation = 1
	return nil
}

// readTIFF reads the directory of the first image.
func readTIFF(data []byte) (*tiffImage, error) {
	t := &tiffImage{data: data, order: binary.LittleEndian, tags: map[int][]int{}}
	if data[0] == 'M' {
		t.order = binary.BigEndian
	}
	if len(data) < 8 {
		return nil, errTruncated
	}
	at := int(t.order.Uint32(data[4:]))
	if at+2 > len(data) {
		return nil, errTruncated
	}
	count := int(t.order.Uint16(data[at:]))
	entries := data[at+2:]
	const entrySize = 12
	if len(entries) < count*entrySize {
		return nil, errTruncated
	}
	for ; count > 0; count-- {
		if err := t.entry(entries[:entrySize]); err != nil {
			return nil, err
		}
		entries = entries[entrySize:]
	}
	t.width, t.height = t.tag(tiffWidth, 0), t.tag(tiffHeight, 0)
	t.bits, t.samples = t.tag(tiffBits, 1), t.tag(tiffSamples, 1)
	t.photometric, t.compression = t.tag(tiffPhotometric, -1), t.tag(tiffCompression, 1)
	return t, nil
}

// entry reads one directory entry whose values are whole numbers. Others are passed over.
func (t *tiffImage) entry(e []byte) error {
	size, ok := map[uint16]int{1: 1, 3: 2, 4: 4, 7: 1}[t.order.Uint16(e[2:])]
	if !ok {
		return nil
	}
	tag, n := int(t.order.Uint16(e)), int(t.order.Uint32(e[4:]))
	values := e[8:]
	if n*size > len(values) {
		at := int(t.order.Uint32(values))
		if at > len(t.data) || n*size > len(t.data)-at {
			if tag > tiffJPEGTables {
				return nil // nothing that the pixels need
			}
			return errTruncated
		}
		values = t.data[at:]
	}
	if tag == tiffJPEGTables {
		t.jpegTables = values[:n*size]
		return nil
	}
	numbers := make([]int, n)
	for i := range numbers {
		switch size {
		case 1:
			numbers[i] = int(values[i])
		case 2:
			numbers[i] = int(t.order.Uint16(values[2*i:]))
		case 4:
			numbers[i] = int(t.order.Uint32(values[4*i:]))
		}
	}
	t.tags[tag] = numbers
	return nil
}

// tag returns the first value of a tag, or what counts where it is missing.
func (t *tiffImage) tag(number, missing int) int {
	if values := t.tags[number]; len(values) > 0 {
		return values[0]
	}
	return missing
}

// layOut finds the strips or tiles and refuses kinds that are not read.
func (t *tiffImage) layOut() error {
	for _, b := range t.tags[tiffBits] {
		if b != t.bits {
			return unsupported("a TIFF whose channels have different bits")
		}
	}
	if t.bits < 1 || t.bits > 32 || t.samples < 1 || t.samples > 16 {
		return unsupported(fmt.Sprintf("a TIFF of %d samples of %d bits", t.samples, t.bits))
	}
	t.planes = 1
	if t.tag(tiffPlanar, 1) == 2 && t.samples > 1 {
		t.planes = t.samples
	}
	t.blockWidth, t.blockHeight = t.width, min(t.tag(tiffRowsPerStrip, t.height), t.height)
	t.offsets, t.counts = t.tags[tiffStripOffsets], t.tags[tiffStripCounts]
	if len(t.tags[tiffTileOffsets]) > 0 {
		t.blockWidth, t.blockHeight = t.tag(tiffTileWidth, 0), t.tag(tiffTileHeight, 0)
		t.offsets, t.counts = t.tags[tiffTileOffsets], t.tags[tiffTileCounts]
	}
	const largestTile = 1 << 14
	if t.blockWidth < 1 || t.blockHeight < 1 || t.blockWidth > max(t.width, largestTile) || t.blockHeight > max(t.height, largestTile) {
		return errors.New("its strips or tiles have no sensible size")
	}
	t.blocksAcross = (t.width + t.blockWidth - 1) / t.blockWidth
	t.blocksDown = (t.height + t.blockHeight - 1) / t.blockHeight
	n := t.planes * t.blocksAcross * t.blocksDown
	if len(t.counts) == 0 && n == 1 && len(t.offsets) == 1 && t.compression == tiffRaw {
		t.counts = []int{max(len(t.data)-t.offsets[0], 0)}
	}
	if len(t.offsets) < n || len(t.counts) < n {
		return errors.New("it lists too few strips or tiles")
	}
	return t.checkKind()
}
