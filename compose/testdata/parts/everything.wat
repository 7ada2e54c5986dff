;; Exports types of every kind and functions on them.
