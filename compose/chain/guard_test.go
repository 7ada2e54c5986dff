package chain

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/mcp"
)

// grabber is a provider with a tool for each operation of a dialect of wasi:keyvalue.
func grabber(t *testing.T, name, dialect, prefix string) Source {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", "grabber", "grabber-"+dialect+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	offer := &Offer{Tools: []string{"get", "set", "delete", "exists", "keys", "cursor", "fill", "increment", "get-many", "set-many", "delete-many", "swap"}}
	return Source{Name: name, Bytes: b, Names: Names{Offer: offer, Prefix: prefix}}
}

// guarded makes a server of components that use the store; raw does so without a guard.
func guarded(t *testing.T, dialect string) []byte {
	t.Helper()
	o := Options{
		Components: []Source{
			grabber(t, "a.wasm", dialect, "a_"), grabber(t, "b.wasm", dialect, "b_"), grabber(t, "raw", dialect, "raw_"),
		},
		Framework: map[Part]Source{}, Info: Info{Name: "sample", Version: "1"}, Contract: mcp.Version, Tool: "test",
	}
	for _, part := range []Part{Transport, Context, Capabilities} {
		o.Framework[part] = framework(t, part)
	}
	plan, err := NewPlan(Server, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"component/a.wasm/", "component/b.wasm/", "component/raw/"} {
		if c := plan.Links[0].Providers[i]; c.Guard == nil || c.Guard.Keys != want || c.Guard.Hidden != nil {
			t.Fatalf("the guard of %s is %+v, want one for keys at %s", c.Name, c.Guard, want)
		}
	}
	plan.Links[0].Providers[2].Guard = nil
	out, err := plan.Compose()
	if err != nil {
		t.Fatal(err)
	}
	validate(t, out.Bytes())
	return out.Bytes()
}

// session is a key of the framework's, and what is under it.
const session = "mcp-session.00112233445566778899aabbccddeeff"

// attacks are calls, one after the other, and what each answers.
var attacks = [][3]string{
	{"raw_set", session + ",secret", "set"},
	{"a_keys", "", "0 "},
	{"a_get", session, "none"},
	{"a_exists", session, "false"},
	{"a_set", session + ",evil", "set"},
	{"raw_get", session, "secret"},
	{"a_get", session, "evil"},
	{"b_get", session, "none"},
	{"a_delete", session, "deleted"},
	{"raw_get", session, "secret"},
	{"a_increment", "mcp-sessions.7,5", "5"},
	{"a_increment", "mcp-sessions.7,2", "7"},
	{"raw_exists", "mcp-sessions.7", "false"},
	{"b_set", "k,of b", "set"},
	{"a_get", "k", "none"},
	{"a_set", "k,of a", "set"},
	{"b_get", "k", "of b"},
	{"a_get", "component/b.wasm/k", "none"},
	{"a_get", "../b.wasm/k", "none"},
	{"a_get", "", "none"},
	{"a_set", ",nameless", "set"},
	{"a_get", "", "nameless"},
	{"raw_get", "component/a.wasm/", "nameless"},
	{"a_delete", "", "deleted"},
	{"a_get-many", session + ",component/b.wasm/k,k,none,k", "none,none,k=of a,none,k=of a"},
	{"a_set-many", session + ",evil,m,1", "set"},
	{"raw_get", session, "secret"},
	{"a_get-many", "m", "m=1"},
	{"a_delete-many", session + ",k,m,component/b.wasm/k", "deleted"},
	{"raw_get-many", session + ",component/b.wasm/k", session + "=secret,component/b.wasm/k=of b"},
	{"a_keys", "", "1 mcp-sessions.7"},
	{"b_keys", "", "1 k"},
	{"a_delete", "mcp-sessions.7", "deleted"},
	{"raw_fill", "aaa,2500", "filled"},
	{"a_keys", "", "0 "},
	{"b_keys", "", "1 k"},
	{"a_fill", "x,1500", "filled"},
	{"b_keys", "", "1 k"},
	{"a_get", "x001499", ""},
	{"raw_get", "x001499", "none"},
}

