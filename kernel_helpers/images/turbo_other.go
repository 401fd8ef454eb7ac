//go:build !darwin && !linux && !freebsd

package images

import "runtime"

// turboJPEG is not loaded on this system; see turbo_unix.go.
type turboJPEG struct{ path, version, problem string }

func findTurbo() *turboJPEG {
	return &turboJPEG{problem: "libjpeg-turbo is not used on " + runtime.GOOS}
}

func (t *turboJPEG) usable() bool { return false }

func (t *turboJPEG) decode(*Picture, []byte, jpegHeader) error { return nil }
