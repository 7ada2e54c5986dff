// Package mcp holds the contract between the parts of a composed MCP server: the WIT package
// wasmcp:mcp, embedded so that building and scaffolding need no network.
package mcp

import "embed"

// Package is the name of the contract's WIT package.
const Package = "wasmcp:mcp"

// Version is the version of the contract, as [WIT] declares it.
const Version = "0.1.0"

// WIT is the part of the contract that authors build against, the text of mcp.wit. It needs no
// other package.
//
//go:embed mcp.wit
var WIT string

// Files is the whole contract: mcp.wit, the server's side of it in server.wit, and below deps the
// part of WASI that server.wit names.
//
//go:embed mcp.wit server.wit deps
var Files embed.FS
