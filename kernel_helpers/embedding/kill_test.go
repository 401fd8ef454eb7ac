package embedding

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"
)

// childVariable makes the test binary a process that fills a store in the named cache.
const childVariable = "VFM_TEST_EMBEDDING_CHILD"

const childItems = 12*PartItems + 100

func TestMain(m *testing.M) {
	if cache := os.Getenv(childVariable); cache != "" {
		os.Exit(child(cache))
	}
	os.Exit(m.Run())
}

// child fills the store slowly enough to be killed at any step.
func child(cache string) int {
	s, err := Open(context.Background(), cache, testKey, testIDs(childItems), testDim, nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer s.Close()
	for _, r := range s.Missing() {
		time.Sleep(3 * time.Millisecond)
		if err := s.WritePart(testPart(r)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	if err := s.Finish(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// TestKillAtRandomMoments kills a process again and again until one gets to the end. What it leaves must
// be, byte for byte, what an uninterrupted process writes.
func TestKillAtRandomMoments(t *testing.T) {
	whole := t.TempDir()
	if code := child(whole); code != 0 {
		t.Fatal("the uninterrupted run ended with", code)
	}
	want := contents(t, testKey.Dir(whole))
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(4 * time.Second)
	runs, kills := 0, 0
	for time.Now().Before(deadline) || runs == 0 {
		runs++
		cache := t.TempDir()
		kills += killUntilDone(t, program, cache)
		if got := contents(t, testKey.Dir(cache)); got != want {
			t.Fatalf("run %d: after kills the files differ from those of an uninterrupted run", runs)
		}
		if left := (&Store{dir: testKey.Dir(cache)}).names(partNames, temporaryNames); len(left) != 0 {
			t.Fatalf("run %d: after kills %v were left", runs, left)
		}
	}
	t.Logf("%d runs, %d kills", runs, kills)
}

// killUntilDone starts the child until it ends by itself, and returns how often it was killed.
func killUntilDone(t *testing.T, program, cache string) (kills int) {
	for patience := 10 * time.Millisecond; ; patience += 5 * time.Millisecond {
		cmd := exec.Command(program)
		cmd.Env = append(os.Environ(), childVariable+"="+cache)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(rand.N(patience), func() { cmd.Process.Kill() })
		err := cmd.Wait()
		if timer.Stop() && err != nil {
			t.Fatal("the child failed by itself:", err)
		}
		if err == nil {
			return kills
		}
		kills++
	}
}
