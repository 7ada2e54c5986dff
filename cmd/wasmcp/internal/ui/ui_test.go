package ui

import (
	"strings"
	"testing"
)

func TestPrinter_keepsComponentsFromTheTerminal(t *testing.T) {
	var b strings.Builder
	p := New(&b, []string{"NO_COLOR=1"})
	p.Error("add: \x1b[2J", []string{"\u009b31m"}, "try\a")
	p.Heading("server\x1b[2J")
	p.Note("progress\r")
	p.Table([]string{"tool"}, [][]string{{"a\x1b]0;x\a\nb", "c"}})
	const want = "wasmcp: add: \ufffd[2J\n  \ufffd31m\nhint: try\ufffd\nserver\ufffd[2J\nprogress\ufffd\n" +
		"  tool\n  a\ufffd]0;x\ufffd b  c\n"
	if b.String() != want {
		t.Errorf("printed %q, want %q", b.String(), want)
	}
}
