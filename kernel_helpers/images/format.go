package images

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// format is one kind of image file.
type format struct {
	name       string
	extensions []string // lower case
	decode     func(*Picture, []byte) error
}

var formats = []format{
	{"JPEG", []string{".jpg", ".jpeg"}, decodeJPEG},
	{"PNG", []string{".png"}, decodePNG},
	{"WebP", []string{".webp"}, decodeWebP},
	{"GIF", []string{".gif"}, decodeGIF},
	{"BMP", []string{".bmp"}, decodeBMP},
	{"TIFF", []string{".tif", ".tiff"}, decodeTIFF},
}

// hasExtension reports whether a file name ends as an image that Decode reads: .jpg .jpeg .png .webp
// .gif .bmp .tif .tiff, in any case.
func hasExtension(name string) bool {
	ext := extension(name)
	return slices.ContainsFunc(formats, func(f format) bool { return slices.Contains(f.extensions, ext) })
}

// extension returns the name's extension in lower case, with its dot.
func extension(name string) string { return strings.ToLower(filepath.Ext(name)) }

// signature is how the first bytes of a file tell what it holds.
type signature struct {
	name  string
	magic string // '?' stands for any byte
}

var signatures = []signature{
	{"JPEG", "\xff\xd8\xff"},
	{"PNG", "\x89PNG\r\n\x1a\n"},
	{"WebP", "RIFF????WEBP"},
	{"GIF", "GIF87a"}, {"GIF", "GIF89a"},
	{"TIFF", "II*\x00"}, {"TIFF", "MM\x00*"},
	{"BMP", "BM"},
}

// foreign are formats that people meet among their images and that Decode does not read.
var foreign = []signature{
	{"an AVIF", "????ftypavi"}, {"a HEIC", "????ftyphei"}, {"a HEIC", "????ftypmif"}, {"a HEIC", "????ftypmsf"},
	{"a video", "????ftyp"}, {"a PDF", "%PDF-"}, {"a Photoshop picture", "8BPS"}, {"a ZIP archive", "PK\x03\x04"},
	{"a JPEG XL", "\xff\x0a"}, {"a JPEG XL", "\x00\x00\x00\x0cJXL "}, {"a JPEG 2000", "\x00\x00\x00\x0cjP  "},
	{"an icon", "\x00\x00\x01\x00"}, {"a BigTIFF", "II+\x00"}, {"a BigTIFF", "MM\x00+"},
}

func (s signature) matches(data []byte) bool {
	if len(data) < len(s.magic) {
		return false
	}
	for i := range len(s.magic) {
		if s.magic[i] != '?' && s.magic[i] != data[i] {
			return false
		}
	}
	return true
}

// sniff tells the format from the content alone. An error says what the file holds instead.
func sniff(data []byte) (format, error) {
	if len(data) == 0 {
		return format{}, fmt.Errorf("is empty (zero bytes)")
	}
	text := isText(data) // it may begin with the letters of a signature
	for _, s := range signatures {
		if !text && s.matches(data) {
			i := slices.IndexFunc(formats, func(f format) bool { return f.name == s.name })
			return formats[i], nil
		}
	}
	for _, s := range foreign {
		if s.matches(data) {
			return format{}, fmt.Errorf("holds %s, which vfm does not read; convert it to JPEG or PNG", s.name)
		}
	}
	if text {
		return format{}, fmt.Errorf("holds text, not an image")
	}
	return format{}, fmt.Errorf("is not an image that vfm reads (JPEG, PNG, WebP, GIF, BMP or TIFF)")
}

// isText reports whether the beginning of data is printable UTF-8.
func isText(data []byte) bool {
	head := data[:min(len(data), 512)]
	if bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r\f\x1b", r) }) {
		return false
	}
	for len(head) > 0 {
		r, n := utf8.DecodeRune(head)
		if r == utf8.RuneError && n == 1 {
			return len(head) < utf8.UTFMax && len(data) > 512 // a rune that the cut split
		}
		head = head[n:]
	}
	return true
}

// checkExtension refuses a file whose name says another known format than its content.
func checkExtension(name string, f format) error {
	ext := extension(name)
	if slices.Contains(f.extensions, ext) || !hasExtension(name) {
		return nil
	}
	return fmt.Errorf("holds a %s but is named %s; rename it to end in %s", f.name, ext, f.extensions[0])
}
