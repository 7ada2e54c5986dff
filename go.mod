module github.com/wasmcp/wasmcp-go

go 1.26
