#!/bin/bash
# The whole suite, first on SQLite, then on a throwaway PostgreSQL server. Arguments go to pytest: scripts/test.sh tests/text
# Fails when either run fails; the summary of the second run names what the first one ended with.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/system_packages.sh

has_browser() { [ -n "${DRAGOMAN_CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }
has_postgres() { [ -n "${POSTGRES_BIN:-}" ] || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; }

missing="" packages=()
need() { missing="${missing:+$missing; }$1" packages+=("$2"); }
has_browser || need "Chromium, which the browser tests drive" chromium
has_postgres || need "PostgreSQL, on which the suite runs a second time" postgresql
[ -z "$missing" ] || install_packages "$missing" "${packages[@]}" || exit 1

scripts/environment.sh replay || exit 1 # with which tests replay proof files
scripts/environment.sh exchange || exit 1 # a second reader of what is written for other translation tools
scripts/environment.sh verify || exit 1 # in which tests verify them with nothing else there

suite=(.venv/bin/python -m pytest -n "${TEST_PROCESSES:-2}" -q "$@")

echo "== on SQLite"
env -u DATABASE_URL "${suite[@]}"
sqlite=$?

echo "== on PostgreSQL"
DRAGOMAN_EARLIER_RUN="on SQLite, ended with status $sqlite" scripts/with_postgres.sh "${suite[@]}"
postgres=$?

[ "$sqlite" = 0 ] && [ "$postgres" = 0 ]
