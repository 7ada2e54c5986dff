;; A component that defines a resource and one that passes it on, composed.
(component
  (component $provider
    (core module $m
      (func (export "dtor") (param i32))
      (func (export "make") (result i32) i32.const 7))
    (core instance $m (instantiate $m))
    (type $r' (resource (rep i32) (dtor (core func $m "dtor"))))
    (core func $new (canon resource.new $r'))
    (core func $rep (canon resource.rep $r'))
    (core func $drop (canon resource.drop $r'))
    (export $r "r" (type $r'))
    (func (export "make") (result (own $r)) (canon lift (core func $m "make")))
  )
  (component $user
    (import "types" (instance $types
      (export "r" (type $r (sub resource)))
      (export "make" (func (result (own $r))))))
    (alias export $types "r" (type $r))
    (export "make" (func $types "make"))
  )
  (instance $p (instantiate $provider))
  (instance $u (instantiate $user (with "types" (instance $p))))
  (export "provider" (instance $p))
)
