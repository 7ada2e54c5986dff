;; Imports an interface under its canonical name.
(component
  (import "t:n/log@0.2" (version-suffix ".3") (external-id "log a") (instance (export "log" (external-id "say") (func)))))
