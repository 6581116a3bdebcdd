"""`dragoman backup` and `dragoman restore` on whole installations: what was kept comes back, and whatever is bad is named.

DRAGOMAN_BACKUP_KILLS sets how often a backup is killed (12 here, 100 for a long run).
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection

from dragoman.desk.backup.commands import backup as backup_command
from dragoman.desk.backup.commands import restore as restore_command
from dragoman.desk.backup.folder import read_manifest
from dragoman.desk.backup.manifest import NAME, encode
from dragoman.desk.backup.services import make_backup, restore
from dragoman.desk.people.models import User
from dragoman.errors import BackupDamaged, BackupError, BackupRefused, BackupUnreadable, NotAllowed
from tests.desk.backup import house
from tests.desk.installation import REPOSITORY, Installation, installation
from tests.desk.tools import NOW

KILLS = int(os.environ.get("DRAGOMAN_BACKUP_KILLS", "12"))


@dataclass(frozen=True)
class Desk:
    """An installation with captures, and two backups of it: the first before most of them were made."""

    own: Installation
    place: Path
    said: str

    @property
    def folder(self) -> Path:
        return self.place / "backup"

    @property
    def keys(self) -> Path:
        return self.place / "keys"

    @property
    def last(self) -> str:
        return str(self.place / "last")


def work(own: Installation, *words: object) -> str:
    program = own.command("tests.desk.backup.working", *(str(word) for word in words))
    done = subprocess.run(program, env=own.environment, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Desk]:
    place = tmp_path_factory.mktemp("desk")
    with installation(place / "home") as own:
        yield Desk(own, place, work(own, "begin", place / "backup", place / "keys"))


@pytest.fixture
def elsewhere(tmp_path: Path, django_db_setup: None) -> Iterator[Installation]:
    """An empty installation: an empty home, and a database that is migrated and no more."""
    with installation(tmp_path / "elsewhere") as own:
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


def largest(folder: Path) -> Path:
    return max(folder.iterdir(), key=lambda file: file.stat().st_size)


def test_a_backup_says_what_it_wrote_and_where_the_keys_are(desk: Desk):
    first, second = desk.said.split("Backup of ")[1:]
    assert read_manifest(desk.folder).stamp in second
    assert "10 captures, 10 leaves" in first
    assert "26 captures, 26 leaves" in second
    assert f"private keys: not included. They stand in {desk.own.home}/keys" in first
    assert f"private keys: copied to {desk.keys}" in second


def test_keys_are_kept_apart_and_for_their_owner(desk: Desk):
    (key,) = desk.keys.iterdir()
    assert key.name == next((desk.own.home / "keys").glob("*.key")).name
    assert (key.stat().st_mode & 0o777, desk.keys.stat().st_mode & 0o777) == (0o600, 0o700)
    private = key.read_bytes().split(b"+", 4)[-1].strip()  # base64, which may have a plus itself
    assert not any(private in file.read_bytes() for file in desk.folder.rglob("*") if file.is_file())


def test_what_was_kept_comes_back_and_the_desk_goes_on(desk: Desk, elsewhere: Installation):
    said = elsewhere.dragoman("restore", str(desk.folder), "--keys", str(desk.keys))
    assert "26 captures (21 with a record)" in said
    assert "Every capture stands as it was" in said
    assert "Nothing is signed yet" in said
    assert (elsewhere.home / "media" / "images" / "جسر.png").read_bytes() == b"a picture"
    for file in ("engines.toml", "terms.csv", "register.jsonl", "memory/imported/units.jsonl"):
        assert (elsewhere.home / file).read_bytes() == (desk.own.home / file).read_bytes(), file
    assert "1 items indexed anew, 1 renderings remembered" in said
    assert json.loads(work(elsewhere, "suggest")) == [house.TARGET, house.BROUGHT], "as before, and what was imported"
    for tree in ("archive", "keys"):
        for file in (desk.own.home / tree).glob("*.*"):
            assert (elsewhere.home / tree / file.name).read_bytes() == file.read_bytes(), file
    work(elsewhere, "go-on", desk.last, desk.folder)


def test_an_earlier_backup_comes_back_too_and_lost_leaves_end_the_ledger(desk: Desk, elsewhere: Installation):
    (early,) = (desk.folder / "earlier").iterdir()
    said = elsewhere.dragoman("restore", str(desk.folder), "--at", early.stem, "--keys", str(desk.keys))
    assert "10 captures (8 with a record)" in said
    work(elsewhere, "lose", desk.last)


def test_an_empty_desk_of_an_older_version_is_restored_and_brought_up_to_date(elsewhere: Installation, tmp_path: Path):
    with installation(tmp_path / "old") as old:
        work(old, "begin-old", tmp_path / "backup")
    assert "capture.0002_stamp" not in read_manifest(tmp_path / "backup").migrations
    said = elsewhere.dragoman("restore", str(tmp_path / "backup"))
    elsewhere.dragoman("django", "migrate", "--check")
    assert "0 captures (0 with a record) in 0 files, 0 leaves" in said
    assert "Nothing is signed yet" not in said


def test_despite_damage_the_rest_comes_back_and_each_harmed_capture_is_named(elsewhere: Installation, copy: Path):
    warc = largest(copy / "archive")
    flip(warc, 5000)
    said = elsewhere.dragoman("restore", str(copy), "--despite-damage", status=1)
    assert f"damaged in the backup: archive/{warc.name}" in said
    (named,) = [line for line in said.splitlines() if "DOES NOT HOLD" in line and ": capture " in line]
    assert f"{warc.name} at " in named
    assert "private keys: not restored" in said


@pytest.mark.slow
def test_killed_backups_and_a_full_disk_spoil_nothing_while_captures_come_in(tmp_path: Path, elsewhere: Installation):
    with installation(tmp_path / "home") as own:
        told: dict[str, Any] = json.loads(work(own, "suffer", tmp_path / "backup", KILLS, 11))
    assert (told["unsound"], told["without_room"], told["growing"], told["sound"]) == (0, 0, [], True)
    assert told["killed"] >= KILLS // 3, "the kills came too late to mean anything"
    assert told["before"] < told["captures"], "nothing was captured meanwhile"
    said = elsewhere.dragoman("restore", str(tmp_path / "backup"))
    assert f"examined: {told['captures']:,} captures" in said
    assert "Every capture stands as it was" in said


def restore_here(path: Path, **options: Any) -> None:
    """Into the test's own empty desk; what these tests restore never gets as far as its database."""
    restore(path=path, rebuild_index=lambda: 0, **options)


