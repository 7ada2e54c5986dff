package mcp

import (
	"io/fs"
	"strings"
	"testing"
)

func TestVersion_isWhatTheFilesDeclare(t *testing.T) {
	want := "package " + Package + "@" + Version + ";"
	for _, name := range []string{"mcp.wit", "server.wit"} {
		text, err := fs.ReadFile(Files, name)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "package ") {
				got = append(got, strings.TrimSpace(line))
			}
		}
		if len(got) != 1 || got[0] != want {
			t.Errorf("%s declares %q, want %q alone", name, got, want)
		}
	}
}

func TestWIT_needsNoOtherPackage(t *testing.T) {
	for line := range strings.Lines(WIT) {
		if strings.Contains(line, "wasi:") {
			t.Errorf("mcp.wit: %q names another package", strings.TrimSpace(line))
		}
	}
}
