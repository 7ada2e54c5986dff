// Package oci carries components to and from OCI registries and layout directories.
//
// A component travels as the CNCF Wasm artifact: an image manifest with the configuration
// application/vnd.wasm.config.v0+json and one layer application/wasm. [Build] makes one of a
// component, always the same one of the same bytes; [Client.Push] and [Client.Pull] move it.
//
//	ref, err := oci.ParseReference("ghcr.io/acme/weather:1.2.0")
//	pulled, err := client.Pull(ctx, ref)
//
// Everything that arrives is checked against the digest it was asked for by, whether it comes from
// a registry, a layout or the [Cache]. Errors are structs that name the reference, what was found
// and what was expected; what a registry said of itself is quoted in them.
//
// The zero [Client] works: it keeps nothing, knows no credentials, and speaks HTTPS to all hosts
// but those on the loopback interface, where it finds out.
package oci
