package component

import (
	"encoding/json"

	"github.com/wasmcp/wasmcp-go/wit"
)

// packageDocsSection is the custom section with the documentation of a WIT package: a byte for its
// version and JSON.
const packageDocsSection = "package-docs"

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
	p.Docs = docs.Docs
	for _, i := range p.Interfaces {
		d := docs.Interfaces[i.Name]
		i.Docs, i.Stability = d.Docs, d.Stability.wit()
		d.apply(i)
	}
	for _, w := range p.Worlds {
		docs.Worlds[w.Name].apply(w)
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
		d := docs[f.ExternName()]
		f.Docs, f.Stability = d.Docs, d.Stability.wit()
	}
}

func (d typeDocs) apply(t *wit.TypeDef) {
	t.Docs, t.Stability = d.Docs, d.Stability.wit()
	switch k := t.Kind.(type) {
	case wit.Record:
		for i := range k.Fields {
			k.Fields[i].Docs = d.Items[k.Fields[i].Name]
		}
	case wit.Variant:
		for i := range k.Cases {
			k.Cases[i].Docs = d.Items[k.Cases[i].Name]
		}
	case wit.Enum:
		d.labels(k.Cases)
	case wit.Flags:
		d.labels(k.Flags)
	}
}

func (d typeDocs) labels(labels []wit.Label) {
	for i := range labels {
		labels[i].Docs = d.Items[labels[i].Name]
	}
}

func (d worldDocs) apply(w *wit.World) {
	w.Docs, w.Stability = d.Docs, d.Stability.wit()
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
			item.Docs, item.Stability = d.Docs, d.Stability.wit()
			d.apply(v)
			return
		}
		item.Docs, item.Stability = docs[name], stabilities[name].wit()
	}
}
