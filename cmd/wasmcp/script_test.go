package main

import (
	"encoding/pem"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"wasmcp": func() { os.Exit(run()) }})
}

// TestScripts runs every script below testdata/script in a directory of its own. $FIXTURES holds the
// components that fixtures_test.go makes, $PARTS those that the composer is tested with. $REGISTRY and
// $PRIVATE are registries; the second one lets in nobody but ada, by the password "secret". What
// scripts push has their name in its path.
func TestScripts(t *testing.T) {
	dir := t.TempDir()
	writeFixtures(t, dir)
	foreign, err := filepath.Abs(filepath.Join("..", "..", "testdata", "foreign", "dist"))
	if err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Abs(filepath.Join("..", "..", "compose", "testdata", "parts"))
	if err != nil {
		t.Fatal(err)
	}
	grabber, err := filepath.Abs(filepath.Join("..", "..", "testdata", "grabber"))
	if err != nil {
		t.Fatal(err)
	}
	open, _ := ocitest.Start(t, ocitest.Options{})
	closed, _ := ocitest.Start(t, ocitest.Options{})
	closed.Inject(ocitest.Basic("ada", "secret"))
	expiring, _ := ocitest.Start(t, ocitest.Options{})
	expiring.Inject((&ocitest.Tokens{Uses: 2, User: "ada", Password: "secret"}).Fault)
	secure, server := ocitest.Start(t, ocitest.Options{TLS: true})
	certificate := filepath.Join(dir, "certificate.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(certificate, text, 0o600); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("FIXTURES", dir)
			env.Setenv("FOREIGN", foreign)
			env.Setenv("PARTS", parts)
			env.Setenv("GRABBER", grabber)
			env.Setenv("REGISTRY", open.Host)
			env.Setenv("PRIVATE", closed.Host)
			env.Setenv("TOKENS", expiring.Host)
			env.Setenv("TLS", secure.Host)
			env.Setenv("CERTIFICATE", certificate)
			env.Setenv("DOCKER_CONFIG", filepath.Join(env.WorkDir, "docker"))
			env.Setenv("XDG_RUNTIME_DIR", filepath.Join(env.WorkDir, "session"))
			env.Setenv("WKG_CONFIG_FILE", filepath.Join(env.WorkDir, "wkg.toml"))
			env.Values[servingKey{}] = &[]*serving{}
			// Compiled code outlives a run of the tests, or each would compile everything.
			env.Setenv("WASMCP_CACHE", filepath.Join(tools.Dir(), "wasmcp"))
			env.Setenv("WASMCP_STATE", filepath.Join(tools.Dir(), "state"))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"validate": validate,
			"exits":    exits,
			"serve":    serve,
			"end":      end,
			"ask":      ask,
			"damage":   damage,
			"setenv":   setenv,
		},
	})
}

// validate asks wasm-tools about a component: validate FILE.
func validate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: validate FILE")
	}
	path, err := tools.Path("wasm-tools")
	if err != nil {
		if os.Getenv("CI") != "" {
			ts.Fatalf("%v", err)
		}
		ts.Logf("not validated: %v", err)
		return
	}
	if out, err := exec.Command(path, "validate", ts.MkAbs(args[0])).CombinedOutput(); err != nil {
		ts.Fatalf("wasm-tools validate: %v\n%s", err, out)
	}
}

// exits runs wasmcp and compares its exit code: exits CODE ARGS...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE ARGS...")
	}
	err := ts.Exec("wasmcp", args[1:]...)
	code := "0"
	if exit, ok := err.(*exec.ExitError); ok {
		code = strconv.Itoa(exit.ExitCode())
	} else if err != nil {
		ts.Fatalf("wasmcp: %v", err)
	}
	if code != args[0] {
		ts.Fatalf("wasmcp exited with %s, want %s", code, args[0])
	}
}

// setenv gives a variable what a file, or stdout, has: setenv NAME FILE.
func setenv(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: setenv NAME FILE")
	}
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile(args[1])))
}

// damage changes the last byte of every file in a directory: damage DIRECTORY.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: damage DIRECTORY")
	}
	files, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "*"))
	ts.Check(err)
	if len(files) == 0 {
		ts.Fatalf("%s is empty", args[0])
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		ts.Check(err)
		b[len(b)-1] ^= 1
		ts.Check(os.WriteFile(f, b, 0o600))
	}
}
