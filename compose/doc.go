// Package compose links components into one component.
//
// A [Graph] holds components and instances of them; [Graph.Connect] gives an export of one instance
// for an import of another, [Graph.Export] chooses what the result exports, and [Graph.Encode]
// checks everything and writes the result:
//
//	g := compose.New(compose.Options{})
//	a, err := g.Add(compose.Input{Name: "a.wasm", Bytes: a})
//	b, err := g.Add(compose.Input{Name: "b.wasm", Bytes: b})
//	na, nb := g.Instantiate(a, "a"), g.Instantiate(b, "b")
//	g.Connect(na, "x:y/z@1.0.0", nb, "x:y/z@1.2.0")
//	g.Export(na, "wasi:cli/run@0.2.0")
//	out, err := g.Encode(compose.Metadata{})
//	_, err = out.WriteTo(file)
//
// An import that nothing was connected to is left to the host if [Options.Host] lets it; versions
// of one interface that are compatible under semver become one import, under the highest of them
// unless [Options.ImportVersion] says otherwise. Plain names are never made one unasked, see
// [PlainNames]. An interface that holds types alone, none of them a resource, can be satisfied inside
// the result.
//
// Components, and what they hold, are stored once however often they come. Of a component only what
// its type depends on has to be understood; the rest is passed on as it is.
//
// Bytes in, bytes out: the package knows no files, no network and nothing of MCP. Equal components
// under equal labels, connected and exported alike, give equal bytes, whatever the order in which they
// were added.
package compose
