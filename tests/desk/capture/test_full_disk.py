"""A disk that is really full, and one mounted read-only: refused aloud, nothing half-acknowledged, and then it goes on."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.desk.installation import REPOSITORY, installation

SENTENCE = "The archive cannot be written."
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


def run(unshare, tmp_path, case: str) -> dict[str, object]:
    with installation(tmp_path / "home") as own:
        place = tmp_path / "small-disk"
        place.mkdir()
        program = [*unshare, "sh", "-c", DISK + case, "sh", *own.command("tests.desk.capture.full_disk")]
        environment = own.environment | {"DRAGOMAN_ARCHIVE": str(place)}
        done = subprocess.run(program, env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def whole(count: int) -> dict[str, object]:
    return {"rows": count, "leaves": count, "faults": []}


def test_a_full_disk(unshare, tmp_path, django_db_setup):
    told = run(unshare, tmp_path, FULL)
    count = told["acknowledged"]
    assert count > 3
    assert (told["sentence"], told["again"], told["after"]) == (SENTENCE, SENTENCE, "")
    assert (told["full"], told["end"]) == (whole(count), whole(count + 1))


def test_a_read_only_archive(unshare, tmp_path, django_db_setup):
    told = run(unshare, tmp_path, READ_ONLY)
    assert (told["acknowledged"], told["sentence"], told["again"], told["after"]) == (0, SENTENCE, SENTENCE, "")
    assert (told["full"], told["end"]) == (whole(0), whole(1))
