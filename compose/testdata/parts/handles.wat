;; Owns a resource, whose representation is the number it holds.
(module
  (import "[export]t:r/types@1.0.0" "[resource-new]r" (func $new (param i32) (result i32)))
  (import "[export]t:r/types@1.0.0" "[resource-rep]r" (func $rep (param i32) (result i32)))
  (func (export "t:r/types@1.0.0#[constructor]r") (param i32) (result i32) (call $new (local.get 0)))
  (func (export "t:r/types@1.0.0#[method]r.get") (param i32) (result i32) (local.get 0))
  (func (export "t:r/api@1.0.0#make") (result i32) (call $new (i32.const 7)))
  (func (export "t:r/api@1.0.0#take") (param i32) (result i32) (call $rep (local.get 0))))
