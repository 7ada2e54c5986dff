;; Holds components that deep-b holds too: one that refers to the module around it, which is another
;; there, and one that refers only to what is inside of it. Exports a step of 1, from the former.
(component $deep-a
  (core module $m (func (export "n") (result i32) (i32.const 1)))
  (component $in
    (alias outer $deep-a $m (core module $m))
    (core module $pad
      (memory 1)
      (data (i32.const 0) "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"))
    (core instance $i (instantiate $m))
    (func $step (result u32) (canon lift (core func $i "n")))
    (export "step" (func $step)))
  (component $closed
    (core module $n
      (memory 1)
      (data (i32.const 0) "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210")
      (func (export "n") (result i32) (i32.const 2)))
    (component $deeper
      (alias outer $closed $n (core module $n))
      (core instance $i (instantiate $n))
      (func $step (result u32) (canon lift (core func $i "n")))
      (export "step" (func $step)))
    (instance $in (instantiate $deeper))
    (export "step" (func $in "step")))
  (instance $i (instantiate $in))
  (instance (instantiate $closed))
  (instance $step (export "step" (func $i "step")))
  (export "t:c/left@1.0.0" (instance $step)))
