package compose

// Options are a graph's rules. The zero value leaves every unsatisfied import to the host.
type Options struct {
	// Host says whether an unsatisfied import of this name may be left to the host. Nil allows
	// every name. An interface that holds types alone, none of them a resource, is satisfied inside
	// the result where it may not; and also where it may, unless something that the result imports
	// or exports uses its types.
	Host func(name string) bool

	// ImportVersion chooses the version under which the result imports an interface that its
	// components import in several.
	ImportVersion ImportVersion

	// PlainNames says what becomes of imports left to the host whose plain names are equal. A plain
	// name is one that is not that of an interface.
	PlainNames PlainNames

	// ExplicitExports makes it an error to export a function or type whose types have no name
	// outside. Otherwise the interface that names them is exported too.
	ExplicitExports bool

	// KeepDuplicates stores equal core modules and equal nested components as often as they come
	// instead of once.
	KeepDuplicates bool

	// Release, if there is one, is told of large parts of inputs that were looked at and need be in
	// memory no longer.
	Release func(part []byte)

	// Strip leaves custom sections out of what is composed, however deep they are.
	Strip Strip
}

// ImportVersion is a choice among the versions of an interface that are compatible under semver. All
// interfaces of one package move together, since they use one another's types.
type ImportVersion uint8

// The choices of a version.
const (
	// ImportHighest imports the highest version that any component asks for. Hosts that match
	// versions under semver, such as wasmtime, accept it whichever of them they have.
	ImportHighest ImportVersion = iota
	// ImportLowest imports the lowest version, for a host that has only that one and compares
	// names exactly. It has to have what the components need of newer versions all the same.
	ImportLowest
	// ImportExact imports every version that is asked for. Their types are not one another's: a
	// component cannot pass another one a resource of the host in another version.
	ImportExact
)

// PlainNames is a rule for imports whose plain names are equal. Such names do not mean the same
// thing, as those of interfaces do, so that no rule makes them one unasked.
type PlainNames uint8

// The rules for plain names.
const (
	// PlainNamesApart makes a plain name that several instances leave to the host an error.
	PlainNamesApart PlainNames = iota
	// PlainNamesMerge makes one import of those whose attributes and types are equal, and leaves
	// the others an error.
	PlainNamesMerge
	// PlainNamesRename puts the label of the instance before the names that are equal: log
	// becomes a-log and b-log.
	PlainNamesRename
)

// Strip is a set of custom sections to leave out. Metadata is always kept: producers, what a registry
// shows of a component (version, revision, description, authors, licenses, homepage, source),
// hints for compilers, and the section in which a composition describes itself.
type Strip uint8

// What can be left out.
const (
	// StripNames leaves out the names of functions, instances and so on, which debuggers and
	// backtraces show, and of the result's own parts.
	StripNames Strip = 1 << iota
	// StripCustom leaves out all custom sections that are neither names nor metadata, such as
	// debugging information.
	StripCustom
)
