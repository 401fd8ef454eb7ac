package ort

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
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
	for _, root := range checkouts() {
		list = append(list,
			glob(filepath.Join(root, ".venv", "lib", "python*", "site-packages", "onnxruntime", "capi")))
	}
	for _, program := range []string{"python3", "jupyter"} {
		list = append(list, func() (string, []string) { return pythonPackage(program) })
	}
	for _, root := range checkouts() {
		list = append(list,
			glob(filepath.Join(root, ".tools", "node_modules", "onnxruntime-node", "bin", "napi-v*", nodePlatform())))
	}
	for _, dir := range systemFolders() {
		list = append(list, glob(dir))
	}
	return list
}

// glob looks for the library in the folders that a pattern names.
func glob(dir string) place {
	return func() (string, []string) {
		files, _ := filepath.Glob(filepath.Join(dir, libraryPattern()))
		files = slices.DeleteFunc(files, func(f string) bool { return strings.Contains(f, "_providers_") })
		// Of libonnxruntime.so, .so.1 and .so.1.27.0 the last says its version: look at that first.
		slices.SortFunc(files, func(a, b string) int { return strings.Compare(b, a) })
		return dir, files
	}
}

// pythonPackage asks the Python of a program on the PATH where its onnxruntime package is.
func pythonPackage(program string) (string, []string) {
	path, err := exec.LookPath(program)
	if err != nil {
		return "", nil
	}
	if program != "python3" {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		path = filepath.Join(filepath.Dir(path), "python3")
		if _, err := os.Stat(path); err != nil {
			return "", nil
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	const ask = "import importlib.util as u; s = u.find_spec('onnxruntime'); print(s.submodule_search_locations[0] if s else '')"
	out, err := exec.CommandContext(ctx, path, "-c", ask).Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		return fmt.Sprintf("package onnxruntime of %s", path), nil
	}
	return glob(filepath.Join(dir, "capi"))()
}

// checkouts returns the folders at or above the working folder, and at or above the program itself,
// that are a checkout of this project.
func checkouts() []string {
	var starts, roots []string
	if dir, err := os.Getwd(); err == nil {
		starts = append(starts, dir)
	}
	if exe, err := os.Executable(); err == nil {
		starts = append(starts, filepath.Dir(exe))
	}
	for _, dir := range starts {
		for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			_, errMod := os.Stat(filepath.Join(dir, "go.mod"))
			_, errDir := os.Stat(filepath.Join(dir, "kernel_helpers"))
			if errMod == nil && errDir == nil && !slices.Contains(roots, dir) {
				roots = append(roots, dir)
				break
			}
		}
	}
	return roots
}

func systemFolders() []string {
	dirs := filepath.SplitList(os.Getenv("LD_LIBRARY_PATH"))
	if runtime.GOOS == "darwin" {
		return append(dirs, "/opt/homebrew/lib", "/usr/local/lib")
	}
	return append(dirs, "/usr/local/lib", "/usr/lib/*-linux-gnu", "/usr/lib64", "/usr/lib")
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
	return filepath.Join(runtime.GOOS, arch)
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
