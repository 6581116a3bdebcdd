#!/bin/bash
# Run a command with DATABASE_URL naming a throwaway PostgreSQL server: scripts/with_postgres.sh COMMAND...
# The server has its own temporary folder and a free port, is never written to disk for good (unless POSTGRES_FSYNC=on), and is
# gone afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."

programs=${POSTGRES_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)}
programs=${programs:-$(dirname "$(command -v initdb || echo /nowhere/initdb)")}
[ -x "$programs/initdb" ] || {
    echo "PostgreSQL's initdb was not found; set POSTGRES_BIN to the folder that has it." >&2
    exit 1
}

folder=$(mktemp -d "${TMPDIR:-/tmp}/dragoman-postgres.XXXXXX")
as_owner=()
if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
    as_owner=(runuser -u postgres --)
    chown postgres "$folder"
fi
as_server() { (cd "$folder" && "${as_owner[@]}" "$@"); }

stop_server() {
    as_server "$programs/pg_ctl" stop --silent --mode=immediate --pgdata="$folder/data" >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop_server EXIT
trap 'exit 130' INT TERM

port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_server "$programs/initdb" --pgdata="$folder/data" --username=dragoman --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$folder'
fsync = ${POSTGRES_FSYNC:-off}
synchronous_commit = ${POSTGRES_FSYNC:-off}
full_page_writes = ${POSTGRES_FSYNC:-off}
max_connections = 200
CONF
as_server "$programs/pg_ctl" start --silent --wait --timeout=60 --pgdata="$folder/data" --log="$folder/log" >/dev/null || {
    cat "$folder/log" >&2
    exit 1
}
as_server "$programs/createdb" --host=127.0.0.1 --port="$port" --username=dragoman dragoman

export DATABASE_URL="postgres://dragoman@127.0.0.1:$port/dragoman"
"$@"
