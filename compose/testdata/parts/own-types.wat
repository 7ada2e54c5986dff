;; Exports a function that mentions types of its world.