@pytest.mark.django_db
def test_damage_is_named_and_nothing_is_restored(copy: Path, settings: Any):
    warc = largest(copy / "archive")
    flip(warc, 5000)
    gone = next((copy / "stored").iterdir())
    gone.unlink()
    with pytest.raises(BackupDamaged, match="Nothing was restored") as caught:
        restore_here(copy)
    assert f"archive/{warc.name}: altered since it was backed up" in caught.value.detail
    assert f"stored/{gone.name}: missing" in caught.value.detail
    assert not Path(settings.ARCHIVE_PATH).exists()
    assert not Path(settings.KEYS_PATH).exists()
    shown = CliRunner().invoke(backup_command, ["--check", str(copy)])
    assert shown.exit_code == 1
    assert f"archive/{warc.name}: altered" in shown.output


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["flip", "cut", "gone"])
def test_a_damaged_database_is_never_restored(copy: Path, harm: str):
    database = largest(copy / "database")
    if harm == "flip":
        flip(database, database.stat().st_size // 2)
    elif harm == "cut":
        os.truncate(database, 1000)
    else:
        database.unlink()
    named = read_manifest(copy).files[0].kept
    if named != f"database/{database.name}":
        pytest.fail("the newest backup is not the one that was harmed")
    with pytest.raises(BackupDamaged, match="Nothing was restored") as caught:
        restore_here(copy, despite_damage=True)
    assert named in caught.value.detail


@pytest.mark.django_db
def test_a_manifest_that_cannot_be_read_is_named_and_has_its_own_status(copy: Path):
    manifest = read_manifest(copy)
    newer = replace(manifest, migrations=(*manifest.migrations, "capture.9999_later"))
    for content, words in [
        (encode(manifest).replace(b'"captures": 26', b'"captures": 27'), "does not match its own digest"),
        (encode(newer), "of a newer Dragoman"),
        (b"{", "not JSON any more"),
    ]:
        (copy / NAME).write_bytes(content)
        with pytest.raises(BackupUnreadable, match=words):
            restore_here(copy)
    shown = CliRunner().invoke(restore_command, [str(copy)])
    assert shown.exit_code == 2
    assert "not JSON any more" in shown.output


@pytest.mark.django_db
def test_a_backup_of_the_other_kind_of_database_is_refused(copy: Path):
    manifest = read_manifest(copy)
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[manifest.database]
    (copy / NAME).write_bytes(encode(replace(manifest, database=other)))
    with pytest.raises(BackupRefused, match="The backup is of a"):
        restore_here(copy)


@pytest.mark.django_db
def test_files_that_are_there_are_not_overwritten(desk: Desk, settings: Any):
    archive = Path(settings.ARCHIVE_PATH)
    archive.mkdir()
    other = archive / largest(desk.folder / "archive").name
    other.write_bytes(b"other")
    with pytest.raises(BackupRefused, match="is there already, and is another file"):
        restore_here(desk.folder)
    assert other.read_bytes() == b"other"


@pytest.mark.django_db
def test_keys_that_are_none_are_refused(desk: Desk, tmp_path: Path):
    with pytest.raises(BackupUnreadable, match="holds no private key"):
        restore_here(desk.folder, keys_path=tmp_path)
    (tmp_path / "ledger-00000000.key").write_text("nonsense")
    with pytest.raises(BackupUnreadable, match=r"ledger-00000000\.key is no private key"):
        restore_here(desk.folder, keys_path=tmp_path)


@pytest.mark.django_db
def test_backups_to_folders_that_will_not_do_are_refused(copy: Path, tmp_path: Path, settings: Any):
    archive = Path(settings.ARCHIVE_PATH)
    for path, keys, words in [
        (archive / "backup", None, "lie in each other"),
        (tmp_path / "b", tmp_path / "b" / "keys", "Keys are kept apart"),
        (tmp_path / "b", archive / "keys", "inside the desk's own folders"),
        (copy, None, "another desk's ledger"),
    ]:
        with pytest.raises(BackupRefused, match=words):
            make_backup(by=None, path=path, now=NOW, keys_path=keys)
    assert CliRunner().invoke(backup_command, ["--check", str(copy)]).exit_code == 0


@pytest.mark.django_db
def test_without_the_database_servers_own_tools_their_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite needs no tool")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupRefused, match=r"pg_dump is not installed.*postgresql-client"):
        make_backup(by=None, path=tmp_path / "backup", now=NOW)


@pytest.mark.django_db
def test_who_may_not_change_the_installation_may_not_back_it_up(tmp_path: Path):
    person = User.objects.create(username="dana")
    with pytest.raises(NotAllowed):
        make_backup(by=person, path=tmp_path / "backup", now=NOW)
    assert not (tmp_path / "backup").exists()


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupError, match=r"could not be read or written|rights"):
        make_backup(by=None, path=tmp_path / "file" / "backup", now=NOW)
