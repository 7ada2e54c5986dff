;; Exports an interface whose types mention a type that it does not itself export.
(module
  (func (export "t:t/shape@1.0.0#corners") (param i32 i32 i32 i32 i32) (result i32)
    (i32.add (local.get 0) (i32.const 1))))
