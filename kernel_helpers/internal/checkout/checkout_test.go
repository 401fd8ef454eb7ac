package checkout

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// asProgram makes the test binary print Root and Working, for a test of where the program lies.
const asProgram = "VFM_TEST_CHECKOUT"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Stdout.WriteString(Root() + "\n" + Working() + "\n")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// folder makes a checkout with some folders in it.
func folder(t *testing.T, module string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"kernel_helpers/nb", "notebooks", "bin"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module "+module+"\n\ngo 1.26\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return root
}

// TestRoot starts the program from inside and outside of checkouts, itself, through a link and moved.
func TestRoot(t *testing.T) {
	mine, other, foreign := folder(t, "github.com/vfm-go/vfm"), folder(t, "github.com/vfm-go/vfm"), folder(t, "github.com/vfm-go/vfmx")
	outside, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	program := copyProgram(t, filepath.Join(mine, "bin", "vfm"))
	link := filepath.Join(outside, "vfm")
	if err := os.Symlink(program, link); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ wd, program, root, working string }{
		{mine, program, mine, mine},
		{filepath.Join(mine, "kernel_helpers", "nb"), program, mine, mine},
		{filepath.Join(other, "notebooks"), program, other, other},
		{outside, program, mine, ""},
		{outside, link, mine, ""},
		{filepath.Join(foreign, "notebooks"), program, mine, ""},
		{outside, copyProgram(t, filepath.Join(foreign, "bin", "vfm")), "", ""},
	} {
		cmd := exec.Command(c.program)
		cmd.Dir, cmd.Env = c.wd, append(os.Environ(), asProgram+"=1")
		out, err := cmd.Output()
		if want := c.root + "\n" + c.working + "\n"; err != nil || string(out) != want {
			t.Errorf("%s in %s: %q (%v), want %q", c.program, c.wd, out, err, want)
		}
	}
}

func copyProgram(t *testing.T, to string) string {
	t.Helper()
	data, err := os.ReadFile(os.Args[0])
	if err == nil {
		err = os.WriteFile(to, data, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}
