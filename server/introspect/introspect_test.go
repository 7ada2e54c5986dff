package introspect

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/framework"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/mcp"
)

// compiledDir is where compiled code is kept for all tests.
var compiledDir string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "introspect")
	if err != nil {
		panic(err)
	}
	compiledDir = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// asker asks with the embedded framework, and counts what it compiles.
func asker(t *testing.T, compiled *int) *Asker {
	t.Helper()
	a := &Asker{
		Options:  chain.Options{Framework: map[chain.Part]chain.Source{}, Contract: mcp.Version, Tool: "wasmcp test"},
		CacheDir: t.TempDir(), CacheKey: []byte("a key"),
		Run: Here(func(ctx context.Context, s chain.Source, c runtime.Config) (*runtime.Component, error) {
			*compiled++
			var err error
			if c.Cache, err = runtime.OpenCache(compiledDir, make([]byte, runtime.CacheKeySize)); err != nil {
				return nil, err
			}
			return runtime.Compile(ctx, s.Bytes, c)
		}),
	}
	for _, part := range []chain.Part{chain.Transport, chain.Context, chain.Capabilities} {
		b, _, err := framework.Component(string(part))
		if err != nil {
			t.Fatal(err)
		}
		a.Options.Framework[part] = chain.Source{Name: string(part), Bytes: b}
	}
	return a
}

func fixture(t *testing.T, path ...string) chain.Source {
	t.Helper()
	file := filepath.Join(append([]string{"..", "..", "testdata"}, path...)...)
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return chain.Source{Name: filepath.Base(file), Bytes: b}
}

