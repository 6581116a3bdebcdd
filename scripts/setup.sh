#!/bin/bash
# Make .venv ready for a person (desk) or for a developer (dev), from the locks, with hashes checked: scripts/setup.sh desk|dev
# PYTHON names the interpreter (3.11 or later); otherwise python3.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=requirements/$1.lock
python=${PYTHON:-python3}
export UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=${UV_LINK_MODE:-hardlink} PIP_DISABLE_PIP_VERSION_CHECK=1
[ -t 1 ] || export UV_NO_PROGRESS=1

stop() {
    printf 'set-up: %s\n' "$1" >&2
    exit 1
}

make_environment() {
    command -v "$python" >/dev/null || stop "there is no $python here. Install Python 3.11 or later, or name it: make PYTHON=/path/to/python3.11"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "Dragoman needs Python 3.11 or later; $python is $("$python" -V 2>&1). Name a newer one: make PYTHON=python3.11"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        . scripts/system_packages.sh
        install_packages "Python's venv module" python3-venv
    fi
    echo "set-up: making .venv with $("$python" -V)"
    "$python" -m venv --clear .venv
}

usable='import sys, pip; sys.exit(sys.version_info < (3, 11))'
[ -x .venv/bin/python ] && .venv/bin/python -c "$usable" 2>/dev/null || make_environment

echo "set-up: installing what $lock names"
.venv/bin/python -m pip install --quiet --require-hashes -r requirements/setup.lock
uv=(.venv/bin/uv pip install --quiet --python .venv/bin/python)
"${uv[@]}" --require-hashes -r "$lock"
"${uv[@]}" --no-build-isolation --no-deps -e .
