;; A world with types: names for those of an interface, and for others.
(component
  (import "t:r/types@1.0.0" (instance $types
    (export "r" (type $r (sub resource)))
    (type $tagged' (record (field "tag" u32) (field "r" (own $r))))
    (export "tagged" (type (eq $tagged')))))
  (alias export $types "r" (type $r))
  (alias export $types "tagged" (type $tagged))
  (import "r" (type $r' (eq $r)))
  (import "b" (type $b (eq $r')))
  (import "tagged" (type $tagged' (eq $tagged)))
  (type $small' u8)
  (import "small" (type $small (eq $small')))
  (import "a-take" (func $take (param "of" $tagged') (param "b" (borrow $b)) (result $small)))
  (export "run" (func $take)))
