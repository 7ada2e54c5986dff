;; Holds what deep-a holds, one component deeper and with another module around it. Exports a step of
;; 2, from the component that refers to nothing around it.
(component
  (component $outer
    (core module $m (func (export "n") (result i32) (i32.const 7)))
    (component $in
      (alias outer $outer $m (core module $m))
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
    (instance (instantiate $in))
    (instance $i (instantiate $closed))
    (export "step" (func $i "step")))
  (instance $i (instantiate $outer))
  (instance $step (export "step" (func $i "step")))
  (export "t:c/right@1.0.0" (instance $step)))
