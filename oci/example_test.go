package oci_test

import (
	"context"
	"fmt"
	"os"

	"github.com/wasmcp/wasmcp-go/oci"
)

// A component from a registry, through the user's cache and with the user's credentials.
func Example() {
	pull := func(ctx context.Context, s string) (*oci.Artifact, error) {
		r, err := oci.ParseReference(s)
		if err != nil {
			return nil, err
		}
		dir, err := oci.DefaultCacheDir()
		if err != nil {
			return nil, err
		}
		client := &oci.Client{}
		if client.Cache, err = oci.OpenCache(dir, 0); err != nil {
			return nil, err
		}
		client.Credentials = oci.UserCredentials(os.Getenv)
		return client.Pull(ctx, r)
	}
	_, err := pull(context.Background(), "ghcr.io/Acme/weather")
	fmt.Println(err)
	// Output:
	// ghcr.io/Acme/weather: repository "Acme/weather" is not valid (want lower-case letters, digits and . _ - between slashes)
}

// What to do with something that a person typed.
func ExampleParseSpec() {
	noFiles := func(string) bool { return false }
	for _, s := range []string{"weather.wasm", "ghcr.io/acme/weather:1.2.0", "acme:weather@^1"} {
		spec, err := oci.ParseSpec(s, noFiles)
		switch {
		case err != nil:
			fmt.Fprintln(os.Stderr, err)
		case spec.Reference != nil:
			fmt.Println("artifact", spec.Reference)
		case spec.Package != nil:
			fmt.Println("package ", spec.Package)
		default:
			fmt.Println("file    ", spec.Path)
		}
	}
	// Output:
	// file     weather.wasm
	// artifact ghcr.io/acme/weather:1.2.0
	// package  acme:weather@^1
}
