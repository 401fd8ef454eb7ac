package setup

import (
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// tool is a Go program at a pinned version.
type tool struct {
	name    string
	path    string // of its main package
	module  string
	version string
	inGoMod bool // a tool of vfm's go.mod; otherwise built by the requirements of its own module
}

// The Go programs that a notebook's kernel runs on. gonb is a tool in go.mod: cells are linked with its
// package gonbui, and the versions have to be the same. The other two disagree about golang.org/x/tools.
var (
	gonb      = tool{"gonb", "github.com/janpfeifer/gonb", "github.com/janpfeifer/gonb", "v0.11.3", true}
	goimports = tool{"goimports", "golang.org/x/tools/cmd/goimports", "golang.org/x/tools", "v0.52.0", false}
	gopls     = tool{"gopls", "golang.org/x/tools/gopls", "golang.org/x/tools/gopls", "v0.21.1", false}
)

// toolPart is a pinned Go program in bin. What is in the program itself says whether it is the right one.
func (c Checkout) toolPart(t tool) Part {
	find := func(context.Context) Finding {
		if err := t.check(c.bin(t.name)); err != nil {
			return Finding{What: err.Error(), Mend: "make setup"}
		}
		return Finding{OK: true, What: t.version}
	}
	install := func(ctx context.Context, log *Log) (Finding, error) {
		env := []string{"GOBIN=" + c.bin(""), "GOFLAGS=", "GOWORK=off", "GOTOOLCHAIN=" + toolchain()}
		args := []string{"install", t.path + "@" + t.version}
		if t.inGoMod {
			args = []string{"install", "-C", c.Root, t.path}
		}
		if err := log.Run(ctx, env, "go", args...); err != nil {
			return Finding{Mend: "see that the Go module proxy can be reached (go env GOPROXY), then make setup"}, err
		}
		return find(ctx), nil
	}
	return Part{Name: t.name, Needed: t != gopls, Pinned: t.version + " by " + toolchain(), Find: find, Install: install}
}

// toolchain names the Go in use, so that a tool whose go.mod asks for an older one is built by it too.
func toolchain() string {
	if version, _, _ := strings.Cut(runtime.Version(), " "); strings.HasPrefix(version, "go1.") {
		return version
	}
	return "local"
}

// check reports why the program at path is not this tool, built by the Go in use.
func (t tool) check(path string) error {
	info, err := buildinfo.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("bin/%s is not built", t.name)
	}
	if err != nil {
		return fmt.Errorf("reading bin/%s: %w", t.name, err)
	}
	if info.Main.Path != t.module || info.Main.Version != t.version {
		return fmt.Errorf("bin/%s is %s %s, not %s", t.name, info.Main.Path, info.Main.Version, t.version)
	}
	if info.GoVersion != runtime.Version() {
		return fmt.Errorf("bin/%s was built by %s, not %s", t.name, info.GoVersion, runtime.Version())
	}
	return nil
}

// goPart is the Go toolchain: cells of a notebook are compiled.
func (c Checkout) goPart() Part {
	return Part{Name: "Go", Needed: true, Find: func(ctx context.Context) Finding {
		const mend = "install Go from https://go.dev/dl and put its bin folder on the PATH"
		path, err := exec.LookPath("go")
		if err != nil {
			return Finding{What: "no go on the PATH", Mend: mend}
		}
		version, err := output(ctx, path, "-C", c.Root, "env", "GOVERSION")
		if err != nil {
			return Finding{What: path + " does not run here: " + lastError([]byte(version)), Mend: mend}
		}
		if strings.Contains(c.Root, ",") {
			return Finding{What: "the path of this folder holds a comma, which the notebook kernel reads as two folders",
				Mend: "move " + c.Root + " to a path without a comma"}
		}
		return Finding{OK: true, What: version + " at " + path}
	}}
}

// compilerPart is the C compiler that links the bridge to ONNX Runtime.
func (c Checkout) compilerPart() Part {
	return Part{Name: "C compiler", Needed: true, Find: func(ctx context.Context) Finding {
		for _, name := range []string{os.Getenv("CC"), "cc", "gcc", "clang"} {
			if fields := strings.Fields(name); len(fields) > 0 {
				if path, err := exec.LookPath(fields[0]); err == nil {
					return Finding{OK: true, What: filepath.Clean(path)}
				}
			}
		}
		return Finding{What: "no cc, gcc or clang on the PATH", Mend: debianCommand("gcc libc6-dev")}
	}}
}
