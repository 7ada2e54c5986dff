#!/bin/sh
# Builds two components of tools from the template for Python, too large to be committed, into the cache
# of tools, and prints the folder that has first.wasm and second.wasm. What is there is left alone.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../..
. "$root/scripts/tools/cache.sh"

template=$root/templates/python/tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat "$here/build.sh" "$here/tools.py" "$template/tools.py" "$template"/wasmcp/*.py "$template/requirements.txt" \
    "$root/wit/mcp/mcp.wit" >"$work/everything"
out=$tools/fixtures/python-tools-$(digest "$work/everything")
if [ -e "$out" ]; then echo "$out"; exit; fi

mkdir -p "$tools/fixtures" "$tools/logs" "$work/made"
eval "$("$root/scripts/toolchain/python.sh")"
say "building two components in Python"
for name in first second; do
    mkdir -p "$work/$name/wit"
    cp -R "$template/wasmcp" "$template/tools.py" "$work/$name"
    cp "$root/wit/mcp/mcp.wit" "$work/$name/wit"
    if [ "$name" = second ]; then cp "$here/tools.py" "$work/$name"; fi
    (cd "$work/$name" && logged "python-tools-$name" "$COMPONENTIZE_PY" --quiet --wit-path wit \
        --world tools-component componentize wasmcp.component --stub-wasi --output "$work/made/$name.wasm")
done
mv "$work/made" "$out.$$"
if [ -e "$out" ]; then rm -rf "$out.$$"; else mv "$out.$$" "$out"; fi # another one may have been faster
echo "$out"
