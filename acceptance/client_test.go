package acceptance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// A Client is an official MCP client.
type Client struct {
	Name string
	// Revision it is told to speak, and the one that it then has to end up with.
	Revision, Spoken string
	// Terse clients show neither notifications nor the codes of errors. They start anew for every
	// call, so they make the first and those that fail.
	Terse bool
	// Incurious clients do not ask the server for its name.
	Incurious bool
	// Remote clients know HTTP alone, and do not know what they pass on.
	Remote bool
	// EventLimit is the most bytes that an event may have for the client, where it has a limit.
	EventLimit int
	// Built clients are a part of the tests, and nothing has to be installed for them.
	Built bool
	// Follow carries out a plan.
	Follow func(t testing.TB, plan Plan) Transcript
}

// clients speak every era that they can.
var clients = []Client{
	{Name: "go", Revision: "auto", Spoken: "2026-07-28", Built: true, Follow: goClient},
	{Name: "go", Revision: "2025-11-25", Spoken: "2025-11-25", Built: true, Follow: goClient},
	{Name: "go", Revision: "2025-06-18", Spoken: "2025-06-18", Built: true, Follow: goClient},
	{Name: "typescript-v1", Revision: "2025-11-25", Spoken: "2025-11-25", Follow: nodeClient("ts-v1.mjs")},
	{Name: "typescript-v2", Revision: "2026-07-28", Spoken: "2026-07-28", Follow: nodeClient("ts-v2.mjs")},
	{Name: "typescript-v2", Revision: "2025-11-25", Spoken: "2025-11-25", Follow: nodeClient("ts-v2.mjs")},
	{Name: "typescript-v2", Revision: "auto", Spoken: "2026-07-28", Follow: nodeClient("ts-v2.mjs")},
	{Name: "python", Revision: "2026-07-28", Spoken: "2026-07-28", Incurious: true, Follow: pythonClient},
	{Name: "python", Revision: "2025-11-25", Spoken: "2025-11-25", Follow: pythonClient},
	{Name: "python", Revision: "auto", Spoken: "2026-07-28", Follow: pythonClient},
	{Name: "fastmcp", Revision: "2026-07-28", Spoken: "2026-07-28", Incurious: true, EventLimit: 1 << 20, Follow: fastmcpClient},
	{Name: "fastmcp", Revision: "2025-11-25", Spoken: "2025-11-25", EventLimit: 1 << 20, Follow: fastmcpClient},
	{Name: "fastmcp", Revision: "auto", Spoken: "2026-07-28", EventLimit: 1 << 20, Follow: fastmcpClient},
	{Name: "mcp-remote", Revision: "2025-11-25", Spoken: "2025-11-25", Remote: true, Follow: remoteClient("ts-v1.mjs")},
	{Name: "mcp-remote", Revision: "2026-07-28", Spoken: "2026-07-28", Remote: true, Follow: remoteClient("ts-v2.mjs")},
	{Name: "inspector", Revision: "2025-11-25", Spoken: "2025-11-25", Terse: true, Follow: inspector},
	{Name: "inspector", Revision: "2026-07-28", Spoken: "2026-07-28", Terse: true, Follow: inspector},
}

// nodeClient follows plans with a program of clients/.
func nodeClient(program string) func(testing.TB, Plan) Transcript {
	return func(t testing.TB, plan Plan) Transcript {
		t.Helper()
		// Node looks for packages beside the program, so the program goes to the packages.
		dir := t.TempDir()
		if err := os.Symlink(npmClients(t), filepath.Join(dir, "node_modules")); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{program, "follow.mjs"} {
			content, err := os.ReadFile(filepath.Join("clients", name))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return transcript(t, run(t, "", node(t), filepath.Join(dir, program), encode(t, plan)))
	}
}

// remoteClient follows plans with a program of clients/ for which mcp-remote makes a server on
// standard input and output of one on the network.
func remoteClient(program string) func(testing.TB, Plan) Transcript {
	return func(t testing.TB, plan Plan) Transcript {
		t.Helper()
		remote := filepath.Join(npmClients(t), "mcp-remote", "dist", "proxy.js")
		plan.Command = script(t, []string{
			"env", "MCP_REMOTE_CONFIG_DIR=" + t.TempDir(),
			node(t), remote, plan.URL, "--transport", "http-only", "--allow-http",
		})
		plan.URL = ""
		return nodeClient(program)(t, plan)
	}
}

func pythonClient(t testing.TB, plan Plan) Transcript  { return python(t, "follow.py", plan) }
func fastmcpClient(t testing.TB, plan Plan) Transcript { return python(t, "follow-fastmcp.py", plan) }

func python(t testing.TB, program string, plan Plan) Transcript {
	t.Helper()
	// Without -B it leaves a folder beside the programs.
	return transcript(t, run(t, "", pythonClients(t), "-B", filepath.Join("clients", program), encode(t, plan)))
}

func encode(t testing.TB, v any) string {
	t.Helper()
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

func transcript(t testing.TB, text string) Transcript {
	t.Helper()
	var out Transcript
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("not a transcript: %v\n%s", err, text)
	}
	return out
}
