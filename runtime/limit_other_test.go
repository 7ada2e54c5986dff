//go:build !unix

package runtime_test

const canLimitFiles = false

func limitFiles(uint64) {}
