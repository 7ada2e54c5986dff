package wit

import "github.com/wasmcp/wasmcp-go/wit/internal/syntax"

// eachPath calls f with the paths in items, and with the name of the interface or world that needs
// what the path leads to before it can be resolved, or "". A world needs only what it includes. What
// a world uses comes before what it imports, and that before what it exports.
func eachPath(items []syntax.Item, f func(needs string, p *syntax.Path)) {
	for _, item := range items {
		switch item := item.(type) {
		case *syntax.TopUse:
			f("", &item.Path)
		case *syntax.Interface:
			eachUse(&item.InterfaceBody, func(p *syntax.Path) { f(item.Name.Text, p) })
		case *syntax.World:
			eachWorldPath(item, f)
		}
	}
}

func eachUse(body *syntax.InterfaceBody, f func(*syntax.Path)) {
	for _, item := range body.Items {
		if use, ok := item.(*syntax.Use); ok {
			f(&use.Path)
		}
	}
}

func eachWorldPath(w *syntax.World, f func(needs string, p *syntax.Path)) {
	for _, item := range w.Items {
		switch item := item.(type) {
		case *syntax.Use:
			f("", &item.Path)
		case *syntax.Include:
			f(w.Name.Text, &item.Path)
		}
	}
	for _, exports := range []bool{false, true} {
		for _, item := range w.Items {
			e, ok := item.(*syntax.Extern)
			if !ok || e.Export != exports {
				continue
			}
			if e.Path != nil {
				f("", e.Path)
			}
			if e.Interface != nil {
				eachUse(e.Interface, func(p *syntax.Path) { f("", p) })
			}
		}
	}
}
