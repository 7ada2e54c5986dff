package wasi

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Paths lead where the kernel lets them lead that is asked to stay beneath a directory.
func TestWalk_againstKernel(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	names := []string{"a", "b", "c", "d", "e"}
	pick := func(all []string) string { return all[random.IntN(len(all))] }
	path := func(most int) string {
		var p strings.Builder
		for i := range 1 + random.IntN(most) {
			if i > 0 {
				p.WriteString(pick([]string{"/", "/", "/", "//", "/./"}))
			}
			p.WriteString(pick(append(names, "..", "..", ".")))
		}
		return p.String() + pick([]string{"", "", "", "/", "/.", "//"})
	}
	for range 20 {
		outer := t.TempDir()
		dir := filepath.Join(outer, "in")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for range 60 { // some of which are there already, or have nothing to be in
			at := filepath.Join(dir, pick(names), pick(append(names, "")), pick(append(names, "", "")))
			switch random.IntN(4) {
			case 0, 1:
				_ = os.MkdirAll(at, 0o755)
			case 2:
				_ = os.WriteFile(at, nil, 0o644)
			case 3:
				_ = os.Symlink(pick([]string{path(3), path(3), path(3), "/" + path(2), outer}), at)
			}
		}
		root, err := unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		tr := &tree{root}
		for range 1000 {
			p := path(6)
			for _, follow := range []bool{true, false} {
				how := unix.OpenHow{Flags: unix.O_PATH | unix.O_CLOEXEC, Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS}
				if !follow {
					how.Flags |= unix.O_NOFOLLOW
				}
				fd, want := unix.Openat2(root, p, &how)
				if want == unix.ENOSYS || want == unix.EPERM {
					t.Skip("the kernel does not say: ", want)
				}
				if want == unix.EXDEV {
					want = escape
				}
				var kernel *status
				if want == nil {
					if kernel, err = statFile(fd); err != nil {
						t.Fatal(err)
					}
					_ = unix.Close(fd)
				}
				var s *status
				err := tr.at(p, existing(follow), func(at *place) error {
					if err := at.is(); err != nil {
						return err
					}
					s, err = at.stat()
					return err
				})
				if !errors.Is(err, want) && (err != nil || want != nil) || err == nil && s.id != kernel.id {
					t.Fatalf("%q, following %v: %v, the kernel says %v", p, follow, err, want)
				}
			}
		}
		tr.close()
	}
}
