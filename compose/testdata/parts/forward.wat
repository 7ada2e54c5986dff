;; Exports an interface that uses a resource of an import.
(module
  (import "t:r/types@1.0.0" "[constructor]r" (func $r (param i32) (result i32)))
  (import "t:r/types@1.0.0" "[method]r.get" (func $get (param i32) (result i32)))
  (import "t:r/types@1.0.0" "[resource-drop]r" (func $drop (param i32)))
  (func (export "t:r/api@1.0.0#make") (result i32) (call $r (i32.const 7)))
  (func (export "t:r/api@1.0.0#take") (param i32) (result i32)
    (call $get (local.get 0))
    (call $drop (local.get 0))))
