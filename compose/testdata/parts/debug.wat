;; Imports one interface of wasi:io 0.2.3 and none of its others.
(module
  (import "wasi:io/error@0.2.3" "[resource-drop]error" (func (param i32)))
  (import "wasi:io/error@0.2.3" "[method]error.to-debug-string" (func (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64))
  (func (export "wasi:cli/run@0.2.3#run") (result i32) (i32.const 0)))
