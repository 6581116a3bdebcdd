#!/bin/bash
# Write the locks again from pyproject.toml: versions and hashes, no addresses. Versions stay unless asked: scripts/lock.sh --upgrade
set -euo pipefail
cd "$(dirname "$0")/.."

uv=.venv/bin/uv
common=(--generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --custom-compile-command scripts/lock.sh "$@")

"$uv" pip compile requirements/setup.in "${common[@]}" -q -o requirements/setup.lock
"$uv" pip compile pyproject.toml --extra desk --extra postgres --group build "${common[@]}" -q -o requirements/desk.lock
"$uv" pip compile pyproject.toml --extra desk --extra postgres --extra machine --group build --group test --group check --group bench \
    -c requirements/desk.lock "${common[@]}" -q -o requirements/dev.lock
"$uv" pip compile pyproject.toml -c requirements/desk.lock "${common[@]}" -q -o requirements/verify.lock
"$uv" pip compile pyproject.toml --extra machine -c requirements/desk.lock "${common[@]}" -q -o requirements/machine.lock
# For later Pythons too: there pywb wants setuptools and legacy-cgi.
"$uv" pip compile --group replay --universal "${common[@]}" -q -o requirements/replay.lock
"$uv" pip compile --group exchange "${common[@]}" -q -o requirements/exchange.lock
"$uv" pip compile --group names "${common[@]}" -q -o requirements/names.lock
