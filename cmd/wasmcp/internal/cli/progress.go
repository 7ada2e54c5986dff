package cli

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
)

// progress is a line on a terminal that says what goes on, where that takes more than a moment.
type progress struct {
	out         *ui.Printer
	what        string
	done, total atomic.Int64
	stop        chan struct{}
	ended       chan struct{}
	showing     *atomic.Bool // of the app
}

// progressDelay is how long something may take without a word.
const progressDelay = 500 * time.Millisecond

// Progress starts one; on anything but a terminal, with -q, and beside another one, it shows nothing.
func (a *App) Progress(what string) *progress {
	p := &progress{what: what, stop: make(chan struct{}), ended: make(chan struct{})}
	if a.Quiet || !ui.IsTerminal(a.Stderr) || !a.showing.CompareAndSwap(false, true) {
		close(p.ended)
		return p
	}
	p.out, p.showing = a.Err, &a.showing
	go p.show()
	return p
}

// Step is told what is done of how much.
func (p *progress) Step(done, total int) {
	p.done.Store(int64(done))
	p.total.Store(int64(total))
}

func (p *progress) show() {
	defer close(p.ended)
	begun := time.Now()
	tick := time.NewTicker(progressDelay)
	defer tick.Stop()
	for {
		select {
		case <-p.stop:
			p.out.EndStatus()
			return
		case <-tick.C:
			far := ""
			if total := p.total.Load(); total > 0 {
				far = fmt.Sprintf("%s of %s, ", ui.Size(p.done.Load()), ui.Size(total))
			}
			p.out.Status(fmt.Sprintf("%s: %s%s", p.what, far, time.Since(begun).Round(time.Second)))
		}
	}
}

// End takes the line away.
func (p *progress) End() {
	close(p.stop)
	<-p.ended
	if p.showing != nil {
		p.showing.Store(false)
	}
}
