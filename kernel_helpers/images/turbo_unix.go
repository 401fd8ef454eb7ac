//go:build darwin || linux || freebsd

package images

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"
)

// turboJPEG is libjpeg-turbo's TurboJPEG library (API 2.x), found when the program runs. It gives the
// same pixels as Pillow, which is built on libjpeg-turbo too.
type turboJPEG struct {
	path    string // where it was loaded from
	version string
	problem string // why it is not usable; "" if it is

	newHandle  func() uintptr
	destroy    func(handle uintptr) int32
	decompress func(handle uintptr, jpeg *byte, size uintptr, dst *byte, width, pitch, height, format, flags int32) int32
	errorText  func(handle uintptr) string
	errorCode  func(handle uintptr) int32

	handles sync.Pool // of *turboHandle; a handle serves one goroutine at a time
}

// turboHandle is one decompressor. It is freed when the garbage collector takes it.
type turboHandle struct{ handle uintptr }

// From turbojpeg.h.
const (
	tjPixelRGB    = 0
	tjPixelCMYK   = 11
	tjAccurateDCT = 4096
	tjWarning     = 0 // error code: the picture was decoded, with doubts
)

// findTurbo loads the first library that is there and fits.
func findTurbo() *turboJPEG {
	if os.Getenv("VFM_NO_TURBOJPEG") != "" {
		return &turboJPEG{problem: "VFM_NO_TURBOJPEG is set"}
	}
	var tried []string
	for _, name := range turboNames() {
		t, err := openTurbo(name)
		if err == nil {
			return t
		}
		tried = append(tried, err.Error())
	}
	return &turboJPEG{problem: "libturbojpeg was not found: " + strings.Join(tried, "; ")}
}

// turboNames lists where the library may be, best first.
func turboNames() []string {
	if path := os.Getenv("TURBOJPEG_LIB"); path != "" {
		return []string{path}
	}
	if runtime.GOOS == "darwin" {
		return []string{"libturbojpeg.dylib", "/opt/homebrew/lib/libturbojpeg.dylib",
			"/usr/local/lib/libturbojpeg.dylib", "/opt/libjpeg-turbo/lib/libturbojpeg.dylib", "/opt/local/lib/libturbojpeg.dylib"}
	}
	return []string{"libturbojpeg.so.0", "libturbojpeg.so"}
}

// openTurbo loads one library and its functions.
func openTurbo(name string) (*turboJPEG, error) {
	lib, err := purego.Dlopen(name, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, err
	}
	t := &turboJPEG{}
	for symbol, f := range map[string]any{
		"tjInitDecompress": &t.newHandle, "tjDestroy": &t.destroy, "tjDecompress2": &t.decompress,
		"tjGetErrorStr2": &t.errorText, "tjGetErrorCode": &t.errorCode,
	} {
		address, err := purego.Dlsym(lib, symbol)
		if err != nil {
			return nil, fmt.Errorf("%s is not TurboJPEG 2.x: %w", name, err)
		}
		purego.RegisterFunc(f, address)
	}
	address, _ := purego.Dlsym(lib, "tjDecompress2")
	t.path = libraryPath(address, name)
	t.version = turboVersion(t.path)
	return t, nil
}

func (t *turboJPEG) usable() bool { return t.problem == "" }

// decode fills pic, whose size is the header's. data must end with an end-of-image marker.
func (t *turboJPEG) decode(pic *Picture, data []byte, h jpegHeader) error {
	handle, _ := t.handles.Get().(*turboHandle)
	if handle == nil {
		handle = &turboHandle{t.newHandle()}
		if handle.handle == 0 {
			return errors.New("libjpeg-turbo made no decompressor")
		}
		runtime.AddCleanup(handle, func(h uintptr) { t.destroy(h) }, handle.handle)
	}
	defer t.handles.Put(handle)
	if h.components != 4 {
		return t.pixels(handle.handle, data, pic.Pix, pic.Width, pic.Height, 3, tjPixelRGB, h.complete)
	}
	buf := cmykBuffers.Get().(*[]byte)
	defer cmykBuffers.Put(buf)
	if n := 4 * pic.Width * pic.Height; cap(*buf) < n {
		*buf = make([]byte, n)
	} else {
		*buf = (*buf)[:n]
	}
	err := t.pixels(handle.handle, data, *buf, pic.Width, pic.Height, 4, tjPixelCMYK, h.complete)
	if h.plainInks {
		copyCMYK(pic.Pix, *buf, 4)
	} else {
		invertedCMYK(pic.Pix, *buf)
	}
	return err
}

// pixels decompresses into dst, [height, width, channels]. libjpeg-turbo keeps the text of a warning per thread,
// so the goroutine must not change threads before it has read it.
func (t *turboJPEG) pixels(handle uintptr, data, dst []byte, width, height, channels int, format int32, complete bool) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	status := t.decompress(handle, &data[0], uintptr(len(data)), &dst[0],
		int32(width), int32(width*channels), int32(height), format, tjAccurateDCT)
	if status == 0 {
		return nil
	}
	text := t.errorText(handle)
	if t.errorCode(handle) != tjWarning {
		return errors.New(strings.TrimPrefix(text, "tjDecompress2(): "))
	}
	if !complete && strings.Contains(text, "premature end of data segment") {
		return errTruncated
	}
	return nil
}

// libraryPath asks the dynamic linker which file holds the function at address.
func libraryPath(address uintptr, name string) string {
	symbol, err := purego.Dlsym(purego.RTLD_DEFAULT, "dladdr")
	if err != nil {
		return name
	}
	var dladdr func(address uintptr, info *dlInfo) int32
	purego.RegisterFunc(&dladdr, symbol)
	var info dlInfo
	if dladdr(address, &info) == 0 || info.file == nil {
		return name
	}
	n := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(info.file), n)) != 0 {
		n++
	}
	path := string(unsafe.Slice(info.file, n))
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// dlInfo is the C library's Dl_info.
type dlInfo struct {
	file *byte
	_    uintptr
	_    *byte
	_    uintptr
}

// turboVersion reads the version from the text inside the library: its functions do not tell it.
func turboVersion(path string) string {
	data, _ := os.ReadFile(path)
	if _, after, ok := bytes.Cut(data, []byte("libjpeg-turbo version ")); ok && len(after) > 32 {
		if version, _, ok := bytes.Cut(after[:32], []byte(" ")); ok {
			return string(version)
		}
	}
	return filepath.Base(path)
}
