;; Imports the same interfaces in others.
