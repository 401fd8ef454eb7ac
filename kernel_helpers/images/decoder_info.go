package images

import (
	"fmt"
	"runtime"
)

// revision counts the changes of this package that can change a decoded pixel.
const revision = 2

// DecoderInfo says what decodes JPEGs here.
type DecoderInfo struct {
	Name      string // "libjpeg-turbo 2.1.5" or "go image/jpeg go1.26.1"
	Path      string // the library's file; "" without one
	Reference bool   // JPEG pixels equal Pillow's
	Problem   string // why it is not the reference; "" if it is
}

// Decoder reports which JPEG decoder this process uses. It is chosen once: libjpeg-turbo's library
// libturbojpeg, from $TURBOJPEG_LIB if that is set, else from the system; without it Go's own decoder,
// whose pixels differ. VFM_NO_TURBOJPEG=1 in the environment asks for Go's decoder, for tests.
func Decoder() DecoderInfo {
	t := loadTurbo()
	if !t.usable() {
		return DecoderInfo{Name: "go image/jpeg " + runtime.Version(), Problem: t.problem}
	}
	return DecoderInfo{Name: "libjpeg-turbo " + t.version, Path: t.path, Reference: true}
}

// String is the decoder's version as it enters the embedding key.
func (d DecoderInfo) String() string { return fmt.Sprintf("%s, vfm images %d", d.Name, revision) }
