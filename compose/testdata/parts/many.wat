;; Exports an interface that many-user imports in a newer version.
