;; Exports a bare function whose result mentions a record and a resource of an import.
(module
  (import "t:r/types@1.0.0" "[constructor]r" (func $r (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "make") (result i32)
    (i32.store (i32.const 16) (i32.const 3))
    (i32.store (i32.const 20) (call $r (i32.const 9)))
    (i32.const 16)))
