// Package wkg finds packages such as wasi:http@0.2.1 where wkg, the package tool of the Bytecode
// Alliance, finds them: by its configuration file and by what registries say of themselves at
// /.well-known/wasm-pkg/registry.json.
package wkg
