# Tools that Debian has. Sourced.

# debian_package NAME: the version is the distribution's.
debian_package() {
    command -v "$1" >/dev/null && return
    if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
        say "$1 is not here, and only root on Debian can install it; what wants it is skipped, or fails where CI is set"
        [ -z "${CI-}" ]
        return
    fi
    say "installing Debian's $1"
    logged "$1" apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 "$1" && return
    logged "$1" apt-get update
    logged "$1" apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 "$1"
}