// swaps are what the later dialect has besides.
var swaps = [][3]string{
	{"a_swap", session + ",,evil", "swapped none"},
	{"raw_get", session, "secret"},
	{"a_get", session, "evil"},
	{"a_swap", session + ",theirs,mine", "changed to theirs"},
	{"a_increment", "n,-3", "-3"},
	{"raw_swap", session + ",,again", "swapped secret"},
	{"b_swap", "k,,mine", "swapped of b"},
}

func TestGuard_storesAreApart(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"draft", "draft2"} {
		server := guarded(t, dialect)
		all := attacks
		if dialect == "draft2" {
			all = append(all[:len(all):len(all)], swaps...)
		}
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			var in strings.Builder
			in.WriteString(`{"jsonrpc":"2.0","id":"i","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}` + "\n")
			in.WriteString(`{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n")
			for i, a := range all {
				fmt.Fprintf(&in, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":%q,"arguments":{"words":%q}}}`+"\n", i, a[0], a[1])
			}
			c, err := runtime.Compile(t.Context(), server, runtime.Config{Grants: runtime.Grants{KeyValue: new(runtime.MemoryStore)}})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close(context.Background())
			var out, stderr bytes.Buffer
			if err := c.Run(t.Context(), runtime.Stdio{In: strings.NewReader(in.String()), Out: &out, Err: &stderr, Args: []string{"server"}}); err != nil {
				t.Errorf("the server ended: %v\n%s", err, stderr.Bytes())
			}
			answers := strings.Split(strings.TrimSpace(out.String()), "\n")[1:]
			if len(answers) != len(all) {
				t.Fatalf("%d calls have %d answers:\n%s", len(all), len(answers), strings.Join(answers, "\n"))
			}
			for i, a := range all {
				if want := fmt.Sprintf(`"text":%q`, a[2]); !strings.Contains(answers[i], want) {
					t.Errorf("%s %s:\n got  %s\n want %s", a[0], a[1], answers[i], want)
				}
			}
		})
	}
}

