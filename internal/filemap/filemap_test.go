package filemap_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/wasmcp/wasmcp-go/internal/filemap"
)

// random writes a file of so many bytes, and returns its path and what is in it.
func random(t *testing.T, size int) (string, []byte) {
	t.Helper()
	var seed [32]byte
	b := make([]byte, size)
	_, _ = rand.NewChaCha8(seed).Read(b)
	path := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path, b
}

func read(t *testing.T, path string) (*filemap.Files, []byte) {
	t.Helper()
	files := new(filemap.Files)
	b, err := files.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := files.Close(); err != nil {
			t.Error(err)
		}
	})
	return files, b
}

func TestRead(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1000, 1 << 20, 3<<20 + 17} {
		path, want := random(t, size)
		files, got := read(t, path)
		if !bytes.Equal(got, want) {
			t.Errorf("of %d bytes were read %d, or others", size, len(got))
		}
		files.Release(got)
		if !bytes.Equal(got, want) {
			t.Errorf("%d bytes are others once they were released", size)
		}
	}
	if _, err := new(filemap.Files).Read(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file is %v", err)
	}
}

// Parts of files, whole and not, go to files, pipes and buffers as they stand.
func TestWriteTo(t *testing.T) {
	t.Parallel()
	path, _ := random(t, 3<<20+17)
	files, b := read(t, path)
	parts := [][]byte{[]byte("head"), b[5:2_000_000], []byte("between"), b, nil, b[:1], []byte("end")}
	want := slices.Concat(parts...)

	var buffer bytes.Buffer
	if err := files.WriteTo(&buffer, slices.Values(parts)); err != nil || !bytes.Equal(buffer.Bytes(), want) {
		t.Errorf("a buffer got %d bytes (%v), want %d", buffer.Len(), err, len(want))
	}
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := files.WriteTo(out, slices.Values(parts)); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(out.Name()); err != nil || !bytes.Equal(got, want) {
		t.Errorf("a file got %d bytes (%v), want %d", len(got), err, len(want))
	}
}

// Nothing of a large file comes to the heap on its way from file to file.
func TestWriteTo_allocatesLittle(t *testing.T) {
	path, _ := random(t, 64<<20)
	files, b := read(t, path)
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := files.WriteTo(out, slices.Values([][]byte{[]byte("head"), b})); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	const most = 1 << 20
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > most {
		t.Errorf("writing 64 MB allocates %d bytes, want at most %d", allocated, most)
	}
}

// A file that becomes shorter while it is in use is an error, and not the end of the process.
func TestGuard(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files are not mapped")
	}
	path, _ := random(t, 4<<20)
	files, b := read(t, path)
	if err := os.Truncate(path, 1<<20); err != nil {
		t.Fatal(err)
	}
	sum := 0
	err := files.Guard(func() error {
		for _, c := range b {
			sum += int(c)
		}
		return nil
	})
	changed := (*filemap.ChangedError)(nil)
	if !errors.As(err, &changed) || changed.Path != path {
		t.Errorf("the error is %v, want that %s was changed", err, path)
	}
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := files.WriteTo(out, slices.Values([][]byte{b})); !errors.As(err, &changed) {
		t.Errorf("writing it is %v, want that it was changed", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a panic of another kind is lost")
		}
	}()
	_ = files.Guard(func() error { panic("other") })
}
