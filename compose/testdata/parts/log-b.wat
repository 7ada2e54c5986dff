;; Imports an interface under its canonical name.
(component
  (import "t:n/log@0.2" (version-suffix ".11") (external-id "log b") (instance (export "log" (external-id "say") (func)))))
