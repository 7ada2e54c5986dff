;; Succeeds if a step comes to 1.
(module
  (import "t:c/step@1.0.0" "step" (func $step (result i32)))
  (func (export "wasi:cli/run@0.2.0#run") (result i32) (i32.ne (call $step) (i32.const 1))))
