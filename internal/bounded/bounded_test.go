package bounded_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/internal/bounded"
)

func TestReadFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("1234567890"), 0o600); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int64]string{9: "", 10: "1234567890", 11: "1234567890"} {
		b, err := bounded.ReadFile(file, most)
		if string(b) != want || (want == "") != errors.As(err, new(*bounded.TooLargeError)) {
			t.Errorf("at most %d: %q, %v", most, b, err)
		}
		b, err = bounded.Read(strings.NewReader("1234567890"), most)
		if string(b) != want || (want == "") != errors.As(err, new(*bounded.TooLargeError)) {
			t.Errorf("at most %d, from a reader: %q, %v", most, b, err)
		}
	}
	if _, err := os.Stat("/dev/zero"); err == nil {
		if _, err := bounded.ReadFile("/dev/zero", 1<<20); !errors.As(err, new(*bounded.TooLargeError)) {
			t.Errorf("what has no end: %v", err)
		}
	}
	if _, err := bounded.ReadFile(file+"2", 10); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what is not there: %v", err)
	}
}

func TestTooLargeError(t *testing.T) {
	for most, want := range map[int64]string{10: "10 bytes", 1025: "1025 bytes", 2048: "2 KiB", 1 << 20: "1 MiB", 1 << 30: "1 GiB", 1 << 42: "4096 GiB"} {
		if got := (&bounded.TooLargeError{Most: most}).Error(); got != "it is larger than "+want+", which is the most that is read" {
			t.Errorf("%d: %s", most, got)
		}
	}
}
