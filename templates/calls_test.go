package templates

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// calls are calls of the tools in testdata/calls, and patterns for what comes of each: the tool's answer, and
// what the command writes to standard error.
var calls = map[string]struct {
	file, into string
	calls      []called
}{
	"python": {"tools.py", "", []called{
		{`{"what": "date"}`, `^20\d\d\n$`, `^$`},
		{`{"what": "now"}`, `^True\n$`, `^$`},
		{`{"what": "uuid"}`, `^[0-9a-f-]{36}\n$`, `^$`},
		{`{"what": "secrets"}`, `^[0-9a-f]{32}\n$`, `^$`},
		{`{"what": "sleep"}`, `^None\n$`, `^$`},
		{`{"what": "recursion"}`, `^maximum recursion depth exceeded`, failed},
		{`{"what": "callbacks"}`, `^maximum recursion depth exceeded|^Stack overflow`, failed},
		{`{"what": "print"}`, `^None\n$`, `^{"jsonrpc":"2.0","id":1,"result":{}}\n$`},
		{`{"what": "half"}`, "^half \ufffd\n$", `^$`},
		{`{"what": "thrown"}`, "^half \ufffd\n$", failed},
		{`{"what": "echo", "with_": "\ud83d x"}`, "^\ufffd x\n$", `^$`},
		{`{"what": "environment"}`, `^API_KEY: this component has no environment variables: .*make WASI=1`, failed},
		{`{"what": "open"}`, `^open 'notes.txt': this component has no files: .*make WASI=1`, failed},
		{`{"what": "write"}`, `^open 'notes.txt': this component has no files`, failed},
		{`{"what": "listdir"}`, `^os.listdir '/': this component has no files`, failed},
		{`{"what": "exists"}`, `^False\n$`, `^$`},
		{`{"what": "socket"}`, `this component has no network: .*make WASI=1`, failed},
		{`{"what": "http"}`, `^urllib.Request 'http://example.com/': this component has no network`, failed},
		{`{"what": "stdin"}`, `^a component has no standard input`, failed},
		{`{"what": "input"}`, `a component has no standard input`, failed},
		{`{"what": "exit"}`, `^the program ended itself: sys.exit\(3\)\n$`, failed},
		{`{"what": "_exit"}`, `^the program ended itself: sys.exit\(3\)\n$`, failed},
		{`{"what": "thread"}`, `a component has no threads`, failed},
		{`{"what": "process"}`, `processes`, failed},
		{`{"what": "import"}`, `^No module named 'colorsys'; import it at the top of the file`, failed},
	}},
	"typescript": {"tools.ts", "src", []called{
		{`{"what": "date"}`, `^20\d\d\n$`, `^$`},
		{`{"what": "now"}`, `^true\n$`, `^$`},
		{`{"what": "performance"}`, `^number\n$`, `^$`},
		{`{"what": "uuid"}`, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\n$`, `^$`},
		{`{"what": "values"}`, `^4\n$`, `^$`},
		{`{"what": "recursion"}`, `^Maximum call stack size exceeded\n$`, failed},
		{`{"what": "callbacks"}`, `^Maximum call stack size exceeded\n$`, failed},
		{`{"what": "caught"}`, `^caught a RangeError\n$`, `^$`},
		{`{"what": "console"}`, `^$`, `^a line {"of":\["the log"\]} 1n\n$`},
		{`{"what": "half"}`, "^hi\ufffd\n$", `^$`},
		{`{"what": "thrown"}`, "^half \ufffd\n$", failed},
		{`{"what": "thrownText"}`, "^half \ufffd\n$", failed},
		{`{"what": "echo", "with": "\ud83d x"}`, "^\ufffd x\n$", `^$`},
		{`{"what": "encoder"}`, `^195,169,240,159,145,141,239,191,189\n$`, `^$`},
		{`{"what": "decoder"}`, "^é\ufffd👍\ufffd\n$", `^$`},
		{`{"what": "clone"}`, `^{"a":\[1,{"b":"1970-01-01T00:00:00.000Z"}\]}\n$`, `^$`},
		{`{"what": "base64"}`, `^text\n$`, `^$`},
	}},
	"rust": {"tools.rs", "src", []called{
		{`{"what": "date"}`, `^20\d\d\n$`, `^$`},
		{`{"what": "now"}`, `^true\n$`, `^$`},
		{`{"what": "sleep"}`, `^slept\n$`, `^$`},
		{`{"what": "print"}`, `^printed\n$`, `^a line\nand x{1000}`},
		{`{"what": "environment"}`, `^environment variable not found`, `^environment variable API_KEY: this component has none; .*make WASI=1`},
		{`{"what": "panic"}`, `^$`, `panicked at src/tools.rs:\d+:\d+:\nas asked\n`},
		{`{"what": "exit"}`, `^$`, `ended itself`},
	}},
}

type called struct{ arguments, answer, problem string }

const failed = `try reported an error\n$`

// TestCalls builds a project of each language with tools that use clocks and random numbers, that print,
// ask for what a component has not got, and never return. All of them answer.
func TestCalls(t *testing.T) {
	if testing.Short() {
		t.Skip("builds components")
	}
	for language, c := range calls {
		t.Run(language, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "calls")
			if err := Render(dir, Options{"calls", language, "tools"}); err != nil {
				t.Fatal(err)
			}
			content := []byte(read(t, filepath.Join("testdata", "calls"), c.file))
			if err := os.WriteFile(filepath.Join(dir, c.into, c.file), content, 0o666); err != nil {
				t.Fatal(err)
			}
			toolchain, err := tools.NewToolchain("..", language, dir)
			if err != nil {
				tools.Missing(t, err)
			}
			wasmcp := wasmcp(t)
			recipe, err := toolchain.Recipe(dir, stubs(t))
			if err != nil {
				t.Fatal(err)
			}
			kept, err := recipe.Kept("calls-"+language, func(into string) error {
				if err := toolchain.Make(dir, "WASMCP="+wasmcp); err != nil {
					return err
				}
				return os.Rename(filepath.Join(dir, "calls.wasm"), filepath.Join(into, "calls.wasm"))
			})
			if err != nil {
				t.Fatal(err)
			}
			component := filepath.Join(kept, "calls.wasm")
			call := func(tool, arguments string) (answer, problem string) {
				cmd := exec.Command(wasmcp, "call", component, tool, "--json", "-")
				// Compiled code outlives the test, or each run would compile everything.
				cmd.Env = append(os.Environ(), "WASMCP_CACHE="+filepath.Join(tools.Dir(), "wasmcp"), "WASMCP_STATE="+filepath.Join(tools.Dir(), "state"))
				cmd.Stdin = strings.NewReader(arguments)
				var out, err bytes.Buffer
				cmd.Stdout, cmd.Stderr = &out, &err
				cmd.Run() // the answer tells
				return out.String(), err.String()
			}
			for _, c := range c.calls {
				answer, problem := call("try", c.arguments)
				if !regexp.MustCompile(c.answer).MatchString(answer) || !regexp.MustCompile(c.problem).MatchString(problem) {
					t.Errorf("%s: answer %q, want %q; standard error %q, want %q", c.arguments, answer, c.answer, problem, c.problem)
				}
			}
			first, _ := call("try", `{"what": "random"}`)
			second, _ := call("try", `{"what": "random"}`)
			if first == second || first == "" {
				t.Errorf("two random numbers are %q and %q", first, second)
			}
			if language == "rust" {
				checkSchemas(t, wasmcp, component)
				return
			}
			answer, _ := call("object", `{}`)
			var object struct{ Text string }
			if err := json.Unmarshal([]byte(answer), &object); err != nil || object.Text != "half \ufffd, whole 👍, \\ud83d" {
				t.Errorf("the object is %q, %v", answer, err)
			}
			if _, problem := call("messages", `{}`); problem != "" {
				t.Errorf("messages: %s", problem)
			}
		})
	}
}

// checkSchemas fails if a schema that the contract's clients see is a boolean, or an object's has no properties.
func checkSchemas(t *testing.T, wasmcp, component string) {
	t.Helper()
	cmd := exec.Command(wasmcp, "run", component)
	cmd.Stdin = strings.NewReader(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
{"jsonrpc":"2.0","id":1,"method":"tools/list"}
`)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	for _, want := range []string{
		`"name":"nothing","inputSchema":{"type":"object","properties":{}}`,
		`"name":"any","inputSchema":{"type":"object","additionalProperties":{},"properties":{}}`,
		`"value":{}`, `"list":{"type":"array","items":{}}`, `"map":{"type":"object","additionalProperties":{}}`,
		`"colour":{"type":"string","enum":["red","green"],"default":"red"}`,
		`"number":{"type":"integer","format":"uint32","minimum":0,"default":2}`,
	} {
		if !containsJSON(lines[len(lines)-1], want) {
			t.Errorf("the list does not have %s:\n%s", want, lines[len(lines)-1])
		}
	}
}

// containsJSON reports whether members are somewhere in an object of a JSON text, in whatever order.
func containsJSON(text, members string) bool {
	var all, want any
	if json.Unmarshal([]byte(text), &all) != nil || json.Unmarshal([]byte("{"+members+"}"), &want) != nil {
		return false
	}
	var within func(value any) bool
	within = func(value any) bool {
		switch v := value.(type) {
		case []any:
			return slices.ContainsFunc(v, within)
		case map[string]any:
			has := true
			for name, one := range want.(map[string]any) {
				has = has && reflect.DeepEqual(v[name], one)
			}
			if has {
				return true
			}
			for _, one := range v {
				if within(one) {
					return true
				}
			}
		}
		return false
	}
	return within(all)
}

// TestBuild_saysWhatIsMissing builds projects that use what QuickJS has not got. The error names it, and the
// build changes no source.
func TestBuild_saysWhatIsMissing(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the packages of a project")
	}
	for _, c := range []struct{ line, want string }{
		{`const home = process.env.HOME;`, "src/tools.ts uses process, which QuickJS components don't have. Take what the tool needs as an argument."},
		{`const later = setTimeout(() => {}, 10);`, "src/tools.ts uses timers, which QuickJS components don't have. A tool cannot wait."},
		{`const there = new URL("http://example.com");`, "src/tools.ts uses URL, which QuickJS components don't have."},
		{`import { readFileSync } from "node:fs"; console.log(readFileSync);`, "src/tools.ts uses node:fs, which components don't have."},
	} {
		dir := filepath.Join(t.TempDir(), "odd")
		if err := Render(dir, Options{"odd", "typescript", "tools"}); err != nil {
			t.Fatal(err)
		}
		toolchain, err := tools.NewToolchain("..", "typescript", dir)
		if err != nil {
			tools.Missing(t, err)
		}
		source := filepath.Join(dir, "src", "tools.ts")
		if err := os.WriteFile(source, []byte(c.line+"\n"+read(t, dir, "src/tools.ts")), 0o666); err != nil {
			t.Fatal(err)
		}
		before := map[string]string{}
		for _, name := range []string{"src/tools.ts", "wit/mcp.wit", "wit/engine.wit", "package.json"} {
			before[name] = read(t, dir, name)
		}
		err = toolchain.Make(dir, "WASMCP=false")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", c.line, err, c.want)
		}
		for name, content := range before {
			if read(t, dir, name) != content {
				t.Errorf("%s: the build has changed %s", c.line, name)
			}
		}
	}
}
