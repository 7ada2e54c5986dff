#!/bin/sh
# Builds a pair of components that carry an engine each, too large to be committed, into the cache of
# tools, and prints the folder that has provider.wasm and consumer.wasm. What is there is left alone.
#
#   bench/compose/engines/build.sh python|javascript
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
. "$root/scripts/tools/cache.sh"

case $1 in
    python) suffix=py; lock=$root/templates/python/tools/requirements.txt ;;
    javascript) suffix=js; lock=$root/templates/typescript/tools/package-lock.json ;;
    *) echo "build.sh: no engine called $1 (there are: javascript python)" >&2; exit 2 ;;
esac
made_of=$(cat "$here/build.sh" "$here/link.wit" "$here"/*."$suffix" "$lock" | sha256sum | cut -c1-16)
out=$tools/bench-compose/$1-$made_of
if [ -e "$out" ]; then echo "$out"; exit; fi

mkdir -p "$tools/bench-compose" "$tools/logs"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/link.wit" "$here"/*."$suffix" "$work"
mkdir "$work/made"
say "building two components in $1"
case $1 in
    python)
        eval "$("$root/scripts/toolchain/python.sh")"
        for world in provider consumer; do
            (cd "$work" && logged "bench-$1-$world" \
                "$COMPONENTIZE_PY" -d link.wit -w "$world" componentize "$world" -o "made/$world.wasm")
        done
        ;;
    javascript)
        cp "$root/templates/typescript/tools/package.json" "$lock" "$work"
        "$root/scripts/toolchain/typescript.sh" "$work"
        for world in provider consumer; do
            (cd "$work" && logged "bench-$1-$world" \
                node_modules/.bin/jco componentize "$world.js" --wit link.wit --world-name "$world" --out "made/$world.wasm")
        done
        ;;
esac
mv "$work/made" "$out"
echo "$out"
