package child

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// childFlag is the argument by which this program knows that it is a child of its own.
const childFlag = "-child"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == childFlag {
		os.Exit(beChild(os.Args[2], os.Args[3:]))
	}
	os.Exit(m.Run())
}

// beChild does what a test wants of a child.
func beChild(what string, args []string) int {
	switch what {
	case "echo":
		in := bufio.NewReader(os.Stdin)
		line, _ := in.ReadString('\n')
		EndWith(in)
		fmt.Print("first\n", line, os.Environ(), "\nlast")
	case "hang":
		fmt.Println("hanging")
		EndWith(os.Stdin)
		select {}
	case "talk":
		for {
			fmt.Println(strings.Repeat("x", 1000))
		}
	case "fail":
		fmt.Fprintln(os.Stderr, "no luck")
		return 7
	case "eat":
		if err := Confine(Confinement{Memory: 512 << 20}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		var all [][]byte
		for range 64 {
			b := make([]byte, 64<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			all = append(all, b)
		}
		fmt.Println(len(all))
	case "confined":
		dir := args[0]
		if err := Confine(Confinement{Write: []string{filepath.Join(dir, "mine")}, Read: []string{filepath.Join(dir, "readable")}}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		_, inside := os.ReadFile(filepath.Join(dir, "mine", "file"))
		written := os.WriteFile(filepath.Join(dir, "mine", "new"), []byte("x"), 0o600)
		_, readable := os.ReadFile(filepath.Join(dir, "readable"))
		changed := os.WriteFile(filepath.Join(dir, "readable"), []byte("x"), 0o600)
		_, outside := os.ReadFile(filepath.Join(dir, "outside"))
		made := os.WriteFile(filepath.Join(dir, "made"), []byte("x"), 0o600)
		started := exec.Command(os.Args[0], childFlag, "fail").Start()
		conn, dialled := net.Dial("tcp", args[1])
		if conn != nil {
			_ = conn.Close()
		}
		done := make(chan struct{})
		go func() { // on a thread that was there before, or was not
			runtime.LockOSThread()
			_, err := net.Dial("tcp", args[1])
			if dialled != nil && err == nil {
				dialled = nil
			}
			close(done)
		}()
		<-done
		var less error
		if less = Confine(Confinement{}); less == nil {
			less = os.WriteFile(filepath.Join(dir, "mine", "later"), []byte("x"), 0o600)
		} else {
			fmt.Fprintln(os.Stderr, less)
			return 1
		}
		answer := map[string]bool{}
		for name, err := range map[string]error{"less": less, "inside": inside, "written": written, "readable": readable, "changed": changed, "outside": outside, "made": made, "started": started, "dialled": dialled} {
			answer[name] = err == nil
		}
		_ = json.NewEncoder(os.Stdout).Encode(answer)
	}
	return 0
}

// command is a child that does something, within a minute.
func command(what string, args ...string) *Command {
	return &Command{Program: os.Args[0], Args: append([]string{childFlag, what}, args...), Time: time.Minute, Output: 1 << 20}
}

func all(into *[]string) func([]byte) (time.Duration, error) {
	return func(b []byte) (time.Duration, error) {
		*into = append(*into, string(b))
		return 0, nil
	}
}

func TestRun(t *testing.T) {
	t.Setenv("SECRET", "x")
	var got []string
	if err := command("echo").Run(t.Context(), strings.NewReader("hello\nand more"), all(&got)); err != nil {
		t.Fatal(err)
	}
	// What has no line's end is not said to its end, and nothing of the environment is there.
	if len(got) != 3 || got[2] != "[]" || got[0] != "first" || got[1] != "hello" {
		t.Errorf("it says %q", got)
	}
}

func TestRun_ends(t *testing.T) {
	t.Parallel()
	nothing := func([]byte) (time.Duration, error) { return 0, nil }
	wrong := errors.New("wrong")
	for name, x := range map[string]struct {
		of   *Command
		line func([]byte) (time.Duration, error)
		want string
	}{
		"late":      {&Command{Program: os.Args[0], Args: []string{childFlag, "hang"}, Time: time.Millisecond, Output: 1000}, nothing, "it took longer than 1ms and was ended"},
		"later":     {command("hang"), func([]byte) (time.Duration, error) { return time.Millisecond, nil }, "it took longer than 1ms and was ended"},
		"talkative": {command("talk"), nothing, "it said more than 1048576 bytes and was ended"},
		"wrong":     {command("hang"), func([]byte) (time.Duration, error) { return 0, wrong }, "wrong"},
		"failing":   {command("fail"), nothing, "its process died: exit status 7\n  no luck"},
		"missing":   {&Command{Program: filepath.Join(t.TempDir(), "none")}, nothing, "wasmcp cannot start itself once more: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := x.of.Run(t.Context(), strings.NewReader(""), x.line)
			if err == nil || !strings.HasPrefix(err.Error(), x.want) {
				t.Errorf("error = %v, want %s", err, x.want)
			}
		})
	}
}

func TestRun_endsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	err := command("hang").Run(ctx, strings.NewReader(""), func([]byte) (time.Duration, error) {
		cancel(why)
		return 0, nil
	})
	if !errors.Is(err, why) {
		t.Errorf("error = %v, want %v", err, why)
	}
}

// A child ends when its input does, which is what happens when its parent is killed.
func TestEndWith(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0], childFlag, "hang")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	guard := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer guard.Stop()
	if _, err := io.ReadFull(stdout, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	_ = stdin.Close()
	if _ = cmd.Wait(); cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("it ended with %v, want 1", cmd.ProcessState)
	}
}

