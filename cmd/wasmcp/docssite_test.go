package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// TestDocs_site builds the documentation as `make site` does, and follows every link from one page to
// another: a link that leaves the repository's docs leads to the sources.
func TestDocs_site(t *testing.T) {
	tools.Long(t)
	hugo := tools.Need(t, "hugo")
	root := filepath.Join(t.TempDir(), "site")
	build := exec.Command(hugo, "--source", filepath.Join(module, "site"), "--destination", root, "--noBuildLock")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("hugo: %v\n%s", err, out)
	}
	pages := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".html") {
			return err
		}
		text, err := os.ReadFile(path)
		pages[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob(filepath.Join(module, "docs", "*.md"))
	if err != nil || len(sources) == 0 || len(pages) != len(sources) {
		t.Errorf("the site has %d pages, and docs has %d (%v)", len(pages), len(sources), err)
	}
	for path, text := range pages {
		for _, m := range href.FindAllStringSubmatch(text, -1) {
			if foreign.MatchString(m[1]) {
				continue
			}
			target, heading, _ := strings.Cut(m[1], "#")
			file := path
			if target != "" {
				file = filepath.Join(filepath.Dir(path), filepath.FromSlash(target), "index.html")
			}
			if page, ok := pages[file]; !ok || heading != "" && !strings.Contains(page, `id="`+heading+`"`) {
				t.Errorf("%s links to %s, which is not there", strings.TrimPrefix(path, root), m[1])
			}
		}
	}
}

var href = regexp.MustCompile(`href="([^"]*)"`)
