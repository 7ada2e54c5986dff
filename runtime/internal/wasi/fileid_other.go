//go:build !unix

package wasi

import "io/fs"

// fileID tells files apart as far as their names do.
func fileID(info fs.FileInfo) string { return info.Name() }
