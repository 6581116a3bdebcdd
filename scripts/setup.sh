#!/bin/bash
# Make .venv ready for a person (desk) or for a developer (dev), from the locks, with hashes checked: scripts/setup.sh desk|dev
# PYTHON names the interpreter (3.11 or later); otherwise python3. Where .venv is ready, nothing is done and nothing said.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/system_packages.sh

lock=requirements/$1.lock
python=${PYTHON:-python3}
made_from=.venv/made-from
unfinished=.venv/unfinished # there while something is installed: an environment that still has it was broken off
export UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=${UV_LINK_MODE:-hardlink} PIP_DISABLE_PIP_VERSION_CHECK=1
[ -t 1 ] || export UV_NO_PROGRESS=1

stop() {
    printf 'set-up: %s\n' "$1" >&2
    exit 1
}

wait_for_other_setup() {
    command -v flock >/dev/null || return 0
    exec 9<scripts/setup.sh
    flock --nonblock 9 || { echo "set-up: waiting until another one ends" && flock 9; }
}

inputs() { pwd -P && cat requirements/setup.lock "requirements/$1.lock" pyproject.toml && find src -name '*.c' -exec cat {} +; }

is_ready() { cmp -s "$made_from" <(inputs "$1"); }

# Whole, made where it is, and of the interpreter that was named; when none was, any that is new enough will do.
is_usable() {
    [ -x .venv/bin/python ] && [ ! -e "$unfinished" ] || return 1
    grep -qF "$(readlink -f .venv)" .venv/bin/activate || return 1
    if [ -z "${PYTHON:-}" ]; then
        .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))'
    else
        local which='import sys; print(sys.base_prefix, sys.version)'
        [ "$(.venv/bin/python -c "$which")" = "$("$python" -c "$which" 2>/dev/null)" ]
    fi
}

check_python() {
    command -v "$python" >/dev/null || stop "there is no $python here. Install Python 3.11 or later, or name it: make PYTHON=/path/to/python3.11"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "Dragoman needs Python 3.11 or later; $python is $("$python" -V 2>&1). Name a newer one: make PYTHON=python3.11"
}

make_environment() {
    check_python
    local parts='import ensurepip, venv'
    if ! "$python" -c "$parts" 2>/dev/null; then
        install_packages "Python's venv module, with which .venv is made" \
            "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
        "$python" -c "$parts" 2>/dev/null || stop "$python still has no module venv or ensurepip. Name another Python: make PYTHON=/path/to/python3.11"
    fi
    echo "set-up: making .venv with $("$python" -V)"
    "$python" -m venv --clear --without-pip .venv
}

install() {
    local uv=(.venv/bin/uv pip install --quiet --python .venv/bin/python)
    .venv/bin/python -m ensurepip >/dev/null &&
        .venv/bin/python -m pip install --quiet --require-hashes -r requirements/setup.lock &&
        "${uv[@]}" --require-hashes -r "$lock" &&
        "${uv[@]}" --no-build-isolation --no-deps -e .
}

# What building the package can't compile is left out, and the installer keeps quiet about it.
say_what_was_not_compiled() {
    local folder
    for folder in $(find src -name '*.c' -printf '%h\n' | sort -u); do
        compgen -G "$folder/*.so" >/dev/null ||
            echo "set-up: $folder was not compiled; all works, but more slowly. With gcc and libc6-dev there: rm -r .venv, and the same command again"
    done
}

wait_for_other_setup
is_usable || make_environment
if is_ready "$1" || is_ready dev; then exit 0; fi # a developer's has everything that a desk needs

echo "set-up: installing the $(grep -c '^[a-z0-9].*==' "$lock") packages of $lock into .venv"
rm -f "$made_from"
touch "$unfinished"
install || stop "not finished; the reason stands above. The same command tries again."
say_what_was_not_compiled
inputs "$1" >"$made_from"
rm "$unfinished"
