package experiment

import "context"

// abandon runs f and returns its error; if ctx ends first, it returns at once and leaves f behind. It is
// for work that cannot be interrupted and touches nothing that is closed.
func abandon(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
