;; Imports what is called primary and implements one interface.
(component
  (import "primary" (implements "t:n/store@1.0.0") (external-id "one") (instance (export "get" (external-id "the getter") (func (result u32)))))
  (import "id" (external-id "a function") (func $id (result u32)))
  (instance $in (export "id" (external-id "inner") (func $id)))
  (export "t:n/out@1.0.0" (external-id "out") (instance $in))
  (export "second" (implements "t:n/out@1.0.0") (instance $in)))
