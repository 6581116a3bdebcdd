"""`dragoman backup` and `dragoman restore` on whole installations: what was kept comes back, and whatever is bad is named.

DRAGOMAN_BACKUP_KILLS sets how often a backup is killed (12 here, 100 for a long run).
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dragoman.desk.backup.folder import read_manifest
from dragoman.desk.backup.manifest import NAME, encode
from tests.desk.installation import REPOSITORY, Installation, installation

KILLS = int(os.environ.get("DRAGOMAN_BACKUP_KILLS", "12"))
NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Desk:
    """An installation with captures, and two backups of it: the first before half of them was made."""

    own: Installation
    folder: Path
    keys: Path
    last: str  # the last signed head
    early: str  # the stamp of the first backup

    def work(self, *words: str) -> str:
        return work(self.own, *words)


def work(own: Installation, *words: str) -> str:
    program = own.command("tests.desk.backup.working", *words)
    done = subprocess.run(program, env=own.environment, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Desk]:
    place = tmp_path_factory.mktemp("desk")
    with installation(place / "home") as own:
        work(own, "fill", "10")
        own.dragoman("backup", str(place / "backup"))
        early = read_manifest(place / "backup").stamp
        last = work(own, "fill", "20")
        own.dragoman("backup", str(place / "backup"), "--keys", str(place / "keys"))
        yield Desk(own, place / "backup", place / "keys", last, early)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Callable[[], Installation]]:
    """An empty installation: an empty home, and a database that is migrated and no more."""
    with installation(tmp_path / f"new{next(NUMBERS)}") as own:
        (own.home / "installation.sqlite3").exists()
        yield own


@pytest.fixture
def copy(desk: Desk, tmp_path: Path) -> Path:
    """A backup that a test may harm."""
    subprocess.run(["cp", "-a", desk.folder, tmp_path / "copy"], check=True)
    return tmp_path / "copy"


def flip(file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


def test_a_backup_says_what_it_wrote_and_where_the_keys_are(desk: Desk):
    said = desk.own.dragoman("backup", str(desk.folder))
    manifest = read_manifest(desk.folder)
    assert f": {manifest.stamp}" in said
    assert "26 captures, 26 leaves" in said
    assert f"private keys: not included. They stand in {desk.own.home}/keys" in said
    assert [path.name for path in desk.keys.iterdir()] == [path.name for path in (desk.own.home / "keys").glob("*.key")]
    assert {path.stat().st_mode & 0o777 for path in desk.keys.iterdir()} == {0o600}
    assert desk.keys.stat().st_mode & 0o777 == 0o700
    private = (next(desk.keys.iterdir())).read_bytes().split(b"+")[-1].strip()
    assert not any(private in file.read_bytes() for file in desk.folder.rglob("*") if file.is_file())
    assert "all as it was backed up" in desk.own.dragoman("backup", "--check", str(desk.folder))
    assert "the last one was made" in desk.own.dragoman("doctor", status=1)


def test_what_was_kept_comes_back_and_the_desk_goes_on(desk: Desk, elsewhere: Installation, tmp_path: Path):
    said = elsewhere.dragoman("restore", str(desk.folder), "--keys", str(desk.keys))
    assert "26 captures (21 with a record)" in said
    assert "Every capture stands as it was" in said
    assert "Nothing is signed yet" in said
    assert (elsewhere.home / "media" / "images" / "جسر.png").read_bytes() == b"a picture"
    for tree in ("archive", "keys"):
        for file in (desk.own.home / tree).glob("*.*"):
            assert (elsewhere.home / tree / file.name).read_bytes() == file.read_bytes(), file
    assert "restored from a backup" in elsewhere.dragoman("ledger", "checkpoint", status=1)
    (tmp_path / "last").write_text(desk.last)
    assert "Nothing is lost" in elsewhere.dragoman("ledger", "recover", "--last", str(tmp_path / "last"))
    signed = work(elsewhere, "fill", "25")
    (tmp_path / "next").write_text(signed)
    assert "It holds" in elsewhere.dragoman("ledger", "check", str(tmp_path / "last"), str(tmp_path / "next"))
    assert "all as they were" in elsewhere.dragoman("archive", "check")
    assert "There is a desk here already" in elsewhere.dragoman("restore", str(desk.folder), status=1)


def test_an_earlier_backup_comes_back_too_and_lost_leaves_end_the_ledger(desk: Desk, elsewhere: Installation, tmp_path: Path):
    said = elsewhere.dragoman("restore", str(desk.folder), "--at", desk.early, "--keys", str(desk.keys))
    assert "10 captures (8 with a record)" in said
    (tmp_path / "last").write_text(desk.last)
    assert "leaves are missing" in elsewhere.dragoman("ledger", "recover", "--last", str(tmp_path / "last"), status=1)
    begun = elsewhere.dragoman("ledger", "recover", "--new-ledger", "--last", str(tmp_path / "last"))
    assert "follows localhost:8000/ledger 26 " in begun
    work(elsewhere, "fill", "3")
    assert "all as they were" in elsewhere.dragoman("archive", "check")


def test_an_empty_desk_is_backed_up_and_restored(elsewhere: Installation, tmp_path: Path, django_db_setup: None):
    with installation(tmp_path / "empty") as empty:
        assert "0 captures, 0 leaves" in empty.dragoman("backup", str(tmp_path / "backup"))
        said = elsewhere.dragoman("restore", str(tmp_path / "backup"))
    assert "0 captures (0 with a record) in 0 files, 0 leaves" in said
    assert "Nothing is signed yet" not in said
    work(elsewhere, "fill", "2")


def test_damage_is_named_and_nothing_is_restored(desk: Desk, elsewhere: Installation, copy: Path):
    warc = next((copy / "archive").iterdir())
    flip(warc, 5000)
    next((copy / "stored").iterdir()).unlink()
    said = elsewhere.dragoman("restore", str(copy), status=1)
    assert f"archive/{warc.name}: altered since it was backed up" in said
    assert ": missing." in said
    assert "Nothing was restored" in said
    assert not list(elsewhere.home.glob("archive/*"))
    assert f"archive/{warc.name}: altered" in elsewhere.dragoman("backup", "--check", str(copy), status=1)


def test_despite_damage_the_rest_comes_back_and_each_harmed_capture_is_named(desk: Desk, elsewhere: Installation, copy: Path):
    warc = max((copy / "archive").iterdir(), key=lambda file: file.stat().st_size)
    flip(warc, 5000)
    said = elsewhere.dragoman("restore", str(copy), "--despite-damage", status=1)
    assert f"damaged in the backup: archive/{warc.name}" in said
    named = [line for line in said.splitlines() if "DOES NOT HOLD" in line and ": capture " in line]
    assert len(named) == 1
    assert f"{warc.name} at " in named[0]
    assert "private keys: not restored" in said


@pytest.mark.parametrize("harm", ["flip", "cut", "gone"])
def test_a_damaged_database_is_never_restored(elsewhere: Installation, copy: Path, harm: str):
    database = copy / read_manifest(copy).files[0].kept
    if harm == "flip":
        flip(database, database.stat().st_size // 2)
    elif harm == "cut":
        os.truncate(database, 1000)
    else:
        database.unlink()
    said = elsewhere.dragoman("restore", str(copy), "--despite-damage", status=1)
    assert f"database/{database.name}" in said
    assert "Nothing was restored" in said


def test_a_manifest_that_cannot_be_read_ends_with_its_own_status(elsewhere: Installation, copy: Path):
    manifest = read_manifest(copy)
    newer = replace(manifest, migrations=(*manifest.migrations, "capture.9999_later"))
    for content, words in [
        (encode(manifest).replace(b'"captures": 26', b'"captures": 27'), "does not match its own digest"),
        (encode(newer), "of a newer Dragoman"),
        (b"{", "not JSON any more"),
    ]:
        (copy / NAME).write_bytes(content)
        assert words in elsewhere.dragoman("restore", str(copy), status=2)
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[manifest.database]
    (copy / NAME).write_bytes(encode(replace(manifest, database=other)))
    assert "into a database of its own kind" in elsewhere.dragoman("restore", str(copy), status=1)


@pytest.mark.slow
def test_a_killed_backup_spoils_nothing_and_the_next_one_holds_every_capture(tmp_path: Path, elsewhere, django_db_setup: None):
    with installation(tmp_path / "home") as own:
        told = json.loads(work(own, "killed", str(tmp_path / "backup"), str(KILLS), "11"))
        assert told["unsound"] == 0
        assert told["killed"] >= KILLS // 3, "the kills came too late to mean anything"
    said = elsewhere.dragoman("restore", str(tmp_path / "backup"))
    assert f"examined: {told['captures']:,} captures" in said
    assert "Every capture stands as it was" in said


def test_a_backup_while_captures_come_in_holds_all_that_its_database_knows(tmp_path: Path, elsewhere, django_db_setup: None):
    with installation(tmp_path / "home") as own:
        counts = json.loads(work(own, "captured", str(tmp_path / "backup"), "4"))["captures"]
        assert counts == sorted(counts)
        assert counts[0] < counts[-1], "nothing was captured meanwhile"
    said = elsewhere.dragoman("restore", str(tmp_path / "backup"))
    assert f"examined: {counts[-1]:,} captures" in said
    assert "Every capture stands as it was" in said


def test_a_full_disk_is_said_and_the_backup_before_stands(desk: Desk, copy: Path):
    before = (copy / NAME).read_bytes()
    done = subprocess.run(
        desk.own.command("dragoman.cli", "backup", str(copy)),
        env=desk.own.environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "There is no room" in done.stderr or "could not be copied" in done.stderr or "pg_dump failed" in done.stderr
    assert (copy / NAME).read_bytes() == before
    assert not [file for file in copy.rglob("*") if "growing" in file.name]
    assert "all as it was backed up" in desk.own.dragoman("backup", "--check", str(copy))


def test_what_is_missing_at_the_desk_stays_in_the_backup_and_is_named(tmp_path: Path, django_db_setup: None):
    with installation(tmp_path / "home") as own:
        work(own, "fill", "5")
        own.dragoman("backup", str(tmp_path / "backup"))
        (warc,) = (own.home / "archive").iterdir()
        warc.rename(tmp_path / warc.name)
        (own.home / "media" / "link").symlink_to(own.home / "archive")
        os.mkfifo(own.home / "media" / "pipe")
        said = own.dragoman("backup", str(tmp_path / "backup"), status=1)
        assert f"archive/{warc.name} is missing at the desk; it stands in this backup" in said
        assert "'media/link' was left out: it is a link to a folder" in said
        assert "'media/pipe' was left out: it is no ordinary file" in said
        assert "is missing at the desk." in own.dragoman("backup", str(tmp_path / "another"), status=1)
        assert "all as it was" in own.dragoman("backup", "--check", str(tmp_path / "backup"))


def test_backups_to_folders_that_will_not_do_are_refused(desk: Desk, tmp_path: Path):
    assert "lie in each other" in desk.own.dragoman("backup", str(desk.own.home / "backup"), status=1)
    kept_together = desk.own.dragoman("backup", str(tmp_path / "b"), "--keys", str(tmp_path / "b" / "keys"), status=1)
    assert "Keys are kept apart" in kept_together
    with installation(tmp_path / "other") as other:
        work(other, "fill", "2")
        assert "another desk's ledger" in other.dragoman("backup", str(desk.folder), status=1)
    assert "all as it was" in desk.own.dragoman("backup", "--check", str(desk.folder))
