package ui

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

// guarded returns what a terminal would be given, and what it was given.
func guarded(t *testing.T) (*Guard, func() string) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return &Guard{terminal: w}, func() string {
		w.Close()
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
}

// printed has everything that a Printer prints.
func printed(p *Printer) {
	p.Error("add: \x1b[2J", []string{"\u009b31m"}, "try\a")
	p.Line("line\x1b[2J")
	p.Heading("server\x1b[2J")
	p.Command("run\x7f")
	p.Note("progress\r")
	p.Note("\u202egnp.exe\u2066, \U000e0041\u200d, שלום")
	p.Table([]string{"tool"}, [][]string{{"a\x1b]0;x\a\nb", "c"}})
	p.Chain([][]Stage{{{"a\x1b", "b\x1b"}}})
}

func TestPrinter_keepsComponentsFromTheTerminal(t *testing.T) {
	g, shown := guarded(t)
	printed(New(g, []string{"NO_COLOR=1", "TERM=xterm"}))
	const want = "wasmcp: add: \ufffd[2J\n  \ufffd31m\nhint: try\ufffd\nline\ufffd[2J\nserver\ufffd[2J\n  run\ufffd\nprogress\ufffd\n" +
		"\ufffdgnp.exe\ufffd, \ufffd\u200d, שלום\n  tool\n  a\ufffd]0;x\ufffd b  c\n  a\ufffd   b\ufffd\n"
	if got := shown(); got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

// In a pipe nothing is changed but what would break a table's lines.
func TestPrinter_changesNothingInAPipe(t *testing.T) {
	var b strings.Builder
	printed(New(&b, []string{"TERM=xterm"}))
	const want = "wasmcp: add: \x1b[2J\n  \u009b31m\nhint: try\a\nline\x1b[2J\nserver\x1b[2J\n  run\x7f\nprogress\r\n" +
		"\u202egnp.exe\u2066, \U000e0041\u200d, שלום\n  tool\n  a\x1b]0;x\a b   c\n  a\x1b   b\x1b\n"
	if b.String() != want {
		t.Errorf("printed %q, want %q", b.String(), want)
	}
}

// In colour, the only sequences are our own.
func TestPrinter_inColour(t *testing.T) {
	g, shown := guarded(t)
	p := New(g, []string{"TERM=xterm", "CLICOLOR_FORCE=1", "COLORTERM=truecolor"})
	p.Heading("a\x1b[2Jb")
	p.Status("far\x1b[2J\ngone")
	p.EndStatus()
	got := shown()
	if !strings.Contains(got, "\x1b[1m") || strings.Contains(got, "\x1b[2J") || !strings.HasSuffix(got, "\r\x1b[Kfar\ufffd[2J gone\r\x1b[K") {
		t.Errorf("printed %q", got)
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

func TestPrintable(t *testing.T) {
	for r := rune(0); r < 0xa0; r++ {
		in, want := "a"+string(r)+"b", "a"+string(r)+"b"
		if r != '\n' && r != '\t' && (r < ' ' || r >= 0x7f) {
			want = "a\ufffdb"
		}
		if got := Printable(in); got != want {
			t.Errorf("Printable(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"\r\n":                "\n",
		"a\r\r\nb":            "a\ufffd\nb",
		"\xff\xfe":            "\ufffd\ufffd",
		"\xc2":                "\ufffd",
		"\x9b31m":             "\ufffd31m", // C1 as a byte
		"\xc0\x9b":            "\ufffd\ufffd",
		"\xe0\x80\x9b":        "\ufffd\ufffd\ufffd",
		"\xed\xa0\x80":        "\ufffd\ufffd\ufffd",
		"\u202a\u202b\u202c":  "\ufffd\ufffd\ufffd",
		"\u202d\u202e":        "\ufffd\ufffd",
		"\u2066\u2067\u2068":  "\ufffd\ufffd\ufffd",
		"\u2069\u200e\u200f":  "\ufffd\ufffd\ufffd",
		"\u061c\u2028\u2029":  "\ufffd\ufffd\ufffd",
		"\U000e0001":          "\ufffd",
		"👩\u200d🚀 é 日本\u200c": "👩\u200d🚀 é 日本\u200c",
	} {
		if got := Printable(in); got != want {
			t.Errorf("Printable(%q) = %q, want %q", in, got, want)
		}
	}
}

// However a text is cut into writes, the same is shown.
func TestGuard_inPieces(t *testing.T) {
	const text = "é\x1b[2J日本\r\nx\ry \xffz\u202e👩\u200d🚀\xe2\x80"
	want := Printable(strings.TrimSuffix(text, "\xe2\x80")) // what is never finished is never shown
	for size := 1; size <= len(text); size++ {
		g, shown := guarded(t)
		for rest := text; rest != ""; {
			n := min(size, len(rest))
			if written, err := g.Write([]byte(rest[:n])); written != n || err != nil {
				t.Fatalf("Write = %d, %v, want %d", written, err, n)
			}
			rest = rest[n:]
		}
		if got := shown(); got != want {
			t.Errorf("in pieces of %d: %q, want %q", size, got, want)
		}
	}
}

func TestGuarded_leavesPipesAlone(t *testing.T) {
	_, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var b strings.Builder
	for _, out := range []io.Writer{w, &b, io.Discard} {
		if got := Guarded(out); got != out || IsTerminal(got) {
			t.Errorf("Guarded(%T) = %T", out, got)
		}
	}
}
