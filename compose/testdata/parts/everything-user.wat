;; Imports all that everything exports.
