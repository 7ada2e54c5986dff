#!/bin/sh
# Prints the environment in which `cargo build --target wasm32-wasip2` works as it does for a user
# of rustup who has added that target:
#
#   eval "$(scripts/toolchain/rust.sh)"
#
# Where rustc has the target nothing is needed and nothing is printed. Elsewhere Debian's Rust
# is given a sysroot in the cache that has it: the standard library built from Debian's sources,
# the libc of Debian's wasi-libc, and wasm-component-ld from the Rust registry. Idempotent.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../tools/cache.sh"

target=wasm32-wasip2
libdir=$(rustc --print target-libdir --target $target 2>/dev/null || true)
case $libdir in
    "$tools"/*) ;;
    *) if ls "$libdir"/libstd-*.rlib >/dev/null 2>&1; then exit; fi ;;
esac

mkdir -p "$tools/logs" "$tools/build"
if command -v flock >/dev/null; then
    exec 8>"$tools/rust.lock"
    flock 8
fi

packages="rustc-web cargo-web rust-web-src lld-22 wasi-libc"
missing=$(for p in $packages; do dpkg-query -W "$p" >/dev/null 2>&1 || echo "$p"; done)
if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
        echo "rust.sh: rustc has no $target; run: rustup target add $target" >&2
        echo "  or, on Debian as root: apt-get install" $missing >&2
        exit 1
    fi
    say "installing Debian's" $missing
    apt="apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600"
    logged rust-apt $apt $missing || { logged rust-apt apt-get update && logged rust-apt $apt $missing; }
fi
"$here/../tools/install.sh" wasm-component-ld >&2

# What the sysroot is made of is in its name, so a change makes a new one. The recipe's number
# goes up with every change below that should do so.
made_of=$( { echo recipe 1; dpkg-query -W $packages; } | sha256sum | cut -c1-16)
sysroot=$tools/rust-wasip2-$made_of
if [ ! -e "$sysroot/bin/rustc" ]; then
    say "building the Rust standard library for $target (minutes)"
    crate=$(mktemp -d "$tools/build/sysroot.XXXXXX")
    trap 'rm -rf "$crate"' EXIT
    cat >"$crate/Cargo.toml" <<'TOML'
[package]
name = "sysroot"
version = "0.0.0"
edition = "2024"
[lib]
path = "lib.rs"
TOML
    : >"$crate/lib.rs"
    # Bitcode beside the object code, since profiles with `lto` want it. -Zbuild-std is let in by
    # RUSTC_BOOTSTRAP; it is confined to this build.
    (cd "$crate" && PATH=/usr/bin:$PATH RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
        CARGO_TARGET_DIR="$crate/target" RUSTFLAGS="-C embed-bitcode=yes" \
        logged rust-std /usr/bin/cargo build --release --target $target -Zbuild-std=std,panic_abort)

    rm -rf "$sysroot"
    lib=$crate/sysroot/lib/rustlib/$target/lib
    mkdir -p "$lib/self-contained" "$crate/sysroot/bin"
    cp "$crate"/target/$target/release/deps/*.rlib "$lib"
    rm "$lib"/libsysroot-*.rlib
    cp /usr/lib/wasm32-wasi/crt1-*.o /usr/lib/wasm32-wasi/libc.a "$lib/self-contained"
    for entry in src x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu; do
        [ -e /usr/lib/rustlib/$entry ] && ln -s /usr/lib/rustlib/$entry "$crate/sysroot/lib/rustlib/$entry"
    done
    ln -s /usr/bin/cargo "$crate/sysroot/bin/cargo"
    ln -s /usr/bin/wasm-ld-22 "$crate/sysroot/bin/wasm-ld"
    ln -s "$tools/cargo/bin/wasm-component-ld" "$crate/sysroot/bin/wasm-component-ld"
    printf '#!/bin/sh\nexec /usr/bin/rustc --sysroot "%s" "$@"\n' "$sysroot" >"$crate/sysroot/bin/rustc"
    chmod +x "$crate/sysroot/bin/rustc"
    mv "$crate/sysroot" "$sysroot"
fi
echo "export PATH='$sysroot/bin':\"\$PATH\""
# What projects have in common is compiled once. It goes with the sysroot, for Cargo does not see
# when a standard library was replaced.
echo "export CARGO_TARGET_DIR='$sysroot/target'"
