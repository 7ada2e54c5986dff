;; Has custom sections of every kind, at two depths and in core modules.
(component
  (core module $m
    (func $next (export "next") (result i32) (i32.const 1))
    (@producers (language "WAT" "1"))
    (@custom ".debug_info" "debug")
    (@custom "target_features" "\00"))
  (component $in
    (core module $inside (func $nothing))
    (@custom "version" "1.0.0")
    (@custom "notes" "inside"))
  (core instance $i (instantiate $m))
  (func $next (result u32) (canon lift (core func $i "next")))
  (instance $step (export "step" (func $next)))
  (export "t:c/left@1.0.0" (instance $step))
  (@producers (processed-by "hand" "1"))
  (@custom "description" "Has custom sections")
  (@custom "wasmcp" "{}")
  (@custom "notes" "outside"))
