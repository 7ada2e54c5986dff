;; Imports an interface that many exports, in a newer version, of which much is another.
