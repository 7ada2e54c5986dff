package framework

import (
	"io/fs"
	"path"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/mcp"
)

// Contract returns the contract as a WIT package in binary form, for registries.
func Contract() ([]byte, error) {
	files, err := sources(".")
	if err != nil {
		return nil, err
	}
	folders, err := fs.ReadDir(mcp.Files, "deps")
	if err != nil {
		return nil, err
	}
	var deps [][]wit.Source
	for _, f := range folders {
		dep, err := sources(path.Join("deps", f.Name()))
		if err != nil {
			return nil, err
		}
		deps = append(deps, dep)
	}
	r, err := wit.Options{}.Parse(files, deps...)
	if err != nil {
		return nil, err
	}
	c, err := component.EncodePackage(r.Main)
	if err != nil {
		return nil, err
	}
	return c.Encode(), nil
}

// sources reads the files of one folder of the contract.
func sources(folder string) ([]wit.Source, error) {
	names, err := fs.Glob(mcp.Files, path.Join(folder, "*.wit"))
	if err != nil {
		return nil, err
	}
	var all []wit.Source
	for _, name := range names {
		text, err := fs.ReadFile(mcp.Files, name)
		if err != nil {
			return nil, err
		}
		all = append(all, wit.Source{Name: name, Text: string(text)})
	}
	return all, nil
}
