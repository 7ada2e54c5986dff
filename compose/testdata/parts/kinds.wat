;; Imports an item of every sort, and types of every kind.
(component
  (import "t:k/outer" (instance $outer
    (export "r" (type $r (sub resource)))
    (export "inner" (instance $inner
      (alias outer 1 $r (type $r))
      (export "s" (type $s (sub resource)))
      (export "take" (func (param "r" (own $r)) (param "s" (borrow $s))))))
    (alias export $inner "s" (type $s))
    (export "t" (type (eq $s)))
    (export "give" (func (result (own $s))))))
  (alias export $outer "r" (type $r))
  (import "type" (type $type (sub resource)))
  (import "same" (type $same (eq $type)))
  (type $record' (record (field "same" (own $same))))
  (import "record" (type $record (eq $record')))
  (import "func" (func (param "type" (borrow $type)) (result $record)))
  (type $e' (enum "a" "b"))
  (import "e" (type $e (eq $e')))
  (import "kinds" (func
    (param "a" (list (tuple bool s8 u8 s16 u16)))
    (param "b" (option (result s32 (error u32))))
    (param "c" (result (error (list s64))))
    (param "d" (list u64))
    (param "f" (tuple f32 f64 char string))
    (result (option $e))))
  (import "later" (func async (param "s" (stream u8)) (result (future string))))
  (import "module" (core module
    (import "" "f" (func (param i32) (result i64)))
    (export "memory" (memory 1))))
  (import "component" (component
    (import "i" (instance $i (export "r" (type (sub resource)))))
    (alias export $i "r" (type $r))
    (import "f" (func (param "r" (borrow $r))))
    (export "made" (type $made (sub resource)))
    (export "make" (func (param "r" (own $r)) (result (own $made))))
    (export "x" (instance
      (alias outer 1 $made (type $made))
      (export "made" (type $again (eq $made)))
      (export "take" (func (param "made" (own $again)))))))))
