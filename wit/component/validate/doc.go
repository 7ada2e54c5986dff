// Package validate checks components against the validation rules of the Component Model: that every
// index names an item of the right sort, that names are well formed and strongly unique, that what an
// instance is given fits what it expects, that resources stay apart, that imports and exports mention
// types with names alone, and that the canonical definitions fit the core functions they are about.
//
// Of core modules it reads what they import and export and how their sections are laid out. The
// bodies of their functions are left to whoever runs them.
//
// What the standard keeps behind a feature gate is valid here. Two parts of it are not supported: the
// canonical ABI for garbage-collected types, and threads that share memory.
package validate
