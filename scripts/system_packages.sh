# Sourced: install_packages WHAT PACKAGE... says what is missing, then installs it with apt where that is possible.

install_packages() {
    local what=$1
    shift
    local as_root=()
    if [ "$(id -u)" != 0 ]; then as_root=(sudo); fi
    if ! command -v apt-get >/dev/null || { [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; }; then
        printf '%s is missing, and it cannot be installed from here. As an administrator: apt-get install %s\n' "$what" "$*" >&2
        return 1
    fi
    printf '%s is missing: installing %s with apt-get\n' "$what" "$*"
    "${as_root[@]}" apt-get -qq update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$@" </dev/null >/dev/null
}
