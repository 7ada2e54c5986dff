//go:build !unix

package codecache

import "testing"

func addUnixCases(map[string]func(t *testing.T, entry, other string)) {}
