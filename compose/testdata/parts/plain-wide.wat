;; Imports the plain name of plain with another type.
