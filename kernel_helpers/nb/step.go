package nb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Exit codes of a cell whose step did not finish.
const (
	exitFailed  = 1
	exitStopped = 130 // as a shell reports a program that was interrupted
)

// patience is how long an interrupted step may take to stop by itself. What it leaves on disk is whole at
// any moment, so ending it then loses no more than the part it was working on.
const patience = 700 * time.Millisecond

// delivery is how long a step waits for the kernel to take what it shows.
const delivery = 30 * time.Second

// session is what a step works with: the suite, where its results are, and where to show things.
type session struct {
	screen
	suite *suite.Suite
	out   string
}

// step reads the suite and runs do. A failure ends the cell: the reason on standard error after
// "vfm: error:", then exit status 1, which is how a headless run of the notebook notices it.
func step(do func(ctx context.Context, s *session) error) {
	stepWithoutSuite(func(ctx context.Context, s *session) error {
		if err := s.read(); err != nil {
			return err
		}
		return do(ctx, s)
	})
}

// stepWithoutSuite is step for what also works while the suite cannot be read.
func stepWithoutSuite(do func(ctx context.Context, s *session) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s := &session{screen: newScreen()}
	done := make(chan error, 1)
	go func() { done <- do(ctx, s) }()

	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		select {
		case err = <-done:
		case <-time.After(patience):
			err = ctx.Err()
		}
	}
	limit := delivery
	if ctx.Err() != nil {
		limit = patience / 2
	}
	s.deliver(limit)
	if code := explain(err); code != 0 {
		os.Exit(code)
	}
}

// deliver waits until what was shown is on the page, at most for a time.
func (s *session) deliver(limit time.Duration) {
	done := make(chan struct{})
	go func() {
		s.flush()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(limit):
	}
}

// read reads the suite and says where its results are.
func (s *session) read() (err error) {
	if s.suite, err = suite.Read(""); err != nil {
		return err
	}
	s.out = os.Getenv("VFM_OUT")
	if s.out == "" {
		s.out = s.suite.Out()
	}
	return nil
}

// explain prints what went wrong, in words for the reader of the notebook, and returns the exit code.
func explain(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "vfm: stopped. Finished parts are kept: run this cell again and it goes on where it was.")
		return exitStopped
	}
	fmt.Fprintln(os.Stderr, "vfm: error: "+visible.Text(err.Error()))
	return exitFailed
}
