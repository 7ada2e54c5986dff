;; Imports what is called primary and implements another interface.
(component
  (import "primary" (implements "t:n/cache@1.0.0") (instance (export "get" (func (result u32))))))
