;; A counter whose numbers have another type.
(module
  (func (export "t:c/counter@1.2.0#next") (result i64) (i64.const 1)))
