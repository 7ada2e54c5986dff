;; Imports an interface whose types mention a type that it does not itself export.
(module
  (import "t:t/shape@1.0.0" "corners" (func $corners (param i32 i32 i32 i32 i32) (result i32)))
  (func (export "wasi:cli/run@0.2.0#run") (result i32)
    (i32.ne
      (call $corners (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 2) (i32.const 2))
      (i32.const 2))))
