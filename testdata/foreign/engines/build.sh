#!/bin/sh
# Builds a server with an engine of its own, too large to be committed, into the cache of tools, and
# prints where it is. What is there already is left alone.
#
#   testdata/foreign/engines/build.sh python|javascript
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
. "$root/scripts/tools/cache.sh"

case $1 in
    python) source=hello.py; lock=$root/templates/python/tools/requirements.txt ;;
    javascript) source=hello.js; lock=$root/templates/typescript/tools/package-lock.json ;;
    *) echo "build.sh: no engine called $1 (there are: javascript python)" >&2; exit 2 ;;
esac
made_of=$(cat "$here/build.sh" "$here/hello.wit" "$here/$source" "$here/../Cargo.lock" "$lock" | sha256sum | cut -c1-16)
out=$tools/foreign/$1-$made_of.wasm
if [ -e "$out" ]; then echo "$out"; exit; fi

mkdir -p "$tools/foreign" "$tools/logs"
if command -v flock >/dev/null; then
    exec 7>"$tools/foreign/lock"
    flock 7
    if [ -e "$out" ]; then echo "$out"; exit; fi
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/$source" "$work"

# WASI's own WIT comes with its crate. StarlingMonkey is linked to that of 0.2.10, and takes it
# without worlds.
eval "$("$root/scripts/toolchain/rust.sh")"
cargo fetch --quiet --locked --manifest-path "$here/../Cargo.toml"
mkdir -p "$work/wit/deps"
cp "$here/hello.wit" "$work/wit"
for package in io clocks http; do
    awk '/^@/ { held = held $0 "\n"; next }
        /^world / { skip = 1 }
        !skip { printf "%s", held; print }
        { held = "" }
        /^}/ { skip = 0 }' "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/wasip2-1.0.4*/wit/deps/$package.wit |
        sed 's/0\.2\.12/0.2.10/g' >"$work/wit/deps/$package.wit"
done

say "building a server in $1"
case $1 in
    python)
        eval "$("$root/scripts/toolchain/python.sh")"
        (cd "$work" && logged foreign-python \
            "$COMPONENTIZE_PY" -d wit -w hello componentize hello -o made.wasm)
        ;;
    javascript)
        cp "$root/templates/typescript/tools/package.json" "$lock" "$work"
        "$root/scripts/toolchain/typescript.sh" "$work"
        (cd "$work" && logged foreign-javascript \
            node_modules/.bin/jco componentize hello.js --wit wit --world-name hello --out made.wasm)
        ;;
esac
mv "$work/made.wasm" "$out"
echo "$out"
