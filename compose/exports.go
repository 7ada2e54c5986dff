package compose

import "github.com/wasmcp/wasmcp-go/wit/component"

// plannedExport is an export of the result.
type plannedExport struct {
	export
	sort component.Sort
}

func (c *checked) planExports() []error {
	for _, x := range c.Graph.exports {
		e, _ := c.exported(x.argument)
		c.exports = append(c.exports, plannedExport{x, e.Sort})
	}
	return nil
}

func (e *encoder) writeExports() {
	for _, x := range e.checked.exports {
		from, _ := x.node.component.typ.Export(x.name)
		name := from.Name
		name.Name = x.as
		e.builder.export(component.Export{
			Name: name,
			Item: component.SortIndex{Sort: x.sort, Index: e.alias(x.sort, e.instances[x.node.index], x.name)},
		})
		e.exports = append(e.exports, x.as)
	}
}
