;; A component that does nothing.
