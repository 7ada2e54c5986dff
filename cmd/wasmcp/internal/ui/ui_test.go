package ui

import (
	"errors"
	"strings"
	"testing"
)

func TestPrinter_keepsComponentsFromTheTerminal(t *testing.T) {
	var b strings.Builder
	p := New(&b, []string{"NO_COLOR=1"})
	p.Error("add: \x1b[2J", []string{"\u009b31m"}, "try\a")
	p.Heading("server\x1b[2J")
	p.Note("progress\r")
	p.Note("\u202egnp.exe\u2066, \U000e0041\u200d, שלום")
	p.Table([]string{"tool"}, [][]string{{"a\x1b]0;x\a\nb", "c"}})
	const want = "wasmcp: add: \ufffd[2J\n  \ufffd31m\nhint: try\ufffd\nserver\ufffd[2J\nprogress\ufffd\n\ufffdgnp.exe\ufffd, \ufffd\u200d, שלום\n" +
		"  tool\n  a\ufffd]0;x\ufffd b  c\n"
	if b.String() != want {
		t.Errorf("printed %q, want %q", b.String(), want)
	}
}

func TestPrinter_saysThatItCouldNotWrite(t *testing.T) {
	p := New(&full{room: 1}, nil)
	p.Line("a")
	if err := p.Err(); err != nil {
		t.Fatalf("Err = %v before anything went wrong", err)
	}
	p.Line("b")
	p.Line("c")
	if err := p.Err(); !errors.Is(err, errFull) {
		t.Errorf("Err = %v, want %v", err, errFull)
	}
}

var errFull = errors.New("full")

// full takes so many writes.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if f.room == 0 {
		return 0, errFull
	}
	f.room--
	return len(p), nil
}
