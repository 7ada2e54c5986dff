;; Imports interfaces in versions that are compatible with no other: 0.0.1 and a prerelease.
