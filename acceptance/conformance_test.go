package acceptance

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/bridge"
	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// suites are what the official conformance suite asks of a server, by revision: what the revision
// requires, and for the oldest, of which there is no such list, every scenario that applies to it.
var suites = []struct {
	revision  string
	arguments []string
	// scenarios is how many there are at least: a guard against a suite that does nothing.
	scenarios int
}{
	{"2025-06-18", []string{"--suite", "all", "--spec-version", "2025-06-18"}, 27},
	{"2025-11-25", []string{"--requirements", "2025-11-25"}, 33},
	{"2026-07-28", []string{"--requirements", "2026-07-28"}, 40},
}

// backChannel are the scenarios in which the server asks a legacy client, which over HTTP takes a
// session.
var backChannel = []string{
	"elicitation-sep1034-defaults", "elicitation-sep1330-enums", "tools-call-elicitation", "tools-call-sampling",
}

// headerOnly are the scenarios about headers, of which the messages know nothing.
var headerOnly = []string{"http-custom-header-server-validation", "http-header-validation"}

// tasks begins the names of the scenarios about an extension that the server does not offer.
const tasks = "tasks-"

// TestConformance puts the fixtures through the official suite, in every revision, on every host,
// over HTTP and, by a bridge, over stdio. Every message is checked against the schema.
func TestConformance(t *testing.T) {
	tools.Long(t)
	t.Parallel()
	for _, host := range hosts {
		server := conformer(t, host)
		t.Run(host.Name+"/http", func(t *testing.T) {
			t.Parallel()
			to := recordedHTTP(t, host.http(t, server))
			if host.Sessions {
				conform(t, to.URL, nil, nil)
			} else {
				conform(t, to.URL, nil, backChannel)
			}
		})
		t.Run(host.Name+"/stdio", func(t *testing.T) {
			t.Parallel()
			between := bridge.New(recordedStdio(t, host.Run(t, server))...)
			front := httptest.NewServer(between)
			t.Cleanup(func() {
				front.Close()
				if err := between.Close(); err != nil {
					t.Error(err)
				}
			})
			conform(t, front.URL+"/mcp", headerOnly, nil)
		})
	}
}

// TestConformance_languages does it with tools, resources and prompts in Python and TypeScript, and
// questions in Rust.
func TestConformance_languages(t *testing.T) {
	tools.Long(t)
	t.Parallel()
	components := []string{fixture(t, "subscriptions")}
	for _, name := range []string{"python", "script"} {
		script, err := filepath.Abs(filepath.Join(root, "testdata", "conformance", "language.sh"))
		if err != nil {
			t.Fatal(err)
		}
		components = append(components, strings.TrimSpace(run(t, "", script, name)))
	}
	components = append(components, fixture(t, "questions"), "--sessions", "keyvalue")
	to := recordedHTTP(t, embedded.http(t, composed(t, components...)))
	conform(t, to.URL, nil, nil)
}

// fixture is the path of one of the fixtures in Rust.
func fixture(t testing.TB, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(root, "testdata", "conformance", name, name+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// conformer composes the fixtures, with sessions where the host keeps what they store.
func conformer(t testing.TB, host Host) string {
	t.Helper()
	var components []string
	for _, name := range []string{"subscriptions", "content", "resources", "prompts", "questions"} {
		components = append(components, fixture(t, name))
	}
	if host.Sessions {
		components = append(components, "--sessions", "keyvalue")
	}
	return composed(t, components...)
}

// conform runs the suite. The scenarios of skipped are not looked at, those of refused have to
// fail, and all others have to pass.
func conform(t *testing.T, url string, skipped, refused []string) {
	for _, suite := range suites {
		t.Run(suite.revision, func(t *testing.T) {
			scenarios := runSuite(t, url, suite.arguments)
			if len(scenarios) < suite.scenarios {
				t.Errorf("%d scenarios, expected %d at least", len(scenarios), suite.scenarios)
			}
			for _, s := range scenarios {
				if slices.Contains(skipped, s.name) || strings.HasPrefix(s.name, tasks) {
					continue
				}
				failed := s.failed(refused != nil)
				switch {
				case !slices.Contains(refused, s.name):
					if len(failed) > 0 {
						t.Errorf("%s:\n  %s", s.name, strings.Join(failed, "\n  "))
					}
				case len(failed) == 0:
					t.Errorf("%s passes without a session", s.name)
				}
			}
		})
	}
}

// A scenario of the suite, and what was checked in it.
type scenario struct {
	name   string
	checks []struct{ ID, Status, Description, ErrorMessage string }
}

// withoutSessions are checks that warn of a legacy server that keeps no sessions, which it may.
var withoutSessions = []string{"server-sse-multiple-streams-session", "server-sse-polling-session"}

// failed are the checks that did not pass; what the suite warns of counts.
func (s scenario) failed(stateless bool) []string {
	var failed []string
	for _, c := range s.checks {
		switch c.Status {
		case "SUCCESS", "INFO", "SKIPPED":
			continue
		case "WARNING":
			if stateless && slices.Contains(withoutSessions, c.ID) {
				continue
			}
		}
		failed = append(failed, fmt.Sprintf("%s %s: %s: %s", c.Status, c.ID, c.Description, c.ErrorMessage))
	}
	return failed
}

// resultName is the name of a folder that the suite writes its results of one scenario to.
var resultName = regexp.MustCompile(`^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$`)

func runSuite(t *testing.T, url string, arguments []string) []scenario {
	t.Helper()
	dir, err := tools.Pinned("conformance", filepath.Join("conformance", "package-lock.json"))
	if err != nil {
		tools.Missing(t, err)
	}
	suite := filepath.Join(dir, "node_modules", "@modelcontextprotocol", "conformance", "dist", "index.js")
	results := t.TempDir()
	argv := append([]string{suite, "server", "--url", url, "-o", results}, arguments...)
	out, err := exec.CommandContext(t.Context(), node(t), argv...).CombinedOutput()
	if err != nil && !strings.Contains(string(out), "=== SUMMARY ===") {
		t.Fatalf("conformance: %v\n%s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(results, "*", "checks.json"))
	if err != nil {
		t.Fatal(err)
	}
	var scenarios []scenario
	for _, file := range files {
		match := resultName.FindStringSubmatch(filepath.Base(filepath.Dir(file)))
		if match == nil {
			t.Fatalf("%s: not the name of a scenario's results", file)
		}
		s := scenario{name: match[1]}
		if err := json.Unmarshal(read(t, file), &s.checks); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		scenarios = append(scenarios, s)
	}
	return scenarios
}