func TestAsk(t *testing.T) {
	compiled := 0
	a := asker(t, &compiled)
	calculator := fixture(t, "providers", "calculator", "calculator.wasm")
	calculator.Prefix = "math."
	first, err := a.Ask(t.Context(), calculator, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := &chain.Offer{Tools: []string{"add", "subtract"}, Listed: Offer(first).Listed}
	if diff := cmp.Diff(want, Offer(first)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !json.Valid(first.Tools[0].JSON) || !strings.Contains(string(first.Tools[0].JSON), `"inputSchema"`) {
		t.Errorf("definition = %s", first.Tools[0].JSON)
	}

	again, err := a.Ask(t.Context(), calculator, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("from the cache (-first +again):\n%s", diff)
	}
	if compiled != 1 {
		t.Errorf("compiled %d times, want 1", compiled)
	}
}

func TestAsk_damagedCache(t *testing.T) {
	compiled := 0
	a := asker(t, &compiled)
	calculator := fixture(t, "providers", "calculator", "calculator.wasm")
	want, err := a.Ask(t.Context(), calculator, nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(a.CacheDir, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files = %v, %v; want one", files, err)
	}
	whole, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	flipped := []byte(strings.Replace(string(whole), "subtract", "subtracs", 1))
	for name, b := range map[string][]byte{"empty": nil, "cut off": whole[:len(whole)/2], "flipped": flipped} {
		if err := os.WriteFile(files[0], b, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := a.Ask(t.Context(), calculator, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if compiled != 4 {
		t.Errorf("compiled %d times, want 4", compiled)
	}
}

// What somebody else has written is not what the provider says: it would go into servers.
func TestAsk_forgedCache(t *testing.T) {
	compiled := 0
	a := asker(t, &compiled)
	calculator := fixture(t, "providers", "calculator", "calculator.wasm")
	want, err := a.Ask(t.Context(), calculator, nil)
	if err != nil {
		t.Fatal(err)
	}
	path := a.path(a.key(calculator, nil))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := bytes.Cut(whole, []byte("\n"))
	forged := bytes.ReplaceAll(body, []byte("subtract"), []byte("subtracs"))
	other := &Asker{CacheKey: []byte("another key")}
	sum := sha256.Sum256(forged)
	under := func(tag []byte, body []byte) []byte { return append(append(bytes.Clone(tag), '\n'), body...) }
	for name, put := range map[string]func() error{
		"by a digest": func() error { return os.WriteFile(path, under(hex.AppendEncode(nil, sum[:]), forged), 0o600) },
		"by another key": func() error {
			return os.WriteFile(path, under(other.tag(a.key(calculator, nil), forged), forged), 0o600)
		},
		"of another name": func() error { return os.WriteFile(path, under(a.tag("other", forged), forged), 0o600) },
		"a directory":     func() error { return errors.Join(os.Remove(path), os.MkdirAll(filepath.Join(path, "x"), 0o700)) },
		"a link": func() error {
			real := filepath.Join(a.CacheDir, "real")
			return errors.Join(os.Remove(path), os.WriteFile(real, whole, 0o600), os.Symlink(real, path))
		},
	} {
		compiled = 0
		if err := put(); err != nil {
			t.Fatal(err)
		}
		got, err := a.Ask(t.Context(), calculator, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if _, err := a.Ask(t.Context(), calculator, nil); err != nil || compiled != 1 {
			t.Errorf("%s: asked %d times, want once: %v", name, compiled, err)
		}
	}
}

func TestAsk_withoutAPlaceToKeep(t *testing.T) {
	compiled := 0
	a := asker(t, &compiled)
	a.CacheDir = filepath.Join(a.CacheDir, "file", "in", "a", "file")
	if err := os.WriteFile(filepath.Dir(filepath.Dir(filepath.Dir(a.CacheDir))), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Ask(t.Context(), fixture(t, "providers", "calculator", "calculator.wasm"), nil); err != nil {
		t.Error(err)
	}
}

func TestAsk_cannotBeCompiled(t *testing.T) {
	compiled := 0
	a := asker(t, &compiled)
	missing := &runtime.MissingError{Imports: []string{"acme:geo/lookup@1.0.0#find"}}
	a.Run = Here(func(context.Context, chain.Source, runtime.Config) (*runtime.Component, error) { return nil, missing })
	_, err := a.Ask(t.Context(), fixture(t, "providers", "calculator", "calculator.wasm"), nil)
	want := "calculator.wasm cannot be asked what it offers: imports that this host does not supply: acme:geo/lookup@1.0.0#find"
	if e := (*Error)(nil); !errors.As(err, &e) || e.Slow || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
}

func TestAsk_interrupted(t *testing.T) {
	compiled := 0
	a := asker(t, &compiled)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := a.Ask(ctx, fixture(t, "providers", "calculator", "calculator.wasm"), nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
}

// linking makes a component of instances alone: it imports and exports what is named.
func linking(name string, imports, exports []string) chain.Source {
	c := new(component.Component)
	for i, n := range imports {
		c.Sections = append(c.Sections, component.Types{component.InstanceType{}}, component.Imports{{
			Name: component.Name{Name: n},
			Type: component.ExternType{Sort: component.SortInstance, Index: uint32(i)},
		}})
	}
	c.Sections = append(c.Sections, component.Instances{component.Inline{}})
	for _, n := range exports {
		c.Sections = append(c.Sections, component.Exports{{
			Name: component.Name{Name: n}, Item: component.SortIndex{Sort: component.SortInstance},
		}})
	}
	return chain.Source{Name: name, Bytes: c.Encode()}
}

func TestNeeded(t *testing.T) {
	provider := linking("provider", []string{"acme:geo/lookup@1.2.0", "wasi:io/streams@0.2.0"}, nil)
	libraries := []chain.Source{
		linking("other", nil, []string{"acme:other/x@1.0.0"}),
		linking("zip", nil, []string{"acme:zip/code@1.0.0"}),
		linking("geo", []string{"acme:zip/code@1.0.0"}, []string{"acme:geo/lookup@1.3.0"}),
		linking("old", nil, []string{"acme:geo/lookup@0.9.0"}),
	}
	found, err := needed(provider, libraries)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range found {
		names = append(names, s.Name)
	}
	if diff := cmp.Diff([]string{"zip", "geo"}, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestComplaint(t *testing.T) {
	for _, c := range []struct{ method, params, want string }{
		{"notifications/message", `{"level":"error","data":"tools/list: broken"}`, "tools/list: broken"},
		{"notifications/message", `{"level":"error","data":{"a":1}}`, `{"a":1}`},
		{"notifications/message", `{"level":"error","logger":"theirs","data":"x"}`, ""},
		{"notifications/progress", `{"progress":1}`, ""},
	} {
		got, ok := complaint(c.method, json.RawMessage(c.params))
		if got != c.want || ok != (c.want != "") {
			t.Errorf("complaint(%s, %s) = %q, %v, want %q", c.method, c.params, got, ok, c.want)
		}
	}
}

func TestAsk_withoutAnswers(t *testing.T) {
	c, err := runtime.Compile(t.Context(), fixture(t, "foreign", "dist", "hello.wasm").Bytes, runtime.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	if d, err := ask(t.Context(), c, io.Discard); err == nil {
		t.Errorf("definitions = %+v, want an error", d)
	}
}

func TestAsk_panics(t *testing.T) {
	compiled := 0
	a := asker(t, &compiled)
	_, err := a.Ask(t.Context(), fixture(t, "providers", "keyed", "keyed.wasm"), nil)
	e, trap := (*Error)(nil), (*runtime.Trap)(nil)
	if !errors.As(err, &e) || !errors.As(err, &trap) || !strings.Contains(e.Output, "API_KEY is not set") {
		t.Errorf("error = %v, want a trap that is told with the panic's message", err)
	}
}
