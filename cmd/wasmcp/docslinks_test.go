package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// module is the root of the module, as the tests of this package see it.
var module = filepath.Join("..", "..")

// TestDocs_links checks every relative link in the Markdown files of the repository: the file exists,
// and so does the heading that the link names.
func TestDocs_links(t *testing.T) {
	for _, page := range markdown(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, target := range links(string(text)) {
			path, heading, _ := strings.Cut(target, "#")
			file := page
			if path != "" {
				file = filepath.Join(filepath.Dir(page), filepath.FromSlash(path))
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s links to %s, which does not exist", page, target)
				continue
			}
			if heading == "" {
				continue
			}
			if text, err := os.ReadFile(file); err != nil || !anchors(string(text))[heading] {
				t.Errorf("%s links to %s, which has no such heading", page, target)
			}
		}
	}
}

// TestDocs_index checks that the index links to every page of docs.
func TestDocs_index(t *testing.T) {
	docs := filepath.Join(module, "docs")
	text, err := os.ReadFile(filepath.Join(docs, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	linked := map[string]bool{"README.md": true}
	for _, target := range links(string(text)) {
		path, _, _ := strings.Cut(target, "#")
		linked[path] = true
	}
	pages, err := filepath.Glob(filepath.Join(docs, "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, page := range pages {
		if !linked[filepath.Base(page)] {
			t.Errorf("docs/README.md has no link to %s", filepath.Base(page))
		}
	}
}

// TestDocs_named checks that the pages exist which messages and other pages name as docs/PAGE.md.
func TestDocs_named(t *testing.T) {
	sources, err := filepath.Glob(filepath.Join("internal", "*", "*.go"))
	if err != nil || len(sources) == 0 {
		t.Fatalf("no sources: %v", err)
	}
	for _, source := range append(sources, markdown(t)...) {
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range named.FindAllString(string(text), -1) {
			if _, err := os.Stat(filepath.Join(module, filepath.FromSlash(page))); err != nil {
				t.Errorf("%s names %s, which does not exist", source, page)
			}
		}
	}
}

// TestDocs_errors checks that the messages in the tables of docs/errors.md are still said: a script has
// each of them.
func TestDocs_errors(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(module, "docs", "errors.md"))
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Glob(filepath.Join("testdata", "script", "*.txtar"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	var said strings.Builder
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		said.Write(text)
	}
	messages := 0
	for _, line := range prose(string(page)) {
		cells := strings.Split(line, "|")
		if len(cells) < 3 {
			continue
		}
		for _, message := range inCode.FindAllString(cells[1], -1) {
			if !strings.Contains(message, " ") {
				continue // a word of JSON
			}
			messages++
			for part := range strings.SplitSeq(strings.Trim(message, "`"), "…") {
				if !strings.Contains(said.String(), strings.TrimSpace(part)) {
					t.Errorf("docs/errors.md has %s, which no script has", message)
				}
			}
		}
	}
	if messages == 0 {
		t.Error("no messages")
	}
}

var (
	named   = regexp.MustCompile(`\bdocs/[a-z-]+\.md\b`)
	link    = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	inCode  = regexp.MustCompile("`[^`]*`")
	linked  = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	foreign = regexp.MustCompile(`^[a-z]+:`)
)

// markdown returns the Markdown files of the repository, without those that tools have put there.
func markdown(t *testing.T) []string {
	t.Helper()
	var pages []string
	err := filepath.WalkDir(module, func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && (name == "node_modules" || name == "target" || strings.HasPrefix(name, ".") && path != module):
			return filepath.SkipDir
		case !d.IsDir() && strings.HasSuffix(name, ".md"):
			pages = append(pages, path)
		}
		return nil
	})
	if err != nil || len(pages) == 0 {
		t.Fatalf("no Markdown: %v", err)
	}
	return pages
}

// prose returns the lines of a page that are not in blocks of code.
func prose(page string) []string {
	var lines []string
	inside := false
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "```") {
			inside = !inside
		} else if !inside {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines
}

// links returns the targets of the relative links on a page.
func links(page string) []string {
	var targets []string
	for _, line := range prose(page) {
		for _, m := range link.FindAllStringSubmatch(inCode.ReplaceAllString(line, ""), -1) {
			if !foreign.MatchString(m[1]) {
				targets = append(targets, m[1])
			}
		}
	}
	return targets
}

// anchors returns the anchors that GitHub gives to the headings of a page: in lower case, without
// punctuation, with hyphens for spaces.
func anchors(page string) map[string]bool {
	found := map[string]bool{}
	for _, line := range prose(page) {
		heading := strings.TrimLeft(line, "#")
		if heading == line || !strings.HasPrefix(heading, " ") {
			continue
		}
		heading = linked.ReplaceAllString(strings.TrimSpace(heading), "$1")
		found[strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r):
				return unicode.ToLower(r)
			}
			return -1
		}, heading)] = true
	}
	return found
}
