package cli

import (
	"context"
	"sync"
	"time"
)

// lastResort ends the process where a command does not end by itself after the signal that ended its
// context: guest code may hang, and compilers know no contexts. It is safe for concurrent use.
type lastResort struct {
	exit func(code int)
	// clean is called before that.
	clean func()

	mu    sync.Mutex
	ended bool // whether the signal has come
	wait  time.Duration
	code  int
	timer *time.Timer
}

// Promptness is how long a command may take to end once it has been told to, beyond the time that it
// gives to calls.
const Promptness = 5 * time.Second

// watch begins to wait for the end of ctx. What it returns ends that.
func (l *lastResort) watch(ctx context.Context) (stop func()) {
	l.Allow(Promptness, ExitInterrupted)
	unwatch := context.AfterFunc(ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.ended = true
		l.arm()
	})
	return func() {
		unwatch()
		l.Allow(0, ExitOK)
	}
}

// Allow says how long the command may take from here on, or from the signal if that comes later, and
// which exit code it has where it takes longer. A time of 0 is any.
func (l *lastResort) Allow(wait time.Duration, code int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wait, l.code = wait, code
	if l.ended {
		l.arm()
	}
}

func (l *lastResort) arm() {
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	if l.exit == nil || l.wait == 0 {
		return
	}
	code := l.code
	l.timer = time.AfterFunc(l.wait, func() {
		l.clean()
		l.exit(code)
	})
}
