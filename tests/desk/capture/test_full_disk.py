"""A disk that is really full, and one mounted read-only: refused aloud, nothing half-acknowledged, and then it goes on.

Under the archive, and under the database: SQLite's file, or PostgreSQL's tablespace.
"""

from __future__ import annotations

import json
import subprocess

import pytest
from django.db import connection

from tests.desk.installation import REPOSITORY, installation

SENTENCE = "The archive cannot be written."
DATABASE_SENTENCE = "The disk that holds the database is full. What was acknowledged stands; this was not saved."
DISK = """
set -e
mount -t tmpfs -o size=2m tmpfs "$DRAGOMAN_ARCHIVE"
"""
FULL = """
head -c 1m /dev/zero > "$DRAGOMAN_ARCHIVE/filler"
exec "$@" "$DRAGOMAN_ARCHIVE/filler"
"""
READ_ONLY = """
mount -o remount,ro "$DRAGOMAN_ARCHIVE"
exec "$@" "$DRAGOMAN_ARCHIVE" remount
"""
# What is left free goes into pages that the database has already before it asks for more.
FULL_SQLITE = """
set -e
mount -t tmpfs -o size=6m tmpfs "$SMALL_DISK"
cp "$DATABASE" "$SMALL_DISK/desk.sqlite3"
while head -c 64k /dev/zero >> "$SMALL_DISK/filler" 2>/dev/null; do :; done
truncate -s -512k "$SMALL_DISK/filler"
DATABASE_URL="sqlite:///$SMALL_DISK/desk.sqlite3" exec "$@" "$SMALL_DISK/filler"
"""


@pytest.fixture
def unshare():
    """The command that gives a program mounts of its own."""
    command = ["unshare", "--map-root-user", "--mount"]
    try:
        probe = [*command, "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
        allowed = subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        allowed = False
    if not allowed:
        pytest.skip("mounts of one's own (unshare -rm) are not allowed here: the full and the read-only disk are left out")
    return command


def run(unshare, tmp_path, script: str) -> dict[str, object]:
    with installation(tmp_path / "home") as own:
        place = tmp_path / "small-disk"
        place.mkdir()
        program = [*unshare, "sh", "-c", script, "sh", *own.command("tests.desk.capture.full_disk")]
        disk = {"SMALL_DISK": str(place), "DATABASE": own.database.removeprefix("sqlite:///")}
        environment = own.environment | (disk if script == FULL_SQLITE else {"DRAGOMAN_ARCHIVE": str(place)})
        done = subprocess.run(program, env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def whole(count: int) -> dict[str, object]:
    return {"rows": count, "leaves": count, "faults": []}


def test_a_full_disk(unshare, tmp_path, django_db_setup):
    told = run(unshare, tmp_path, DISK + FULL)
    count = told["acknowledged"]
    assert count > 3
    assert (told["sentence"], told["again"], told["after"]) == (SENTENCE, SENTENCE, "")
    assert (told["full"], told["end"]) == (whole(count), whole(count + 1))


def test_a_read_only_archive(unshare, tmp_path, django_db_setup):
    told = run(unshare, tmp_path, DISK + READ_ONLY)
    assert (told["acknowledged"], told["sentence"], told["again"], told["after"]) == (0, SENTENCE, SENTENCE, "")
    assert (told["full"], told["end"]) == (whole(0), whole(1))


def test_a_full_disk_under_the_database(unshare, tmp_path, django_db_setup):
    if connection.vendor != "sqlite":
        pytest.skip("the suite's own PostgreSQL server does not stand on a small disk")
    told = run(unshare, tmp_path, FULL_SQLITE)
    count = told["acknowledged"]
    assert count > 3
    assert (told["sentence"], told["after"]) == (DATABASE_SENTENCE, "")
    assert told["again"] in (DATABASE_SENTENCE, ""), "the journal may have made room for a little more"
    assert (told["full"]["rows"], told["full"]["leaves"]) == (count, count)
    assert told["end"]["rows"] == told["end"]["leaves"] == count + (told["again"] == "") + 1
    assert told["doctor"] == ["folder database"]
