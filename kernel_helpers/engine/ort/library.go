package ort

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/checkout"
	"github.com/vfm-go/vfm/kernel_helpers/internal/python"
)

// LibraryVariable is the environment variable that names the ONNX Runtime library to use.
const LibraryVariable = "ONNXRUNTIME_LIB"

// MinVersion is the oldest ONNX Runtime that has what this package calls.
const MinVersion = "1.24"

// FindLibrary returns the first ONNX Runtime library of: $ONNXRUNTIME_LIB; the onnxruntime package of
// the checkout's .venv; that of the Python that `python3` or `jupyter` on the PATH belongs to; the npm
// package onnxruntime-node under the checkout's .tools; the system's library folders. A file whose name
// carries a version older than [MinVersion] is passed over. tried lists every place that was looked at,
// with what was wrong; the error says what to do next.
func FindLibrary() (path string, tried []string, err error) {
	if path := os.Getenv(LibraryVariable); path != "" {
		if info, err := os.Stat(path); err != nil || info.IsDir() {
			return "", []string{path}, fmt.Errorf("$%s names %s, which is not a file: correct it, or unset it and run `make setup`", LibraryVariable, path)
		}
		return path, nil, nil
	}
	for _, place := range places() {
		dir, found := place()
		for _, file := range found {
			if version := fileVersion(file); version != "" && older(version, MinVersion) {
				tried = append(tried, fmt.Sprintf("%s (older than %s)", file, MinVersion))
				continue
			}
			return file, tried, nil
		}
		if len(found) == 0 && dir != "" {
			tried = append(tried, dir)
		}
	}
	return "", tried, fmt.Errorf("looking for ONNX Runtime %s or newer: none found. Run `make setup`, or set $%s to the path of libonnxruntime.so; tried:\n  %s",
		MinVersion, LibraryVariable, strings.Join(tried, "\n  "))
}

// place looks in one location: it returns how to name it in a message ("" when it does not exist here)
// and the library files in it, best first.
type place func() (name string, found []string)

func places() []place {
	var list []place
	root := checkout.Root()
	if root != "" {
		list = append(list, glob(root, ".venv/lib/python*/site-packages/onnxruntime/capi"))
	}
	for _, program := range []string{"python3", "jupyter"} {
		list = append(list, func() (string, []string) { return pythonPackage(program) })
	}
	if root != "" {
		list = append(list, glob(root, ".tools/node_modules/onnxruntime-node/bin/napi-v*/"+nodePlatform()))
	}
	for _, dir := range filepath.SplitList(os.Getenv("LD_LIBRARY_PATH")) {
		list = append(list, glob(dir, "."))
	}
	for _, dir := range systemFolders() {
		list = append(list, glob("/", dir))
	}
	return list
}

// glob looks for the library in the folders below root, itself no pattern, that a pattern with slashes names.
func glob(root, folders string) place {
	return func() (string, []string) {
		files, _ := fs.Glob(os.DirFS(root), path.Join(folders, libraryPattern()))
		for i, file := range files {
			files[i] = filepath.Join(root, file)
		}
		files = slices.DeleteFunc(files, func(f string) bool { return strings.Contains(f, "_providers_") })
		// Of libonnxruntime.so, .so.1 and .so.1.27.0 the last says its version: look at that first.
		slices.SortFunc(files, func(a, b string) int { return strings.Compare(b, a) })
		return filepath.Join(root, folders), files
	}
}

// pythonPackage asks the Python of a program on the PATH where its onnxruntime package is.
func pythonPackage(program string) (string, []string) {
	interpreter, dir := python.Ask(program, "import importlib.util as u; s = u.find_spec('onnxruntime'); print(s.submodule_search_locations[0] if s else '')")
	if interpreter == "" {
		return "", nil
	}
	if dir == "" {
		return fmt.Sprintf("package onnxruntime of %s", interpreter), nil
	}
	return glob(dir, "capi")()
}

// systemFolders are patterns below the root of the file system.
func systemFolders() []string {
	if runtime.GOOS == "darwin" {
		return []string{"opt/homebrew/lib", "usr/local/lib"}
	}
	return []string{"usr/local/lib", "usr/lib/*-linux-gnu", "usr/lib64", "usr/lib"}
}

func libraryPattern() string {
	if runtime.GOOS == "darwin" {
		return "libonnxruntime*.dylib"
	}
	return "libonnxruntime.so*"
}

// nodePlatform is the folder of the npm package for this system, such as linux/x64.
func nodePlatform() string {
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	return path.Join(runtime.GOOS, arch)
}

var versionInName = regexp.MustCompile(`\d+\.\d+(\.\d+)?`)

// fileVersion is the version in the name of a library file, through its links; "" if there is none.
// A bare "libonnxruntime.so.1" does not tell.
func fileVersion(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return versionInName.FindString(filepath.Base(path))
}

// older reports whether version a, such as 1.9.2, comes before b.
func older(a, b string) bool {
	return slices.Compare(numbers(a), numbers(b)) < 0
}

func numbers(version string) []int {
	var list []int
	for part := range strings.SplitSeq(version, ".") {
		n, _ := strconv.Atoi(part)
		list = append(list, n)
	}
	return list
}
