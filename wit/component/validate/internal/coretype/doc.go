// Package coretype has the types of core modules: of functions, tables, memories, globals and tags,
// the types that they refer to, and what of them fits where what is expected. It reads the outer
// structure of modules, and no function bodies.
package coretype
