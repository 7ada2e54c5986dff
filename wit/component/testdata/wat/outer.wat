;; A core module that is stored once and used inside two components.
(component
  (core module $shared (func (export "f")))
  (component $a
    (alias outer 1 $shared (core module $m))
    (core instance (instantiate $m)))
  (component $b
    (alias outer 1 $shared (core module $m))
    (component $deep
      (alias outer 2 $shared (core module $m))
      (core instance (instantiate $m))))
  (instance (instantiate $a))
  (instance (instantiate $a))
  (instance (instantiate $b))
)
