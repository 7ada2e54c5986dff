;; Imports a resource and its functions under plain names.
(component
  (import "r" (type $r (sub resource)))
  (import "[constructor]r" (func (result (own $r))))
  (import "[method]r.get" (func (param "self" (borrow $r)) (result u32)))
  (import "[static]r.all" (func (result (list (own $r)))))
  (import "other" (func (param "r" (borrow $r)))))
