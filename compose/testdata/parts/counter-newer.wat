;; Counts, under a newer version.
(module
  (global $n (mut i32) (i32.const 0))
  (func (export "t:c/counter@1.1.0#next") (result i32)
    (global.set $n (i32.add (global.get $n) (i32.const 1)))
    (global.get $n)))
