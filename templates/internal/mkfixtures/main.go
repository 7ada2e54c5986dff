// Command mkfixtures writes out the sample providers of testdata/providers as projects, and the
// manifest that says what they were built from. testdata/providers/build.sh runs it from the root
// of the module:
//
//	mkfixtures project NAME FOLDER    a project made from the template, with the provider's own files
//	mkfixtures manifest               testdata/providers/manifest.json, after the components are built
//	mkfixtures conformance            the same of testdata/conformance
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// providers is where the sample providers are, from the root of the module.
const providers = "testdata/providers"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "mkfixtures:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "project":
		return writeProject(providers, args[1], args[2])
	case len(args) == 1 && args[0] == "manifest":
		b, err := manifest(providers)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(providers, "manifest.json"), b, 0o666)
	case len(args) == 1 && args[0] == "conformance":
		b, err := conformanceManifest(".")
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(conformance, "manifest.json"), b, 0o666)
	}
	return fmt.Errorf("usage: mkfixtures project NAME FOLDER | mkfixtures manifest | mkfixtures conformance")
}
