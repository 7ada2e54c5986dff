package component

// Asynchronous returns what in a component, or in one inside it, is asynchronous, in words; empty where nothing is.
// Asynchronous components need a host that has the asynchronous part of the Component Model, as those of WASI 0.3
// do.
func Asynchronous(c *Component) (string, error) {
	for _, s := range c.Sections {
		what := ""
		switch s := s.(type) {
		case *Nested:
			nested, err := s.Decode()
			if err != nil {
				return "", err
			}
			if what, err = Asynchronous(nested); err != nil {
				return "", err
			}
		case Types:
			what = asynchronousTypes(s)
		case Canons:
			for _, canon := range s {
				if what = asynchronousCanon(canon); what != "" {
					break
				}
			}
		}
		if what != "" {
			return what, nil
		}
	}
	return "", nil
}

func asynchronousCanon(c Canon) string {
	var options []CanonOption
	switch c := c.(type) {
	case Lift:
		options = c.Options
	case Lower:
		options = c.Options
	case Builtin:
		if !c.hasResource() {
			return "canonical function " + c.Name()
		}
	}
	for _, o := range options {
		if o.Kind == OptAsync {
			return "a function that is lifted or lowered with option async"
		}
	}
	return ""
}

func asynchronousTypes(list []Type) string {
	for _, t := range list {
		what := ""
		switch t := t.(type) {
		case Func:
			if t.Async {
				what = "an async function"
			}
		case Stream:
			what = "a stream"
		case Future:
			what = "a future"
		case InstanceType:
			what = asynchronousDecls(t.Decls)
		case ComponentType:
			what = asynchronousDecls(t.Decls)
		}
		if what != "" {
			return what
		}
	}
	return ""
}

func asynchronousDecls(decls []Decl) string {
	for _, d := range decls {
		if t, ok := d.(TypeDecl); ok {
			if what := asynchronousTypes([]Type{t.Type}); what != "" {
				return what
			}
		}
	}
	return ""
}
