;; Succeeds if a resource made by one interface is understood by the other.
(module
  (import "t:r/types@1.0.0" "[constructor]r" (func $r (param i32) (result i32)))
  (import "t:r/types@1.0.0" "[method]r.get" (func $get (param i32) (result i32)))
  (import "t:r/types@1.0.0" "[resource-drop]r" (func $drop (param i32)))
  (import "t:r/api@1.0.0" "make" (func $make (result i32)))
  (import "t:r/api@1.0.0" "take" (func $take (param i32) (result i32)))
  (func (export "wasi:cli/run@0.2.0#run") (result i32)
    (local $made i32)
    (local.set $made (call $make))
    (i32.or
      (i32.ne (call $get (local.get $made)) (i32.const 7))
      (i32.ne (call $take (call $r (i32.const 5))) (i32.const 5)))
    (call $drop (local.get $made))))
