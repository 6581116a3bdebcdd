# Sourced: install_packages WHAT PACKAGE... says what is missing and for what, then installs it with apt-get where that is possible.

install_packages() {
    local missing=$1
    shift
    local by_hand="As an administrator: apt-get install $*"
    local as_root=()
    if [ "$(id -u)" != 0 ]; then as_root=(sudo); fi
    if ! type apt-get "${as_root[@]}" >/dev/null 2>&1; then
        printf 'missing: %s. Nothing can be installed from here. %s\n' "$missing" "$by_hand" >&2
        return 1
    fi
    printf 'missing: %s. Installing with apt-get: %s\n' "$missing" "$*"
    "${as_root[@]}" apt-get -qq update </dev/null || true # older lists may do; what counts is the installation
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$@" </dev/null >/dev/null; then
        printf 'Not installed; the reason stands above. %s\n' "$by_hand" >&2
        return 1
    fi
}
