;; Imports a function under a plain name.
(module
  (import "$root" "log" (func $log))
  (func (export "wasi:cli/run@0.2.0#run") (result i32) (call $log) (i32.const 0)))
