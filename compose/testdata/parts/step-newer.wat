;; A step that was built against a newer counter.
(module
  (import "t:c/counter@1.1.0" "next" (func $next (result i32)))
  (func (export "t:c/step@1.0.0#step") (result i32) (call $next)))
