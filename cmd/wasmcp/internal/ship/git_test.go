package ship

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
)

// hostile is a checkout that the test's own git makes, and what it would start.
type hostile struct {
	t           *testing.T
	dir, marker string
}

func newHostile(t *testing.T) *hostile {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("its programs are shell scripts")
	}
	if _, err := exec.LookPath("git"); err != nil {
		tools.Missing(t, err)
	}
	for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"} {
		t.Setenv(name, "") // the test may be run by a hook
		os.Unsetenv(name)
	}
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	h := &hostile{t, filepath.Join(t.TempDir(), "checkout"), filepath.Join(t.TempDir(), "markers")}
	for _, dir := range []string{h.dir, h.marker} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	h.git("init", "-q")
	h.git("remote", "add", "origin", "https://git.example.com/acme/weather.git")
	h.write("weather.wasm", "as it was")
	h.git("add", ".")
	h.git("commit", "-q", "-m", "first")
	return h
}

func (h *hostile) git(args ...string) string {
	h.t.Helper()
	c := exec.Command("git", append([]string{"-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "protocol.file.allow=always"}, args...)...)
	c.Dir = h.dir
	out, err := c.CombinedOutput()
	if err != nil {
		h.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (h *hostile) write(name, text string) {
	h.t.Helper()
	path := filepath.Join(h.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		h.t.Fatal(err)
	}
}

// program is a command that leaves a marker.
func (h *hostile) program(name string) string {
	return fmt.Sprintf("touch '%s'; cat", filepath.Join(h.marker, name))
}

// config writes to the checkout's settings, as whoever made it can.
func (h *hostile) config(text string) {
	h.t.Helper()
	path := filepath.Join(h.dir, ".git", "config")
	old, err := os.ReadFile(path)
	if err != nil {
		h.t.Fatal(err)
	}
	h.write(".git/config", string(old)+text)
}

// checkout asks as push does. Nothing may have been started.
func (h *hostile) checkout() (source, revision string) {
	h.t.Helper()
	a := &cli.App{Process: cli.Process{Environ: os.Environ()}}
	found := checkout(context.Background(), a, filepath.Join(h.dir, "weather.wasm"))
	started, err := os.ReadDir(h.marker)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, s := range started {
		h.t.Errorf("%s was started", s.Name())
	}
	return found.Source, found.Revision
}

func TestCheckout_startsNothing(t *testing.T) {
	h := newHostile(t)
	h.write("git", "#!/bin/sh\n"+h.program("git"))
	h.write(".gitattributes", "* filter=evil diff=evil merge=evil text\n*.bin filter=Evil.2\n")
	h.git("add", ".gitattributes")
	h.git("commit", "-q", "-m", "attributes")
	for _, hook := range []string{"post-index-change", "post-checkout", "pre-commit", "reference-transaction", "fsmonitor-watchman", "query-watchman"} {
		h.write(".git/hooks/"+hook, "#!/bin/sh\n"+h.program("hook-"+hook))
	}
	h.write(".git/info/attributes", "*.wasm filter=other diff=evil\n")
	h.write("included", fmt.Sprintf("[filter \"other\"]\n\tclean = %q\n\trequired\n", h.program("filter-included")))
	program := func(name string) string { return fmt.Sprintf("%q", h.program(name)) }
	h.config(`
[core]
	fsmonitor = ` + program("fsmonitor") + `
	hooksPath = .git/hooks
	pager = ` + program("pager") + `
	editor = ` + program("editor") + `
	sshCommand = ` + program("ssh") + `
	askPass = ` + program("askpass") + `
	alternateRefsCommand = ` + program("alternate") + `
	gitProxy = ` + program("proxy") + `
[pager]
	status = ` + program("pager-status") + `
	config = ` + program("pager-config") + `
[alias]
	status = "!` + strings.ReplaceAll(h.program("alias-status"), `"`, `\"`) + `"
	rev-parse = "!` + strings.ReplaceAll(h.program("alias-rev-parse"), `"`, `\"`) + `"
[filter "evil"]
	clean = ` + program("clean") + `
	smudge = ` + program("smudge") + `
	process = ` + program("process") + `
	required = true
[filter "Evil.2"]
	CLEAN = ` + program("clean-case") + `
[diff "evil"]
	textconv = ` + program("textconv") + `
	command = ` + program("diff-command") + `
[diff]
	external = ` + program("diff-external") + `
	autoRefreshIndex = true
[merge "evil"]
	driver = ` + program("merge") + `
[credential]
	helper = ` + program("credential") + `
[gpg]
	program = ` + program("gpg") + `
[status]
	submoduleSummary = true
[include]
	path = ../included
`)
	// A file that may have changed has to be read.
	h.write("weather.wasm", "as it is ")
	if source, revision := h.checkout(); source != "https://git.example.com/acme/weather" || revision != "" {
		t.Errorf("source %q, revision %q of a checkout with changes", source, revision)
	}
	t.Setenv("PATH", "."+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Chdir(h.dir)
	h.checkout()
}

// Filters that have a name with which they cannot be turned off.
func TestCheckout_filterWithAnOddName(t *testing.T) {
	h := newHostile(t)
	h.write(".git/info/attributes", "* filter=a=b\n")
	h.config(fmt.Sprintf("[filter \"a=b\"]\n\tclean = %q\n[filter \"a\"]\n\tclean = %q\n", h.program("odd"), h.program("even")))
	h.write("weather.wasm", "as it is ")
	if source, revision := h.checkout(); source == "" || revision != "" {
		t.Errorf("source %q, revision %q", source, revision)
	}
}

// Objects that are missing are fetched by what the remote's settings name, if git may.
func TestCheckout_fetchesNothing(t *testing.T) {
	h := newHostile(t)
	remote := h.dir + ".remote"
	h.git("clone", "-q", "--bare", h.dir, remote)
	h.config(fmt.Sprintf("[extensions]\n\tpartialClone = evil\n[remote \"evil\"]\n\turl = %s\n\tpromisor = true\n\tuploadpack = %q\n", remote, h.program("uploadpack")))
	tree := h.git("rev-parse", "HEAD^{tree}")
	if err := os.Remove(filepath.Join(h.dir, ".git", "objects", tree[:2], tree[2:])); err != nil {
		t.Fatal(err)
	}
	if _, revision := h.checkout(); revision != "" {
		t.Errorf("revision %q of a checkout whose commit is not there", revision)
	}
}

// A submodule is a checkout of its own, with settings of its own.
func TestCheckout_submodule(t *testing.T) {
	h := newHostile(t)
	other := newHostile(t)
	h.git("submodule", "-q", "add", other.dir, "sub")
	h.git("commit", "-q", "-m", "submodule")
	sub := filepath.Join(h.dir, ".git", "modules", "sub", "config")
	f, err := os.OpenFile(sub, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(f, "[core]\n\tfsmonitor = %q\n[filter \"evil\"]\n\tclean = %q\n", h.program("sub-fsmonitor"), h.program("sub-clean"))
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	h.write(".git/modules/sub/info/attributes", "* filter=evil\n")
	h.write("sub/weather.wasm", "as it is ")
	if source, revision := h.checkout(); source == "" || revision == "" {
		t.Errorf("source %q, revision %q", source, revision)
	}
}

// A directory of a checkout that looks like a repository is not asked.
func TestCheckout_repositoryAsContent(t *testing.T) {
	h := newHostile(t)
	h.git("init", "-q", "--bare", "bare")
	h.write("bare/config", fmt.Sprintf("[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = %q\n", h.program("bare")))
	a := &cli.App{Process: cli.Process{Environ: os.Environ()}}
	found := checkout(context.Background(), a, filepath.Join(h.dir, "bare", "weather.wasm"))
	if found.Source != "" || found.Revision != "" {
		t.Errorf("found %+v", found)
	}
	h.checkout()
}

// The variables of a hook, or of who wants to be asked instead, say nothing.
func TestCheckout_variables(t *testing.T) {
	h, other := newHostile(t), newHostile(t)
	other.git("remote", "set-url", "origin", "https://git.example.com/other/other")
	want := h.git("rev-parse", "HEAD")
	t.Setenv("GIT_DIR", filepath.Join(other.dir, ".git"))
	t.Setenv("GIT_WORK_TREE", other.dir)
	t.Setenv("GIT_CONFIG_COUNT", "1")
	t.Setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
	t.Setenv("GIT_CONFIG_VALUE_0", h.program("variable"))
	t.Setenv("GIT_EXTERNAL_DIFF", h.program("external"))
	t.Setenv("GIT_SSH_COMMAND", h.program("ssh"))
	if source, revision := h.checkout(); source != "https://git.example.com/acme/weather" || revision != want {
		t.Errorf("source %q, revision %q, want %s", source, revision, want)
	}
}

func TestCheckout_saysTooMuch(t *testing.T) {
	h := newHostile(t)
	h.config("[filter \"a\"]\n\tclean = x\n" + strings.Repeat("[filter \""+strings.Repeat("b", 1000)+"\"]\n\tclean = x\n", 2*mostOfGit/1000))
	if _, revision := h.checkout(); revision != "" {
		t.Errorf("revision %q", revision)
	}
}
