# shellcheck shell=bash
# Sourced by tests/run, docs/run, bench/run and .ci/run: what a fresh Debian 12 lacks, and one way to configure.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck disable=SC2034 # for those who source this
build_packages=(g++ meson ninja-build pkgconf python3 xtl-dev libxtensor-dev libxsimd-dev)

# need PACKAGE...: install the missing ones when we may, otherwise say which and stop with status 2.
# XGRAD_SKIP_SETUP=1 trusts the machine, e.g. with an xtensor of one's own.
need() {
    [ -z "${XGRAD_SKIP_SETUP:-}" ] || return 0
    if ! command -v dpkg-query >/dev/null; then
        echo "Not a Debian system: taking its Meson, Ninja, xtensor, xsimd (and doctest, libpng) as they are." >&2
        return 0
    fi
    local missing=() package as_root=()
    for package; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    if [ "$(id -u)" -ne 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            echo "Missing packages. Install them, then run this again:" >&2
            echo "    sudo apt-get install --no-install-recommends ${missing[*]}" >&2
            exit 2
        fi
        as_root=(sudo -n)
    fi
    echo "Installing ${missing[*]}" >&2
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
    { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } </dev/null >&2 || {
        echo "apt-get could not install: ${missing[*]}" >&2
        exit 2
    }
}

# compiler_package COMPILER: the package it comes in, e.g. clang-16 for clang++-16; nothing for one given by its path.
compiler_package() {
    [[ $1 == */* ]] || echo "${1/#clang++/clang}"
}

# configure BUILD OPTION...: a new build folder, or an old one again, which also finds the source files added since.
configure() {
    local build=$1 again=()
    mkdir -p "${build%/*}"
    [ ! -f "$build/build.ninja" ] || again=(--reconfigure)
    meson setup "${again[@]}" "${@:2}" "$build" "$root" >"$build.log" 2>&1 || { cat "$build.log" >&2; return 1; }
}
