;; A component with one core module, an import and an export of an interface.
(component $adder
  (import "demo:log/log@0.2.0" (instance $log
    (type $level' (enum "info" "warn"))
    (export "level" (type $level (eq $level')))
    (export "log" (func (param "level" $level) (param "message" string)))
  ))
  (core module $libc
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable))
  (core instance $libc (instantiate $libc))
  (alias core export $libc "memory" (core memory $memory))
  (core func $log (canon lower (func $log "log") (memory $memory)))
  (core module $main
    (import "log" "log" (func (param i32 i32 i32)))
    (func (export "add") (param i32 i32) (result i32)
      (i32.add (local.get 0) (local.get 1))))
  (core instance $main (instantiate $main
    (with "log" (instance (export "log" (func $log))))))
  (type $add (func (param "a" u32) (param "b" u32) (result u32)))
  (func $add (type $add) (canon lift (core func $main "add")))
  (instance $calc (export "add" (func $add)))
  (export "demo:calc/calc@1.0.0" (instance $calc))
  (export "add" (func $add))
)
