;; Adds up a record of an interface that holds types alone.
(module
  (func (export "t:t/norm@1.0.0#norm") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1))))
