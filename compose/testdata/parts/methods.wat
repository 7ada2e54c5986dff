;; Imports under the names of statics what its functions are not.
(component
  (import "a" (type $a (sub resource)))
  (import "[method]a.b" (func $b (param "self" (borrow $a)) (result u32)))
  (import "t:s/i" (instance
    (export "r" (type $r (sub resource)))
    (export "[method]r.get" (func (param "self" (borrow $r)) (result u32)))))
  (export "run" (func $b)))
