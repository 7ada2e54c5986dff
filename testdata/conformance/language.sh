#!/bin/sh
# Builds the fixture in python or script, which is TypeScript, and prints where it is, in the
# cache of tools. Idempotent.
#
#   testdata/conformance/language.sh python|script
set -eu
name=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
. "$root/scripts/tools/cache.sh"
case $name in
    python) toolchain=$root/templates/python/tools/requirements.txt sources=$here/python/app.py ;;
    script) toolchain=$root/templates/typescript/tools/package-lock.json sources=$here/script/component.ts ;;
    *) echo "language.sh: no fixture called $name" >&2; exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat "$0" "$toolchain" "$sources" "$here/languages.wit" "$root/wit/mcp/mcp.wit" >"$work/everything"
component=$tools/fixtures/$name-$(digest "$work/everything").wasm
if [ ! -e "$component" ]; then
    mkdir -p "$tools/fixtures" "$tools/logs"
    mkdir -p "$work/project/wit/deps/mcp"
    cd "$work/project"
    cp "$here/languages.wit" wit
    cp "$root/wit/mcp/mcp.wit" wit/deps/mcp
    cp "$sources" .
    if [ "$name" = python ]; then
        eval "$("$root/scripts/toolchain/python.sh")"
        logged fixture-python "$COMPONENTIZE_PY" --wit-path wit --world provider \
            componentize app --stub-wasi --output out.wasm
    else
        cp "$root"/templates/typescript/tools/package*.json "$root/templates/typescript/tools/bundle.config.js" .
        "$root/scripts/toolchain/typescript.sh"
        logged fixture-script npm exec -- jco componentize component.ts --cwd . --bundle-config bundle.config.js \
            --wit wit --world-name provider --backend quickjs --backend-qjs-disable-async \
            --backend-qjs-stub-wasi --out out.wasm
    fi
    mv out.wasm "$component.$$"
    mv "$component.$$" "$component"
fi
echo "$component"
