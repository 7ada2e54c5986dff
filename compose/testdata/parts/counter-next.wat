;; A counter of an incompatible version.
(module
  (func (export "t:c/counter@2.0.0#next") (result i32) (i32.const 1)))
