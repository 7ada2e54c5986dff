;; Imports the same interface in the version of many.
