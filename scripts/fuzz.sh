#!/usr/bin/env bash
# Runs the fuzz targets of packages for a while each: fuzz.sh TIME [DIR...]; without folders, all. A TIME of 0
# runs none: what they are seeded with is part of the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
time=$1
shift
[ "$time" != 0 ] || exit 0
[ $# -gt 0 ] || set -- .
grep -rl --include='*_test.go' '^func Fuzz' "$@" | xargs -n1 dirname | sort -u | while read -r dir; do
  grep -ho '^func Fuzz[A-Za-z0-9_]*' "$dir"/*_test.go | sed 's/^func //' | sort | while read -r target; do
    go test "./$dir" -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 20x </dev/null
  done
done
