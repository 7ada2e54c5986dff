;; Exports core modules.
(component
  (core module $m
    (import "env" "f" (func (param i32) (result i64)))
    (global $zero (mut i32) (i32.const -5))
    (global (export "g") f64 (f64.const 1.5))
    (memory (export "memory") 2 3)
    (table (export "table") 4 funcref)
    (func (export "run") (result i32) (i32.const 1)))
  (core module $small
    (import "env" "other" (func))
    (memory (export "memory") 1)
    (func (export "run") (result i64) (i64.const 1)))
  (export "m" (core module $m))
  (export "small" (core module $small)))
