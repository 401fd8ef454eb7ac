package pjrt

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// machine makes an empty checkout and home, and a PATH with nothing on it, and goes there.
func machine(t *testing.T) (root, home string) {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	root = filepath.Join(root, "vfm [1]") // a name that is also a pattern
	touch(t, filepath.Join(root, "kernel_helpers", "x.go"), "")
	touch(t, filepath.Join(root, "go.mod"), "module github.com/vfm-go/vfm\n")
	home = filepath.Join(root, "home")
	t.Chdir(root)
	t.Setenv("HOME", home)
	t.Setenv("PATH", filepath.Join(root, "path"))
	t.Setenv(BackendVariable, "")
	return root, home
}

func touch(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func check(t *testing.T, device, want string) {
	t.Helper()
	if got, err := Find(device); got != want || err != nil {
		t.Errorf("%s: got %q, %v, want %s", device, got, err, want)
	}
}

// TestFindOrder adds plugins from the last place to the first: each one wins over those before.
func TestFindOrder(t *testing.T) {
	root, home := machine(t)
	for device, places := range map[string]struct{ installed, packaged, better string }{
		"cpu":  {"pjrt_c_api_cpu_v0.98.0_plugin.so", "some_package/libpjrt_cpu.so", ""},
		"cuda": {"nvidia/pjrt_c_api_cuda_plugin.so", "jax_plugins/xla_cuda12/xla_cuda_plugin.so", "jax_plugins/xla_cuda13/xla_cuda_plugin.so"},
	} {
		if _, err := os.Stat("/usr/local/lib/go-xla"); err != nil {
			if _, err := Find(device); !errors.Is(err, ErrNone) {
				t.Errorf("%s on an empty machine: got %v, want ErrNone", device, err)
			}
		}
		check(t, device, touch(t, filepath.Join(home, ".local", "lib", "go-xla", places.installed), ""))
		packages := filepath.Join(root, device, "dist-packages")
		touch(t, filepath.Join(root, "path", "python3"), "#!/bin/sh\necho '"+packages+"'\n")
		check(t, device, touch(t, filepath.Join(packages, places.packaged), ""))
		site := filepath.Join(root, ".venv", "lib", "python3.12", "site-packages")
		check(t, device, touch(t, filepath.Join(site, places.packaged), ""))
		if places.better != "" {
			check(t, device, touch(t, filepath.Join(site, places.better), ""))
		}
	}
	own := touch(t, filepath.Join(root, "own.so"), "")
	t.Setenv(BackendVariable, "xla:"+own)
	check(t, "cpu", own)
	check(t, "cuda", own)
}

func TestVariable(t *testing.T) {
	root, _ := machine(t)
	t.Setenv(BackendVariable, "go")
	if _, err := Find("cpu"); !errors.Is(err, ErrNone) {
		t.Errorf("go: got %v, want ErrNone", err)
	}
	for _, value := range []string{"xla", "xla:cpu", "cuda", "xla:" + root, "xla:" + root + "/missing.so", "xla:/a.so,tf32=true"} {
		t.Setenv(BackendVariable, value)
		if _, err := Find("cpu"); err == nil || errors.Is(err, ErrNone) || !strings.Contains(err.Error(), BackendVariable) || !strings.Contains(err.Error(), "unset it") {
			t.Errorf("%s: got %v", value, err)
		}
	}
}
