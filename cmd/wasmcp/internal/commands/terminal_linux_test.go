package commands

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
)

// hostileText has what would steer a terminal, or turn the order of what is read.
const hostileText = "\x1b[2J\x1b]0;title\a\u009b31m\x7f\b\u202eevil\u2066"

// steering are those of its characters that may not reach a terminal, in what one was given.
func steering(screen string) []string {
	var found []string
	for _, s := range []string{"\x1b[2J", "\x1b]0", "\a", "\u009b", "\x7f", "\b", "\u202e", "\u2066"} {
		if strings.Contains(screen, s) {
			found = append(found, s)
		}
	}
	return found
}

// What components, tools, files and names say does not steer a terminal, whichever command shows it, and
// goes as it is to anything else.
func TestMain_terminal(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..")
	abs := func(path ...string) string {
		p, err := filepath.Abs(filepath.Join(append([]string{root, "testdata"}, path...)...))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	text, command := abs("providers", "text", "text.wasm"), abs("foreign", "dist", "command.wasm")
	calculator, err := os.ReadFile(abs("providers", "calculator", "calculator.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Chdir(dir)
	described := bytes.ReplaceAll(calculator, []byte("Add two numbers."), []byte("\x1b[2J\x7f\u202e\u200bsafe."))
	name := "server" + strings.ReplaceAll(hostileText, "/", "") + ".wasm"
	for file, b := range map[string][]byte{
		"described.wasm": described,
		name:             calculator,
		"bad" + name:     []byte("no component " + hostileText),
		"package.wit":    []byte("package a:b;\n\n/// Says \u202esomething\u2066.\ninterface i {}\n"),
		"wasmcp.toml":    []byte("[server]\nname = \"" + "\u202e" + "\"\nunknown\u202e = 1\n"),
	} {
		if err := os.WriteFile(file, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	reversed := func(s string) string {
		runes := []rune(s)
		for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
			runes[i], runes[j] = runes[j], runes[i]
		}
		return string(runes)
	}
	environ := []string{"TERM=xterm-256color", "HOME=" + dir,
		"WASMCP_CACHE=" + filepath.Join(tools.Dir(), "wasmcp"), "WASMCP_STATE=" + filepath.Join(tools.Dir(), "state")}
	for what, c := range map[string]struct {
		args []string
		// raw is in what a pipe gets.
		raw string
	}{
		"a tool's result":         {[]string{"call", text, "reverse", "--arg", "text=" + reversed(hostileText)}, hostileText},
		"a tool's result as JSON": {[]string{"call", text, "reverse", "--output", "json", "--arg", "text=" + reversed(hostileText)}, "\u202e"},
		"a definition":            {[]string{"inspect", "--live", "--json", "described.wasm"}, "\u202e"},
		"a command's output":      {[]string{"run", command, "--", hostileText}, hostileText},
		"a command's error":       {[]string{"run", command, "--", "read", "/" + hostileText}, ""},
		"a plan":                  {[]string{"compose", "server", "--plan", "--no-introspect", name}, hostileText},
		"a plan of link":          {[]string{"link", "--plan=dot", name}, ""},
		"what is inside":          {[]string{"inspect", name}, ""},
		"WIT":                     {[]string{"wit", "print", "package.wit"}, "\u202esomething\u2066"},
		"a file's name":           {[]string{"inspect", "bad" + name}, hostileText},
		"a missing file's name":   {[]string{"inspect", "gone" + name}, hostileText},
		"a wrong flag":            {[]string{"inspect", "--" + hostileText}, hostileText},
		"an unknown command":      {[]string{hostileText}, ""},
		"wasmcp.toml":             {[]string{"compose", "server"}, "\u202e"},
		"an unknown tool":         {[]string{"call", text, hostileText}, ""},
	} {
		t.Run(what, func(t *testing.T) {
			p := openTerminal(t)
			withoutEcho(t, p)
			code := Main(t.Context(), cli.Process{Args: c.args, Stdin: strings.NewReader(""), Stdout: p.terminal, Stderr: p.terminal, Environ: environ, Program: os.Executable})
			const end = "all of it\n"
			if _, err := p.terminal.WriteString(end); err != nil {
				t.Fatal(err)
			}
			p.await(t, func() bool { return strings.Contains(strings.ReplaceAll(p.screen(), "\r\n", "\n"), end) })
			if found := steering(p.screen()); len(found) > 0 {
				t.Errorf("the terminal was given %q in %q", found, p.screen())
			}
			var piped bytes.Buffer
			if again := Main(t.Context(), cli.Process{Args: c.args, Stdin: strings.NewReader(""), Stdout: &piped, Stderr: &piped, Environ: environ, Program: os.Executable}); again != code {
				t.Errorf("exit code %d in a pipe, %d on a terminal\n%s", again, code, piped.String())
			}
			if !strings.Contains(piped.String(), c.raw) {
				t.Errorf("the pipe was given %q, want in it %q", piped.String(), c.raw)
			}
			if c.raw != "" && !strings.Contains(p.screen(), "\ufffd") {
				t.Errorf("the terminal shows %q, want what was replaced", p.screen())
			}
		})
	}
}

// withoutEcho has the terminal show what it is given, and nothing more.
func withoutEcho(t *testing.T, p *pseudoTerminal) {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(p.terminal.Fd()), unix.TCGETS)
	if err == nil {
		state.Lflag &^= unix.ECHO
		err = unix.IoctlSetTermios(int(p.terminal.Fd()), unix.TCSETS, state)
	}
	if err != nil {
		t.Fatal(err)
	}
}
