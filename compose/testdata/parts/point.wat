;; Succeeds if 2 and 3 come to 5.
(module
  (import "t:t/norm@1.0.0" "norm" (func $norm (param i32 i32) (result i32)))
  (func (export "wasi:cli/run@0.2.0#run") (result i32)
    (i32.ne (call $norm (i32.const 2) (i32.const 3)) (i32.const 5))))
