// Package acceptance asks composed servers what a user's client would ask them.
//
// Its tests build the wasmcp command, compose servers with it, run them on a host (wasmtime, or
// the runtime inside wasmcp) and talk to them with the official MCP clients, over HTTP and stdio,
// in every revision that each client speaks; and byte by byte where a client would hide what was
// said. Everything a test needs beyond Go is installed by scripts/tools/install.sh; where it is
// not there the test is skipped, or fails if CI is set.
//
//   - a Host says how a server is run,
//   - a Client carries out a Plan and returns a Transcript,
//   - the programs in clients/ do that for the SDKs of other languages,
//   - native/ is a server of the same tools made with the Go SDK: the yardstick that tells a
//     mistake of a client or of this package from one of a composed server.
package acceptance
