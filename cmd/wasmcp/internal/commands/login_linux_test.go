package commands

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// pseudoTerminal is a terminal and whoever sits before it.
type pseudoTerminal struct {
	person, terminal *os.File

	mu    sync.Mutex
	shown bytes.Buffer
}

// terminals are kept open while tests run: whoever waits for a password after an interrupt resets the
// terminal by its number in the end, and it must not be another one by then.
var terminals []*pseudoTerminal

func openTerminal(t *testing.T) *pseudoTerminal {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := &pseudoTerminal{person: person, terminal: terminal}
	go func() {
		b := make([]byte, 4096)
		for {
			n, err := person.Read(b)
			p.mu.Lock()
			p.shown.Write(b[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	terminals = append(terminals, p)
	return p
}

// screen is all that the terminal has shown.
func (p *pseudoTerminal) screen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown.String()
}

func (p *pseudoTerminal) echoes(t *testing.T) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(p.terminal.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return state.Lflag&unix.ECHO != 0
}

// answer types a line once a prompt is there, and, for secrets, once what is typed is not shown.
func (p *pseudoTerminal) answer(t *testing.T, prompt string, secret bool, line string) {
	t.Helper()
	p.await(t, func() bool { return strings.HasSuffix(p.screen(), prompt) && p.echoes(t) != secret })
	if _, err := io.WriteString(p.person, line+"\n"); err != nil {
		t.Fatal(err)
	}
}

func (p *pseudoTerminal) await(t *testing.T, ready func() bool) {
	t.Helper()
	const tries, pause = 3000, 10 * time.Millisecond
	for range tries {
		if ready() {
			return
		}
		time.Sleep(pause)
	}
	t.Fatalf("the terminal shows %q", p.screen())
}

// main runs a command at the terminal, and returns what waits for its exit code.
func (p *pseudoTerminal) main(ctx context.Context, dir string, args ...string) (wait func() int) {
	code := make(chan int, 1)
	go func() {
		code <- Main(ctx, cli.Process{Args: args, Stdin: p.terminal, Stdout: io.Discard, Stderr: p.terminal,
			Environ: []string{"WASMCP_CACHE=" + filepath.Join(dir, "cache"), "DOCKER_CONFIG=" + dir}})
	}()
	return func() int { return <-code }
}

func TestLogin_asks(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("DOCKER_CONFIG", dir)
	t.Setenv("WKG_CONFIG_FILE", filepath.Join(dir, "wkg.toml"))
	reg, _ := ocitest.Start(t, ocitest.Options{})
	reg.Inject(ocitest.Basic("ada", "open sesame"))
	p := openTerminal(t)
	wait := p.main(t.Context(), dir, "login", reg.Host)
	p.answer(t, "user name for "+reg.Host+": ", false, "ada")
	p.answer(t, "password: ", true, "open sesame")
	if code := wait(); code != cli.ExitOK {
		t.Errorf("exit code %d", code)
	}
	p.await(t, func() bool { return strings.Contains(p.screen(), "logged in to "+reg.Host) })
	if !strings.Contains(p.screen(), "ada") || strings.Contains(p.screen(), "sesame") {
		t.Errorf("the terminal shows %q", p.screen())
	}
	if !p.echoes(t) {
		t.Error("the terminal shows no more what is typed")
	}
	kept, err := os.ReadFile(filepath.Join(dir, "config.json"))
	if err != nil || !strings.Contains(string(kept), reg.Host) {
		t.Errorf("kept is %s, %v", kept, err)
	}
}

// Who interrupts a prompt gets the terminal back as it was.
func TestLogin_interrupted(t *testing.T) {
	dir := t.TempDir()
	p := openTerminal(t)
	ctx, cancel := context.WithCancel(t.Context())
	wait := p.main(ctx, dir, "login", "registry.invalid", "--username", "ada")
	p.await(t, func() bool { return strings.HasSuffix(p.screen(), "password: ") && !p.echoes(t) })
	cancel()
	if code := wait(); code != cli.ExitInterrupted {
		t.Errorf("exit code %d, want %d", code, cli.ExitInterrupted)
	}
	if !p.echoes(t) {
		t.Error("the terminal shows no more what is typed")
	}
}

func TestKeygen_asksTwice(t *testing.T) {
	dir := t.TempDir()
	prefix := filepath.Join(dir, "ada")
	p := openTerminal(t)
	wait := p.main(t.Context(), dir, "keygen", prefix)
	p.answer(t, "new password of "+prefix+".key: ", true, "one")
	p.answer(t, "repeat the password: ", true, "another")
	if code := wait(); code != cli.ExitFailed {
		t.Errorf("exit code %d, want %d", code, cli.ExitFailed)
	}
	p.await(t, func() bool { return strings.Contains(p.screen(), "the two passwords are not the same") })
	if _, err := os.Stat(prefix + ".key"); err == nil {
		t.Error("there is a key")
	}
	wait = p.main(t.Context(), dir, "keygen", prefix)
	p.answer(t, "new password of "+prefix+".key: ", true, "sesame")
	p.answer(t, "repeat the password: ", true, "sesame")
	if code := wait(); code != cli.ExitOK {
		t.Errorf("exit code %d", code)
	}
	key, err := os.ReadFile(prefix + ".key")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sign.ParsePrivateKey("ada.key", key, func() ([]byte, error) { return []byte("sesame"), nil }); err != nil {
		t.Error(err)
	}
	if strings.Contains(p.screen(), "sesame") {
		t.Errorf("the terminal shows %q", p.screen())
	}
	if info, err := os.Stat(prefix + ".key"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's mode is %v, %v", info.Mode(), err)
	}
}
