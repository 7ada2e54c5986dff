;; A module that imports nothing.
(module
  (table 2 2 funcref)
  (elem (i32.const 1) func $realloc)
  (memory (export "memory") 1)
  (func (export "test:parts/out#greet") (param i32 i32) (result i32)
    (i32.store (i32.const 16) (local.get 0))
    (i32.store (i32.const 20) (local.get 1))
    (i32.const 16))
  (func (export "test:parts/out#count") (result i32) (i32.const 7))
  (func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
)
