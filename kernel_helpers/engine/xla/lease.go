package xla

import "sync"

// lease counts the users of something and frees it after the last: its owner until close, and whoever has
// acquired it. So close never waits for a computation that cannot be interrupted.
type lease struct {
	free func()

	mu     sync.Mutex
	users  int
	closed bool
}

// begin makes the lease of an owner.
func (l *lease) begin(free func()) { l.free, l.users = free, 1 }

// acquire adds a user, who calls release. It is false once the owner has closed.
func (l *lease) acquire() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.users++
	return true
}

func (l *lease) release() {
	l.mu.Lock()
	l.users--
	last := l.users == 0
	l.mu.Unlock()
	if last {
		l.free()
	}
}

// close ends the owner's use, once.
func (l *lease) close() {
	l.mu.Lock()
	closed := l.closed
	l.closed = true
	l.mu.Unlock()
	if !closed {
		l.release()
	}
}
