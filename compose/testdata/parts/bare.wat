;; Exports functions on their own that mention types of an interface, deep in others.
