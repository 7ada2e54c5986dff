package runtime_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// Code in the cache is run as it is. What was changed, or is another module's, is not; it is compiled
// again, without a word.
func TestCompile_hostileCache(t *testing.T) {
	t.Parallel()
	const guest = "../bench/guests/dist/hello.wasm"
	ask := func(dir string) {
		t.Helper()
		c := load(t, guest, runtime.Config{Cache: opened(t, dir)})
		if status, body := get(t, serve(t, c, runtime.HandlerOptions{}).URL); status != 200 || body == "" {
			t.Errorf("GET / = %d %q", status, body)
		}
	}
	entries := func(dir string) []string {
		t.Helper()
		found, err := filepath.Glob(filepath.Join(dir, "code", "*"))
		if err != nil || len(found) == 0 {
			t.Fatalf("entries: %v, %v", found, err)
		}
		return found
	}
	stat := func(path string) os.FileInfo {
		t.Helper()
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	dir := filepath.Join(t.TempDir(), "compiled")
	ask(dir)
	before := map[string]os.FileInfo{}
	for _, e := range entries(dir) {
		before[e] = stat(e)
	}
	ask(dir)
	for _, e := range entries(dir) {
		if before[e] == nil || !os.SameFile(before[e], stat(e)) {
			t.Errorf("%s was written again: what is in the cache is not used", filepath.Base(e))
		}
	}
	for name, change := range map[string]func(b []byte) []byte{
		"cut off":  func(b []byte) []byte { return b[:len(b)/2] },
		"empty":    func([]byte) []byte { return nil },
		"poisoned": poison,
	} {
		for _, e := range entries(dir) {
			b, err := os.ReadFile(e)
			if err != nil {
				t.Fatal(err)
			}
			changed := change(b)
			if bytes.Equal(b, changed) {
				delete(before, e) // a module without code
				continue
			}
			if err := os.WriteFile(e, changed, 0o600); err != nil {
				t.Fatal(err)
			}
			before[e] = stat(e)
		}
		ask(dir)
		for _, e := range entries(dir) {
			if before[e] != nil && os.SameFile(before[e], stat(e)) {
				t.Errorf("%s: %s was not made again", name, filepath.Base(e))
			}
		}
	}
}

// poison makes every instruction of compiled code an undefined one, with the checksum that the engine
// looks at.
func poison(b []byte) []byte {
	const header = len("WAZEVO") + 1
	b = bytes.Clone(b)
	at := header + int(b[header-1])
	functions := int(b[at]) | int(b[at+1])<<8 | int(b[at+2])<<16
	at += 4 + 8*functions
	size := int(b[at]) | int(b[at+1])<<8 | int(b[at+2])<<16
	at += 8
	for i := range size {
		b[at+i] = 0
	}
	sum := crc32.Checksum(b[at:at+size], crc32.MakeTable(crc32.Castagnoli))
	for i := range 4 {
		b[at+size+i] = byte(sum >> (8 * i))
	}
	return b
}

// cacheChild has this test compile one component as a process of its own: DIR, and how large its files
// may become.
const cacheChild, cacheChildLimit = "WASMCP_TEST_CACHE", "WASMCP_TEST_CACHE_LIMIT"

func TestCompile_cacheChild(t *testing.T) {
	dir := os.Getenv(cacheChild)
	if dir == "" {
		t.Skip("other tests run this one in processes of its own")
	}
	if limit, err := strconv.ParseUint(os.Getenv(cacheChildLimit), 10, 64); err == nil {
		limitFiles(limit)
	}
	server(t, runtime.Config{Cache: opened(t, dir)})
	fmt.Println("it is compiled")
}

func compileInChild(t *testing.T, dir string, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestCompile_cacheChild$", "-test.count=1")
	cmd.Env = append(append(os.Environ(), cacheChild+"="+dir), env...)
	return cmd
}

// A full disk costs the place in the cache, and nothing else.
func TestCompile_fullDisk(t *testing.T) {
	t.Parallel()
	if !canLimitFiles {
		t.Skip("this system has no limit for the size of files")
	}
	dir := filepath.Join(t.TempDir(), "compiled")
	for _, limit := range []string{"0", "5000"} {
		out, err := compileInChild(t, dir, cacheChildLimit+"="+limit).CombinedOutput()
		if err != nil || !bytes.Contains(out, []byte("it is compiled")) {
			t.Fatalf("limit %s: %v\n%s", limit, err, out)
		}
	}
	server(t, runtime.Config{Cache: opened(t, dir)})
}

// Several processes fill one cache, and some are killed meanwhile. What is in it afterwards is whole.
func TestCompile_manyProcesses(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "compiled")
	var wg sync.WaitGroup
	for i := range 6 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		cmd := compileInChild(t, dir)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			killed := i%2 == 0
			if killed {
				select {
				case <-time.After(time.Duration(50*i) * time.Millisecond):
				case <-ctx.Done():
				}
				_ = cmd.Process.Kill()
			}
			err := cmd.Wait()
			if exit := (*exec.ExitError)(nil); err != nil && !(killed && errors.As(err, &exit)) {
				t.Errorf("%v\n%s", err, out.Bytes())
			}
		})
	}
	wg.Wait()
	inodes := func() map[string]os.FileInfo {
		found, err := filepath.Glob(filepath.Join(dir, "code", "*"))
		if err != nil || len(found) == 0 {
			t.Fatalf("entries: %v, %v", found, err)
		}
		m := map[string]os.FileInfo{}
		for _, f := range found {
			if m[f], err = os.Stat(f); err != nil {
				t.Fatal(err)
			}
		}
		return m
	}
	before := inodes()
	server(t, runtime.Config{Cache: opened(t, dir)})
	for f, info := range inodes() {
		if before[f] == nil || !os.SameFile(before[f], info) {
			t.Errorf("%s had to be made again", filepath.Base(f))
		}
	}
}
