;; Has the core module of twin-a two components deep, and another one that is too small to share.
(component
  (component $outer
    (core module $small (func (export "one") (result i32) (i32.const 1)))
    (component $inner
      (core module $m
        (memory 1)
        (data (i32.const 0) "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
        (global $n (mut i32) (i32.const 0))
        (func (export "next") (result i32)
          (global.set $n (i32.add (global.get $n) (i32.const 1)))
          (global.get $n)))
      (core instance $i (instantiate $m))
      (alias outer $outer $small (core module $small))
      (core instance $s (instantiate $small))
      (core func $one (alias core export $s "one"))
      (core module $add
        (import "" "next" (func $next (result i32)))
        (import "" "one" (func $one (result i32)))
        (func (export "step") (result i32) (i32.add (call $next) (call $one))))
      (core instance $a (instantiate $add
        (with "" (instance (export "next" (func $i "next")) (export "one" (func $one))))))
      (func $step (result u32) (canon lift (core func $a "step")))
      (export "step" (func $step)))
    (instance $in (instantiate $inner))
    (export "step" (func $in "step")))
  (instance $out (instantiate $outer))
  (alias export $out "step" (func $step))
  (instance $step (export "step" (func $step)))
  (export "t:c/right@1.0.0" (instance $step)))
