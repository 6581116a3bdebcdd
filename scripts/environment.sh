#!/bin/bash
# Make .cache/environments/NAME from requirements/NAME.lock, with hashes checked, unless it is there and current:
# scripts/environment.sh replay|exchange|verify|names. Tests and benchmarks run programs in it; nothing of it can disturb .venv.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=requirements/$1.lock
place=.cache/environments/$1
cmp -s "$lock" "$place/made-from.lock" && exit 0

export UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=${UV_LINK_MODE:-hardlink}
echo "set-up: making $place"
.venv/bin/uv venv --quiet --clear --python .venv/bin/python "$place"
.venv/bin/uv pip install --quiet --python "$place/bin/python" --require-hashes -r "$lock"
cp "$lock" "$place/made-from.lock"
