//go:build !unix

package oci_test

const (
	limitEnv      = "WASMCP_OCI_TEST_FSIZE"
	canLimitFiles = false
)

func limitFiles() {}
