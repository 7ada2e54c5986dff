package compose

import (
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

func TestTrack(t *testing.T) {
	tests := []struct{ name, want string }{
		{"wasi:io/streams", "wasi:io/streams"},
		{"wasi:io/streams@0.2.3", "wasi:io/streams@0.2"},
		{"wasi:io/streams@0.2.0+build.5", "wasi:io/streams@0.2"},
		{"wasi:io/streams@0.2.0-rc.1", "wasi:io/streams@0.2.0-rc.1"},
		{"wasi:io/streams@1.2.3", "wasi:io/streams@1"},
		{"wasi:io/streams@0.0.3", "wasi:io/streams@0.0.3"},
		{"wasi:io/streams@x", "wasi:io/streams@x"},
		{"log", "log"},
	}
	for _, test := range tests {
		if got := Track(test.name); got != test.want {
			t.Errorf("Track(%q) = %q, want %q", test.name, got, test.want)
		}
	}
}

func TestCompareVersions(t *testing.T) {
	ascending := []component.Name{
		{Name: "a:b/c@0.2.0"}, {Name: "a:b/c@0.2.3"}, {Name: "a:b/c@0.2", VersionSuffix: ".4"}, {Name: "a:b/c@0.2.12"},
	}
	for i, a := range ascending {
		for j, b := range ascending {
			if got := compareVersions(a, b); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("compareVersions(%v, %v) = %d", a, b, got)
			}
		}
	}
}
