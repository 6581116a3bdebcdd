#!/bin/bash
# Everything that is checked without running the suite. Goes through all checks, then fails if one did.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
export DRAGOMAN_HOME="$PWD/.cache/check" # the type checker loads the settings, and they want a home
failed=()

check() {
    local name=$1
    shift
    echo "== $name"
    "$@" || failed+=("$name")
}

check format ruff format --check --quiet .
check lint ruff check --quiet .
check types mypy
check "import contracts" lint-imports --cache-dir .cache/import-linter
check "documents and locks" python -m pytest -q -p no:cacheprovider tests/docs

if [ ${#failed[@]} -gt 0 ]; then
    printf '\nnot clean: %s\n' "${failed[*]}"
    exit 1
fi
echo "all clean"
