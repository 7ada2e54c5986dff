package runtime_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// What one request keeps the next one finds, whichever instance answers it, and another process too
// where it is kept in a file.
func TestKeyValue_fromGuests(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"keyvalue-draft", "keyvalue-draft2"} {
		for _, kind := range []string{"memory", "file"} {
			t.Run(dialect+" "+kind, func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(t.TempDir(), "kv")
				open := func() (s runtime.Store, done func()) {
					if kind == "memory" {
						return &runtime.MemoryStore{}, func() {}
					}
					f, err := runtime.OpenStore(path)
					if err != nil {
						t.Fatal(err)
					}
					return f, func() {
						if err := f.Close(); err != nil {
							t.Error(err)
						}
					}
				}
				store, done := open()
				asked := askKeyValue(t, dialect, store)
				for _, k := range [][2]string{
					{"get?a", "none"},
					{"exists?a", "false"},
					{"set?a,one", "set"},
					{"get?a", "one"},
					{"exists?a", "true"},
					{"set?a,", "set"},
					{"get?a", ""},
					{"set?,nameless", "set"},
					{"get?", "nameless"},
					{"keys", "2 ,a"},
					{"delete?", "deleted"},
					{"get?", "none"},
					{"delete?a", "deleted"},
					{"delete?a", "deleted"},
					{"increment?n,5", "5"},
					{"increment?n,2", "7"},
					{"get?n", "7"},
					{"set?text,x", "set"},
					{"increment?text,1", `error: Error::Other("the value is not a number")`},
					{"set-many?b,1,c,2", "set"},
					{"get-many?c,none,b", "2,none,1"},
					{"delete-many?b,c", "deleted"},
					{"keys", "2 n,text"},
				} {
					asked(k[0], k[1])
				}
				if dialect == "keyvalue-draft2" {
					asked("swap?text,,y", "swapped")
					asked("swap?text,theirs,mine", "changed to theirs")
					asked("increment?n,-10", "-3")
				}
				asked("fill?2500", "filled")
				asked("get?002499", "")
				done()

				if kind == "file" {
					store, done := open()
					defer done()
					askKeyValue(t, dialect, store)("exists?002499", "true")
				}
			})
		}
	}
}

func TestKeyValue_denied(t *testing.T) {
	t.Parallel()
	askKeyValue(t, "keyvalue-draft", nil)("get?a", "error: Error::AccessDenied")
}

func askKeyValue(t *testing.T, dialect string, store runtime.Store) func(path, want string) {
	t.Helper()
	c := load(t, dist(dialect), runtime.Config{Grants: runtime.Grants{KeyValue: store}})
	s := serve(t, c, runtime.HandlerOptions{})
	return func(path, want string) {
		t.Helper()
		status, body := get(t, s.URL+"/"+path)
		if strings.HasPrefix(path, "keys") && len(body) > 100 {
			body, _, _ = strings.Cut(body, " ")
		}
		if status != 200 || body != want {
			t.Errorf("%s = %d %q, want %q", path, status, body, want)
		}
	}
}
