package component

import (
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/internal/jsontext"
)

// packageDocsVersion is the version of the format that is written; 0 is read too.
const packageDocsVersion = 1

// encodeDocs returns the documentation of p as its custom section has it. What says nothing is left
// out.
func encodeDocs(p *wit.Package) []byte {
	return jsontext.Append([]byte{packageDocsVersion}, docsOf(p))
}

// encodeDependencyDocs returns the documentation of the packages that p refers to, as far as its binary form c
// has what is documented: nil where that is nothing.
func encodeDependencyDocs(c *Component, p *wit.Package) ([]byte, error) {
	all := make(map[wit.PackageName][]byte)
	for _, dep := range p.Dependencies() {
		if docs := docsOf(dep); len(docs) > 0 {
			all[dep.Name] = jsontext.Append([]byte{packageDocsVersion}, docs)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	written, err := Package(c)
	if err != nil {
		return nil, err
	}
	var o jsontext.Object
	for _, dep := range written.Dependencies() {
		applyDocs(dep, all[dep.Name])
		o = addDocs(o, dep.Name.String(), docsOf(dep))
	}
	if len(o) == 0 {
		return nil, nil
	}
	return jsontext.Append([]byte{packageDocsVersion}, o), nil
}

func docsOf(p *wit.Package) jsontext.Object {
	var interfaces, worlds jsontext.Object
	for _, i := range p.Interfaces {
		interfaces = addDocs(interfaces, i.Name, interfaceDocsOf(i.Docs, i.Stability, i))
	}
	for _, w := range p.Worlds {
		worlds = addDocs(worlds, w.Name, worldDocsOf(w))
	}
	o := jsontext.Object(nil).Text("docs", p.Docs)
	o = addDocs(o, "worlds", worlds)
	return addDocs(o, "interfaces", interfaces)
}

// addDocs adds a member unless it is empty.
func addDocs(o jsontext.Object, name string, value jsontext.Object) jsontext.Object {
	if len(value) == 0 {
		return o
	}
	return o.Add(name, value)
}

// itemDocsOf returns what is said of any item.
func itemDocsOf(docs string, s wit.Stability) jsontext.Object {
	return jsontext.Object(nil).Text("docs", docs).Stability(s.Since, s.Unstable, s.Deprecated)
}

func interfaceDocsOf(docs string, s wit.Stability, i *wit.Interface) jsontext.Object {
	var funcs, types jsontext.Object
	for _, f := range i.AllFuncs() {
		funcs = addDocs(funcs, f.ExternName(), itemDocsOf(f.Docs, f.Stability))
	}
	for _, t := range i.Types {
		types = addDocs(types, t.Name, typeDocsOf(t))
	}
	o := addDocs(itemDocsOf(docs, s), "funcs", funcs)
	return addDocs(o, "types", types)
}

func typeDocsOf(t *wit.TypeDef) jsontext.Object {
	var items jsontext.Object
	switch k := t.Kind.(type) {
	case wit.Record:
		for _, f := range k.Fields {
			items = items.Text(f.Name, f.Docs)
		}
	case wit.Variant:
		for _, c := range k.Cases {
			items = items.Text(c.Name, c.Docs)
		}
	case wit.Enum:
		items = labelDocs(k.Cases)
	case wit.Flags:
		items = labelDocs(k.Flags)
	}
	return addDocs(itemDocsOf(t.Docs, t.Stability), "items", items)
}

func labelDocs(labels []wit.Label) jsontext.Object {
	var items jsontext.Object
	for _, l := range labels {
		items = items.Text(l.Name, l.Docs)
	}
	return items
}

// externDocs is what is said of imports, or of exports.
type externDocs struct{ interfaces, types, funcs, stability, docs jsontext.Object }

func externDocsOf(items []wit.WorldItem) externDocs {
	var d externDocs
	var methods []*wit.Func
	for _, i := range items {
		switch item := i.Item.(type) {
		case *wit.Func:
			d.funcs = addDocs(d.funcs, item.ExternName(), itemDocsOf(item.Docs, item.Stability))
		case *wit.TypeDef:
			d.types = addDocs(d.types, item.Name, typeDocsOf(item))
			if r, ok := item.Kind.(*wit.Resource); ok {
				methods = append(methods, r.Funcs...)
			}
		case *wit.Interface:
			if item.Package == nil {
				d.interfaces = addDocs(d.interfaces, i.Name, interfaceDocsOf(i.Docs, i.Stability, item))
				continue
			}
			if s := itemDocsOf("", i.Stability); len(s) > 0 {
				d.stability = d.stability.Add(i.ExternName(), s[0].Value)
			}
			d.docs = d.docs.Text(i.ExternName(), i.Docs)
		}
	}
	for _, f := range methods {
		d.funcs = addDocs(d.funcs, f.ExternName(), itemDocsOf(f.Docs, f.Stability))
	}
	return d
}

func worldDocsOf(w *wit.World) jsontext.Object {
	imports, exports := externDocsOf(w.Imports), externDocsOf(w.Exports)
	o := itemDocsOf(w.Docs, w.Stability)
	o = addDocs(o, "interfaces", imports.interfaces)
	o = addDocs(o, "types", imports.types)
	o = addDocs(o, "funcs", imports.funcs)
	o = addDocs(o, "interface_exports", exports.interfaces)
	o = addDocs(o, "func_exports", exports.funcs)
	o = addDocs(o, "interface_import_stability", imports.stability)
	o = addDocs(o, "interface_export_stability", exports.stability)
	o = addDocs(o, "interface_import_docs", imports.docs)
	return addDocs(o, "interface_export_docs", exports.docs)
}
