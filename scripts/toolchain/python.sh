#!/bin/sh
# Prints the environment in which a project made from templates/python builds without installing
# anything, from a copy of componentize-py in the cache:
#
#   eval "$(scripts/toolchain/python.sh)"
#
# The version is the template's. Idempotent.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../tools/cache.sh"
requirements=$here/../../templates/python/tools/requirements.txt

mkdir -p "$tools/logs"
if command -v flock >/dev/null; then
    exec 8>"$tools/python.lock"
    flock 8
fi
key=python-templates-$(digest "$requirements")
if ! have "$key"; then
    say "installing componentize-py"
    rm -rf "$tools/$key"
    # The interpreter itself, since a version manager's shim follows the working folder.
    "$(python3 -c 'import sys; print(sys.executable)')" -m venv "$tools/$key"
    logged "$key" "$tools/$key/bin/pip" install --disable-pip-version-check -r "$requirements"
    stamp "$key"
fi
echo "export COMPONENTIZE_PY='$tools/$key/bin/componentize-py'"
