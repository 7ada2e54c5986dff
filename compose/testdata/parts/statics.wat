;; Imports a resource and what is called after it, in an order that is not that of the names.
(component
  (import "a" (type $a (sub resource)))
  (import "[static]a.b" (func $b (result u32)))
  (import "[constructor]a" (func (result (own $a))))
  (import "t:s/i" (instance
    (export "r" (type $r (sub resource)))
    (export "[static]r.get" (func (result u32)))))
  (export "run" (func $b)))
