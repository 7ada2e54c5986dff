;; Imports a core module, supplies it with more than it may need, and steps as it does.
(component
  (import "m" (core module $m
    (import "env" "f" (func (param i32) (result i64)))
    (import "env" "g" (func))
    (export "g" (global f64))
    (export "table" (table 1 funcref))
    (export "memory" (memory 1 5))
    (export "run" (func (result i32)))))
  (core module $env
    (func (export "f") (param i32) (result i64) (i64.const 0))
    (func (export "g")))
  (core instance $e (instantiate $env))
  (core instance $i (instantiate $m (with "env" (instance $e))))
  (func $step (result u32) (canon lift (core func $i "run")))
  (instance $out (export "step" (func $step)))
  (export "t:c/step@1.0.0" (instance $out)))
