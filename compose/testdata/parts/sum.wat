;; Succeeds if left and right come to 3, as they do where both count with one counter.
(module
  (import "t:c/left@1.0.0" "step" (func $left (result i32)))
  (import "t:c/right@1.0.0" "step" (func $right (result i32)))
  (func (export "wasi:cli/run@0.2.0#run") (result i32)
    (i32.ne (i32.add (call $left) (call $right)) (i32.const 3))))
