// Package link makes one component of several by what they import and export: every import goes to
// whichever other component exports it, wherever the two stand in the list, and so do the imports of
// that one in turn.
//
//	plan, out, err := link.Link([]link.Instance{
//		{Name: "app", Source: "app.wasm", Bytes: app},
//		{Name: "geo", Source: "geo.wasm", Bytes: geo},
//	}, link.Options{})
//
// An export is what an import asks for if it has the same name, or else if it is the same interface
// in a version that is compatible under semver. Where two instances export it, the choice is not
// made by chance: the error names both, and [Options.Connect] settles it. What nobody exports is left
// to the host. The result exports what the instances export that supply no other, unless
// [Options.Exports] says otherwise.
//
// The package decides what is connected with what; whether the types fit, and all else about the
// result, is the business of [compose.Graph].
package link
