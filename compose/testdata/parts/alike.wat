;; Exports two interfaces with a resource of one name, and one on the first of them.
