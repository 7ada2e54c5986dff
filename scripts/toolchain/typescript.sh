#!/bin/sh
# Gives a project made from templates/typescript the packages of its lock file, from the cache:
#
#   scripts/toolchain/typescript.sh [FOLDER]     default: the working folder
#
# It makes FOLDER/node_modules a link, with which the project's Makefile installs nothing.
# Idempotent. Do not run `npm ci` in such a folder: it empties what the link leads to.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../tools/cache.sh"
project=${1-.}

mkdir -p "$tools/logs"
if command -v flock >/dev/null; then
    exec 8>"$tools/typescript.lock"
    flock 8
fi
key=npm-templates-$(digest "$project/package-lock.json")
if ! have "$key"; then
    say "installing packages for TypeScript"
    rm -rf "$tools/$key"
    mkdir -p "$tools/$key"
    cp "$project/package.json" "$project/package-lock.json" "$tools/$key"
    logged "$key" npm ci --ignore-scripts --no-audit --no-fund --prefix "$tools/$key"
    stamp "$key"
fi
ln -sfn "$tools/$key/node_modules" "$project/node_modules"
# Newer than the lock file, so that make leaves it alone.
touch "$tools/$key/node_modules/.package-lock.json"
