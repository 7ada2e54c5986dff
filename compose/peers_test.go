package compose_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// peersPage is where the outcomes of both sides stand side by side.
const peersPage = "../docs/composing-peers.md"

// TestPeers does with wac what cases do here, and compares what comes of it with peer.txt: so the
// page about peers stays true. A case has a peer.wac, or a peer.plug, whose first line is the socket's
// part and whose others are those of plugs; flags for wac may follow in a line that begins with --.
func TestPeers(t *testing.T) {
	page, err := os.ReadFile(peersPage)
	if err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob("testdata/cases/*/peer.[wp]*[cg]")
	if err != nil || len(sources) == 0 {
		t.Fatalf("no cases of peers: %v", err)
	}
	for _, source := range sources {
		dir := filepath.Dir(source)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			if link := "(../compose/testdata/cases/" + filepath.Base(dir) + ")"; !bytes.Contains(page, []byte(link)) {
				t.Errorf("%s has no row with a link %s", peersPage, link)
			}
			golden(t, filepath.Join(dir, "peer.txt"), wac(t, source))
		})
	}
}

// TestPeers_rowsHaveCases checks the page the other way round.
func TestPeers_rowsHaveCases(t *testing.T) {
	page, err := os.ReadFile(peersPage)
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range regexp.MustCompile(`\(\.\./compose/(testdata/cases/[^)]*)\)`).FindAllSubmatch(page, -1) {
		dir := string(link[1])
		for _, files := range [][]string{{"graph.txt"}, {"want.txt", "error.txt"}, {"peer.txt"}} {
			found := false
			for _, f := range files {
				_, err := os.Stat(filepath.Join(dir, f))
				found = found || err == nil
			}
			if !found {
				t.Errorf("%s links to %s, which has no %s", peersPage, dir, strings.Join(files, " or "))
			}
		}
	}
}

var (
	dependency = regexp.MustCompile(`new t:([a-z-]+)`)
	panicked   = regexp.MustCompile(`thread '.*' \(\d+\) panicked at .*/src/[^/]*/`)
	colours    = regexp.MustCompile("\x1b\\[[0-9;]*m")
)

// wac runs wac and says how that ended.
func wac(t *testing.T, source string) string {
	t.Helper()
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out.wasm")
	var args []string
	if strings.HasSuffix(source, ".plug") {
		lines := strings.Fields(string(text))
		args = []string{"plug", partFile(lines[0]), "-o", out}
		for _, plug := range lines[1:] {
			args = append(args, "--plug", partFile(plug))
		}
	} else {
		args = []string{"compose", source, "-o", out}
		if flags, ok := strings.CutPrefix(strings.SplitN(string(text), "\n", 2)[0], "// wac compose "); ok {
			args = append(args, strings.Fields(flags)...)
		}
		seen := make(map[string]bool)
		for _, m := range dependency.FindAllStringSubmatch(string(text), -1) {
			if !seen[m[1]] {
				seen[m[1]] = true
				args = append(args, "-d", "t:"+m[1]+"="+partFile(strings.TrimSuffix(m[1], "-again")))
			}
		}
	}
	cmd := exec.Command(tools.Need(t, "wac"), args...)
	var stderr bytes.Buffer
	cmd.Env = append(os.Environ(), "RUST_BACKTRACE=0")
	cmd.Stderr = &stderr
	_ = cmd.Run() // its exit code says it all
	var s strings.Builder
	fmt.Fprintf(&s, "wac ends with %d\n", cmd.ProcessState.ExitCode())
	for line := range strings.Lines(colours.ReplaceAllString(stderr.String(), "")) {
		line = panicked.ReplaceAllString(strings.TrimRight(line, " \n"), "panicked at ")
		if line != "" && !strings.HasPrefix(line, "note: run with") {
			fmt.Fprintf(&s, "  %s\n", line)
		}
	}
	b, err := os.ReadFile(out)
	if err != nil {
		return s.String()
	}
	validate := exec.Command(tools.Need(t, "wasm-tools"), "validate", "--features", "all", out)
	if message, err := validate.CombinedOutput(); err != nil {
		lines := strings.TrimSpace(strings.ReplaceAll(string(message), out, "out.wasm"))
		fmt.Fprintf(&s, "the result is not valid\n  %s\n", strings.ReplaceAll(lines, "\n", "\n  "))
	} else {
		s.WriteString("the result is valid\n")
	}
	c, err := component.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&s, "%d bytes, of which\n", len(b))
	for line := range strings.Lines(component.PrintOutline(c)) {
		switch strings.Fields(line)[0] {
		case "(component", "(core", "(import", "(export":
			if strings.HasPrefix(line, "  (") {
				s.WriteString(line)
			}
		}
	}
	return s.String()
}

func partFile(part string) string { return filepath.Join("testdata", "parts", part+".wasm") }
