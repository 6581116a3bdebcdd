#!/bin/bash
# Install the peers that `benchmarks/names.py` measures against into .cache/name-peers, from their lock. `lock` writes the lock again.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=.venv/bin/uv

if [ "${1:-}" = lock ]; then
    "$uv" pip compile requirements/name-peers.in --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
        --custom-compile-command scripts/name_peers.sh -q -o requirements/name-peers.lock
fi
"$uv" pip install --quiet --require-hashes --target .cache/name-peers -r requirements/name-peers.lock
