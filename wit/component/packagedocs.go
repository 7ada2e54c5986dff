package component

import (
	"encoding/json"

	"github.com/wasmcp/wasmcp-go/wit"
)

// packageDocsSection is the custom section with the documentation of a WIT package: a byte for its
// version and JSON.
const packageDocsSection = "package-docs"

// dependencyDocsSection is the custom section with the documentation of the packages that a WIT package refers
// to: a byte for its version and JSON, in which each has under its name what its own section would have.
// The other section has no place for it: readers refuse members that they do not know.
const dependencyDocsSection = "package-docs-of-dependencies"

type packageDocs struct {
	Docs       string
	Worlds     map[string]worldDocs
	Interfaces map[string]interfaceDocs
}

type worldDocs struct {
	itemDocs
	// Those of imports, and in the first version of the format of exports that no import has the
	// name of.
	Interfaces map[string]interfaceDocs
	Funcs      map[string]funcDocs
	Types      map[string]typeDocs

	InterfaceExports map[string]interfaceDocs `json:"interface_exports"`
	FuncExports      map[string]funcDocs      `json:"func_exports"`

	// Those of interfaces with a full name.
	ImportStability map[string]stability `json:"interface_import_stability"`
	ExportStability map[string]stability `json:"interface_export_stability"`
	ImportDocs      map[string]string    `json:"interface_import_docs"`
	ExportDocs      map[string]string    `json:"interface_export_docs"`
}

type interfaceDocs struct {
	itemDocs
	Funcs map[string]funcDocs
	Types map[string]typeDocs
}

type typeDocs struct {
	itemDocs
	Items map[string]string
}

type itemDocs struct {
	Docs      string
	Stability stability
}

// funcDocs are those of a function, which the first version of the format had as a string alone.
type funcDocs struct{ itemDocs }

func (d *funcDocs) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &d.Docs) == nil {
		return nil
	}
	return json.Unmarshal(b, &d.itemDocs)
}

type stability struct {
	Stable   struct{ Since, Deprecated string }
	Unstable struct{ Feature, Deprecated string }
}

func (s stability) wit() wit.Stability {
	return wit.Stability{
		Since: s.Stable.Since, Unstable: s.Unstable.Feature,
		Deprecated: s.Stable.Deprecated + s.Unstable.Deprecated,
	}
}

// applyDocs adds the documentation in data to p. A package is complete without, so what is not
// understood is passed over.
func applyDocs(p *wit.Package, data []byte) {
	if len(data) == 0 {
		return
	}
	var docs packageDocs
	if err := json.Unmarshal(data[1:], &docs); err != nil {
		return
	}
	docs.apply(p)
}

// applyDependencyDocs adds the documentation in data to the packages that p refers to.
func applyDependencyDocs(p *wit.Package, data []byte) {
	if len(data) == 0 {
		return
	}
	var docs map[string]packageDocs
	if err := json.Unmarshal(data[1:], &docs); err != nil {
		return
	}
	for _, dep := range p.Dependencies() {
		docs[dep.Name.String()].apply(dep)
	}
}

// apply adds documentation to p. What is not documented stays as it is: of a package to which others refer
// each binary has a part.
func (d packageDocs) apply(p *wit.Package) {
	text(&p.Docs, d.Docs)
	for _, i := range p.Interfaces {
		docs := d.Interfaces[i.Name]
		docs.item(&i.Docs, &i.Stability)
		docs.apply(i)
	}
	for _, w := range p.Worlds {
		d.Worlds[w.Name].apply(w)
	}
}

// text sets a text that is documented.
func text(to *string, docs string) {
	if docs != "" {
		*to = docs
	}
}

// item sets what is documented of an item.
func (d itemDocs) item(docs *string, s *wit.Stability) {
	text(docs, d.Docs)
	if stability := d.Stability.wit(); stability != (wit.Stability{}) {
		*s = stability
	}
}

func (d interfaceDocs) apply(i *wit.Interface) {
	for _, t := range i.Types {
		d.Types[t.Name].apply(t)
		if r, ok := t.Kind.(*wit.Resource); ok {
			applyFuncs(d.Funcs, r.Funcs)
		}
	}
	applyFuncs(d.Funcs, i.Funcs)
}

func applyFuncs(docs map[string]funcDocs, funcs []*wit.Func) {
	for _, f := range funcs {
		docs[f.ExternName()].item(&f.Docs, &f.Stability)
	}
}

func (d typeDocs) apply(t *wit.TypeDef) {
	d.item(&t.Docs, &t.Stability)
	switch k := t.Kind.(type) {
	case wit.Record:
		for i := range k.Fields {
			text(&k.Fields[i].Docs, d.Items[k.Fields[i].Name])
		}
	case wit.Variant:
		for i := range k.Cases {
			text(&k.Cases[i].Docs, d.Items[k.Cases[i].Name])
		}
	case wit.Enum:
		d.labels(k.Cases)
	case wit.Flags:
		d.labels(k.Flags)
	}
}

func (d typeDocs) labels(labels []wit.Label) {
	for i := range labels {
		text(&labels[i].Docs, d.Items[labels[i].Name])
	}
}

func (d worldDocs) apply(w *wit.World) {
	d.item(&w.Docs, &w.Stability)
	imported := make(map[string]bool)
	for i := range w.Imports {
		item := &w.Imports[i]
		imported[item.ExternName()] = true
		if t, ok := item.Item.(*wit.TypeDef); ok {
			d.Types[t.Name].apply(t)
			if r, ok := t.Kind.(*wit.Resource); ok {
				applyFuncs(d.Funcs, r.Funcs)
			}
			continue
		}
		applyItem(item, d.Interfaces, d.Funcs, d.ImportDocs, d.ImportStability)
	}
	for i := range w.Exports {
		item := &w.Exports[i]
		interfaces, funcs := d.InterfaceExports, d.FuncExports
		name := item.ExternName()
		if _, ok := interfaces[name]; !ok && !imported[name] {
			interfaces = d.Interfaces
		}
		if _, ok := funcs[name]; !ok && !imported[name] {
			funcs = d.Funcs
		}
		applyItem(item, interfaces, funcs, d.ExportDocs, d.ExportStability)
	}
}

func applyItem(item *wit.WorldItem, interfaces map[string]interfaceDocs, funcs map[string]funcDocs,
	docs map[string]string, stabilities map[string]stability) {
	name := item.ExternName()
	switch v := item.Item.(type) {
	case *wit.Func:
		applyFuncs(funcs, []*wit.Func{v})
	case *wit.Interface:
		if v.Package == nil {
			d := interfaces[name]
			d.item(&item.Docs, &item.Stability)
			d.apply(v)
			return
		}
		itemDocs{docs[name], stabilities[name]}.item(&item.Docs, &item.Stability)
	}
}