func TestConfine_memory(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux counts what Go takes")
	}
	var got []string
	err := command("eat").Run(t.Context(), strings.NewReader(""), all(&got))
	if died := (*DiedError)(nil); !errors.As(err, &died) || !died.Memory || err.Error() != "it took too much memory and was ended by the system" {
		t.Errorf("error = %v, and it said %q; want one about memory", err, got)
	}
}

func TestConfine(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux keeps files and the network away")
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"mine/file", "outside", "readable"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_ = conn.Close()
		}
	}()
	var got []string
	if err := command("confined", dir, l.Addr().String()).Run(t.Context(), strings.NewReader(""), all(&got)); err != nil {
		t.Fatal(err)
	}
	may := map[string]bool{}
	if err := json.Unmarshal([]byte(strings.Join(got, "")), &may); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"less": false, "inside": true, "written": true, "readable": true, "changed": false, "outside": false, "made": false, "started": false, "dialled": false} {
		if may[name] != want {
			if kept := landlocked(); !kept && !want && name != "started" && name != "dialled" {
				continue
			}
			t.Errorf("%s: %v, want %v", name, may[name], want)
		}
	}
}

// landlocked reports whether this system has Landlock.
func landlocked() bool {
	modules, err := os.ReadFile("/sys/kernel/security/lsm")
	return err != nil || strings.Contains(string(modules), "landlock")
}

// Go's runtime ends for want of memory in several ways, some of them rare.
func TestOutOfMemory(t *testing.T) {
	t.Parallel()
	for stderr, want := range map[string]bool{
		"fatal error: out of memory allocating heap arena metadata\n\nruntime stack:\n":                                            true,
		"SIGSEGV: segmentation violation\nPC=0x435c9d m=0 sigcode=1 addr=0x0\n\ngoroutine 0 gp=0x7effe0 m=0 mp=0x7f0fe0 [idle]:\n": true,
		"runtime/cgo: pthread_create failed: Resource temporarily unavailable\nSIGABRT: abort\n":                                   true,
		"SIGSEGV: segmentation violation\nPC=0x435c9d m=0 sigcode=1 addr=0x0\n\ngoroutine 7 gp=0x7effe0 m=0 mp=0x7f0fe0:\n":        false,
		"panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation]\n":      false,
		"": false,
	} {
		if got := outOfMemory(stderr); got != want {
			t.Errorf("%q: for want of memory is %v, want %v", stderr, got, want)
		}
	}
}