// wasmtime serve gives whoever opens a store one of their own, in which there can be something already.
func TestGuard_wasmtimeServe(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "server.wasm")
	if err := os.WriteFile(file, guarded(t, "draft"), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tools.Need(t, "wasmtime"), "serve", "-Scli", "-Shttp", "-Skeyvalue",
		"-Skeyvalue-in-memory-data="+session+"=secret", "-Skeyvalue-in-memory-data=component/a.wasm/k=of a",
		"-Skeyvalue-in-memory-data=component/b.wasm/k=of b", "-Skeyvalue-in-memory-data=component/b.wasm/n=7",
		"--addr", "127.0.0.1:0", file)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	r := bufio.NewReader(stderr)
	var url string
	for url == "" {
		line, err := r.ReadString('\n')
		if err != nil {
			t.Fatalf("it does not serve: %v", err)
		}
		_, url, _ = strings.Cut(strings.TrimSpace(line), "Serving HTTP on ")
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	for _, a := range [][3]string{
		{"raw_get", session, "secret"},
		{"a_get", session, "none"},
		{"a_exists", session, "false"},
		{"a_set", session + ",evil", "set"},
		{"a_delete", session, "deleted"},
		{"a_keys", "", "1 k"},
		{"a_cursor", "", "None"},
		{"a_get", "k", "of a"},
		{"b_get", "k", "of b"},
		{"a_get", "n", "none"},
		{"a_get-many", "k," + session + ",component/b.wasm/k,n", "k=of a,none,none,none"},
		{"a_set-many", "k,other", "set"},
		{"a_delete-many", "k," + session, "deleted"},
		{"a_increment", "n,1", "1"},
		{"b_increment", "n,1", "8"},
	} {
		body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q,"arguments":{"words":%q}}}`, a[0], a[1])
		request, err := http.NewRequestWithContext(t.Context(), "POST", url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept", "application/json, text/event-stream")
		request.Header.Set("MCP-Protocol-Version", "2025-06-18")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf(`"text":%q`, a[2]); !strings.Contains(string(answer), want) {
			t.Errorf("%s %s:\n got  %s %s\n want %s", a[0], a[1], response.Status, answer, want)
		}
	}
}

// The provider is what its sources make.
func TestGrabber_isBuiltFromTheseSources(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("..", "..", "testdata", "grabber")
	sums, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(sums)) {
		want, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		known[filepath.Clean(name)] = true
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(b)); got != want {
			t.Errorf("%s is not what SHA256SUMS was made of: run testdata/grabber/build.sh", name)
		}
	}
	for _, name := range []string{"Cargo.lock", "src/lib.rs", "grabber-draft.wasm", "grabber-draft2.wasm"} {
		if !known[filepath.FromSlash(name)] {
			t.Errorf("SHA256SUMS does not have %s", name)
		}
	}
}

// No component's keys begin as another's do, or as those of sessions.
func TestKeyPrefix(t *testing.T) {
	t.Parallel()
	var all []string
	for _, name := range []string{"a", "a.wasm", "a.wasm-2", "a/b", "a=2Fb", "", "mcp-session.", "é", "a==2", "a b\x00"} {
		all = append(all, keyPrefix(name, 1), keyPrefix(name, 2))
	}
	all = append(all, "mcp-session.", "mcp-sessions.")
	for i, a := range all {
		for j, b := range all {
			if i != j && strings.HasPrefix(a, b) {
				t.Errorf("%q begins with %q", a, b)
			}
		}
		if strings.Trim(a, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.=/") != "" {
			t.Errorf("%q has characters that are not for keys", a)
		}
	}
	if got, want := keyPrefix("weather.wasm", 1), "component/weather.wasm/"; got != want {
		t.Errorf("keyPrefix(weather.wasm) = %s, want %s", got, want)
	}
}

// importing adds the import of an interface, with one function, to a component.
func importing(t *testing.T, s Source, name, function string) Source {
	t.Helper()
	c, err := component.Decode(s.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	types := uint32(0)
	for i := range c.Items() {
		if i.Sort == component.SortType {
			types = i.Index + 1
		}
	}
	decls := []component.Decl{
		component.TypeDecl{Type: component.Func{}},
		component.ExportDecl{Name: component.Name{Name: function}, Type: component.ExternType{Sort: component.SortFunc}},
	}
	var before []component.Section
	switch function {
	case "inner": // an instance in the instance
		decls = []component.Decl{
			component.TypeDecl{Type: component.InstanceType{}},
			component.ExportDecl{Name: component.Name{Name: function}, Type: component.ExternType{Sort: component.SortInstance}},
		}
	case "typed": // the type of an instance
		decls = []component.Decl{
			component.TypeDecl{Type: component.InstanceType{}},
			component.ExportDecl{Name: component.Name{Name: function}, Type: component.ExternType{Sort: component.SortType}},
		}
	case "foreign": // a resource of another import
		before = []component.Section{component.Imports{{Name: component.Name{Name: "r"}, Type: component.ExternType{Sort: component.SortType, Bound: component.BoundSubResource}}}}
		types++
		decls = []component.Decl{
			component.AliasDecl{Alias: component.Alias{Sort: component.SortType, Target: component.Outer{Count: 1, Index: types - 1}}},
			component.TypeDecl{Type: component.Own{Resource: 0}},
			component.TypeDecl{Type: component.Func{Params: []component.Field{{Name: "x", Type: component.ValType{Index: 1}}}}},
			component.ExportDecl{Name: component.Name{Name: function}, Type: component.ExternType{Sort: component.SortFunc, Index: 2}},
		}
	}
	c.Sections = append(c.Sections, before...)
	c.Sections = append(c.Sections, component.Types{component.InstanceType{Decls: decls}},
		component.Imports{{Name: component.Name{Name: name}, Type: component.ExternType{Sort: component.SortInstance, Index: types}}})
	s.Bytes = c.Encode()
	return s
}

// What no guard is known for does not pass one.
func TestGuard_refusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, function, want string }{
		{"wasi:keyvalue/eventual@0.3.0", "get", "a.wasm imports get of wasi:keyvalue/eventual@0.3.0, for which there is no guard"},
		{"wasi:keyvalue/batch@0.9.0", "keys-of-all", "a.wasm imports keys-of-all of wasi:keyvalue/batch@0.9.0, for which there is no guard"},
		{"wasi:keyvalue/batch@0.9.0", "inner", "a.wasm imports inner of wasi:keyvalue/batch@0.9.0, for which there is no guard: it is no function of values and of the interface's own resources"},
		{"wasi:keyvalue/batch@0.9.0", "typed", "a.wasm imports typed of wasi:keyvalue/batch@0.9.0, for which there is no guard: it is no function of values and of the interface's own resources"},
		{"wasi:keyvalue/batch@0.9.0", "foreign", "a.wasm imports foreign of wasi:keyvalue/batch@0.9.0, for which there is no guard: it is no function of values and of the interface's own resources"},
		{"wasi:keyvalue/batch@0.9.0", "get-many", "a.wasm imports get-many of wasi:keyvalue/batch@0.9.0, for which there is no guard: its type is another one: func()"},
	} {
		o := options(importing(t, jealous(t, "a.wasm", Offer{Tools: []string{"x"}}), x.name, x.function))
		for _, part := range []Part{Transport, Context, Capabilities} {
			o.Framework[part] = framework(t, part)
		}
		plan, err := NewPlan(Server, o)
		if err != nil {
			t.Fatal(err)
		}
		_, err = plan.Compose()
		if e := (*GuardError)(nil); !errors.As(err, &e) || err.Error() != x.want {
			t.Errorf("%s#%s: %v, want %s", x.name, x.function, err, x.want)
		}
	}
}

// A library that supplies the store is what the component asked for, and is guarded itself.
func TestGuard_libraries(t *testing.T) {
	t.Parallel()
	store := "wasi:keyvalue/store@0.2.0-draft"
	plan, err := NewPlan(Server, options(
		named("a.wasm", []string{store}, []string{exportsTools}),
		named("cached.wasm", []string{"wasi:keyvalue/store@0.2.0-draft2"}, []string{store}),
		named("a.wasm", []string{"wasi:keyvalue/store@0.2.0-draft2"}, []string{exportsTools}),
		named("a.wasm", []string{"wasi:keyvalue/store@0.2.0-draft2"}, []string{exportsTools}),
	))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range append(plan.Links[0].Providers, plan.Libraries...) {
		keys := ""
		if c.Guard != nil {
			keys = c.Guard.Keys
		}
		got = append(got, c.Name+" "+keys)
	}
	want := "a.wasm , a.wasm component/a.wasm/, a.wasm component/a.wasm==2/, cached.wasm component/cached.wasm/"
	if strings.Join(got, ", ") != want {
		t.Errorf("guards: %s\nwant    %s", strings.Join(got, ", "), want)
	}
}

// Whoever fills a part is guarded as well, but for what keeps the sessions.
func TestGuard_parts(t *testing.T) {
	t.Parallel()
	store, environment := "wasi:keyvalue/store@0.2.0-draft", "wasi:cli/environment@0.2.0"
	o := options(named("a.wasm", []string{environment}, []string{exportsTools}))
	o.Overrides = map[Part]Source{
		Authenticator: named("auth.wasm", []string{store, environment}, []string{"wasmcp:mcp/authenticator@0.1.0"}),
		Sessions:      named("sessions.wasm", []string{store}, []string{"wasmcp:mcp/sessions@0.1.0"}),
		StateKey:      named("key.wasm", []string{environment}, []string{"wasmcp:mcp/state-key@0.1.0"}),
	}
	plan, err := NewPlan(Server, o)
	if err != nil {
		t.Fatal(err)
	}
	if g := plan.Links[0].Providers[0].Guard; g == nil || g.Keys != "" || strings.Join(g.Hidden, " ") != "WASMCP_STATE_KEY" {
		t.Errorf("the guard of a.wasm is %+v, want one that hides WASMCP_STATE_KEY", g)
	}
	for part, want := range map[Part]*Guarded{
		Authenticator: {Keys: "component/auth.wasm/", Hidden: []string{"WASMCP_STATE_KEY"}}, Sessions: nil, StateKey: nil,
	} {
		got := plan.filled(part).Guard
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("the guard of %s is %+v, want %+v", part, got, want)
		}
	}
}
