;; Imports a resource and what takes it.
