"""A backup's folder: whole files only, copied once, and no backup spoils the one before."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dragoman.desk.backup.copying import digest, growing
from dragoman.desk.backup.folder import BackupFolder, find_faults, open_folder, read_manifest, stamps
from dragoman.desk.backup.manifest import NAME, Kept, Manifest
from dragoman.errors import BackupDamaged, BackupRefused, BackupUnreadable
from tests.desk.backup.test_manifest import MANIFEST

FIRST, SECOND = b"first record" * 1000, b"second record" * 1000


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "backup"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(FIRST)
    return path


def commit(folder: BackupFolder, *files: Kept, keep: int = 7, days: int = 0) -> Manifest:
    """A backup with these files and a database of its own."""
    number = f"{days:04}"
    database = folder.path / "database" / f"{number}.sqlite3"
    database.parent.mkdir(exist_ok=True)
    database.write_bytes(number.encode())
    kept = Kept("database", f"database/{number}.sqlite3", 4, hashlib.sha256(number.encode()).hexdigest())
    manifest = replace(MANIFEST, made_at=MANIFEST.made_at + timedelta(days=days), files=(kept, *files))
    folder.commit(manifest, keep=keep)
    return manifest


def add(folder: BackupFolder, source: Path, size: int | None = None) -> Kept:
    return folder.add("archive/a.warc.gz", source, size or source.stat().st_size, kept="archive/a.warc.gz")


def faults(place: Path, stamp: str = "") -> list[str]:
    return [sentence for _, sentence in find_faults(place, read_manifest(place, stamp))]


def test_what_is_there_is_not_copied_again(place: Path, source: Path):
    with open_folder(place, []) as folder:
        commit(folder, add(folder, source))
        assert folder.copied_bytes == len(FIRST)
    os.utime(source, (1, 1))
    with open_folder(place, []) as folder:
        add(folder, source)
        assert folder.copied_bytes == 0
    assert faults(place) == []


def test_a_file_that_grew_still_serves_the_backup_before(place: Path, source: Path):
    with open_folder(place, []) as folder:
        early = commit(folder, add(folder, source))
    source.write_bytes(FIRST + SECOND)
    with open_folder(place, []) as folder:
        commit(folder, add(folder, source), days=1)
    assert (place / "archive" / "a.warc.gz").read_bytes() == FIRST + SECOND
    assert faults(place) == faults(place, early.stamp) == []


def test_a_file_that_was_rewritten_does_not_replace_what_was_kept(place: Path, source: Path):
    with open_folder(place, []) as folder:
        commit(folder, add(folder, source))
    source.write_bytes(b"F" + FIRST[1:] + SECOND)
    with open_folder(place, []) as folder:
        with pytest.raises(BackupDamaged, match=r"a\.warc\.gz does not begin with what was backed up"):
            add(folder, source)
        source.write_bytes(FIRST[:100])
        with pytest.raises(BackupDamaged, match=r"a\.warc\.gz is shorter than"):
            add(folder, source)
    assert faults(place) == []


def test_only_the_part_that_was_asked_for_is_kept(place: Path, source: Path):
    source.write_bytes(FIRST + SECOND)
    with open_folder(place, []) as folder:
        kept = add(folder, source, len(FIRST))
    assert (place / "archive" / "a.warc.gz").read_bytes() == FIRST
    assert kept.sha256 == hashlib.sha256(FIRST).hexdigest()
    with open_folder(place, []) as folder, pytest.raises(BackupDamaged, match="ends 1 bytes too early"):
        folder.add("archive/b.warc.gz", source, len(FIRST + SECOND) + 1, kept="archive/b.warc.gz")
    assert not (place / "archive" / "b.warc.gz").exists()


def test_a_copy_that_was_broken_off_is_taken_up_again(place: Path, source: Path):
    with open_folder(place, []) as folder:
        add(folder, source)
        (place / "archive" / ".b.warc.gz.growing").write_bytes(b"half")
    with open_folder(place, []) as folder:
        assert not (place / "archive" / ".b.warc.gz.growing").exists()
        add(folder, source)
        assert folder.copied_bytes == 0
    (place / "archive" / "a.warc.gz").write_bytes(b"x" * len(FIRST))
    with open_folder(place, []) as folder:
        commit(folder, add(folder, source))
    assert faults(place) == []


def test_older_backups_are_forgotten_and_the_archive_stays(place: Path, source: Path, tmp_path: Path):
    picture = tmp_path / "picture"
    with open_folder(place, []) as folder:
        for day in range(5):
            picture.write_bytes(b"%d" % (day // 3))
            commit(folder, add(folder, source), folder.add_changing("media/p.png", picture), keep=3, days=day)
    assert stamps(place) == ["20261122T020000Z", "20261123T020000Z"]
    assert sorted(file.name for file in (place / "database").iterdir()) == ["0002.sqlite3", "0003.sqlite3", "0004.sqlite3"]
    assert len(list((place / "stored").iterdir())) == 2
    assert [faults(place, stamp) for stamp in ["", *stamps(place)]] == [[], [], []]


def test_everything_is_for_its_owner_alone(place: Path, source: Path):
    with open_folder(place, []) as folder:
        commit(folder, add(folder, source))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (place, place / "archive", place / NAME)}
    assert modes == {"backup": 0o700, "archive": 0o700, NAME: 0o600}
    assert stat.S_IMODE((place / "archive" / "a.warc.gz").stat().st_mode) == 0o600


@pytest.mark.parametrize("harm", ["flip", "cut", "gone", "folder", "link"])
def test_each_harm_is_named(place: Path, source: Path, harm: str):
    with open_folder(place, []) as folder:
        commit(folder, add(folder, source))
    file = place / "archive" / "a.warc.gz"
    content = file.read_bytes()
    if harm == "flip":
        file.write_bytes(content[:500] + bytes([content[500] ^ 1]) + content[501:])
    elif harm == "cut":
        file.write_bytes(content[:-1])
    else:
        file.unlink()
    if harm == "folder":
        file.mkdir()
    if harm == "link":
        file.symlink_to(source)
    words = {"flip": "altered", "cut": "cut short", "gone": "missing", "folder": "not a file", "link": "not a file"}[harm]
    (sentence,) = faults(place)
    assert sentence.startswith(f"archive/a.warc.gz: {words}")


def test_folders_that_will_not_do_are_refused(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "letters.txt").write_text("dear")
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(home)
    for place, words in [
        (home / "backup", "lie in each other"),
        (home, "lie in each other"),
        (tmp_path, "lie in each other"),
        (tmp_path / "link" / "backup", "lie in each other"),
        (foreign, r"holds other files \(letters.txt\)"),
        (tmp_path / "file", "is not a folder"),
    ]:
        with pytest.raises(BackupRefused, match=words), open_folder(place, [home]):
            pass
    assert list(home.iterdir()) == []
    assert [file.name for file in foreign.iterdir()] == ["letters.txt"]


def test_two_backups_do_not_meet(place: Path):
    with open_folder(place, []), pytest.raises(BackupRefused, match="Another backup"), open_folder(place, []):
        pass


def test_a_folder_without_a_backup_says_so(place: Path, source: Path):
    place.mkdir()
    with pytest.raises(BackupUnreadable, match="holds no backup"):
        read_manifest(place)
    with open_folder(place, []) as folder:
        commit(folder, add(folder, source))
        commit(folder, add(folder, source), days=1)
    with pytest.raises(BackupUnreadable, match="no backup of 2025") as caught:
        read_manifest(place, "2025")
    assert "20261120T020000Z" in caught.value.detail


def test_a_failed_write_leaves_nothing(tmp_path: Path):
    target = tmp_path / "deep" / "file"

    def fail() -> None:
        with growing(target) as out:
            out.write(b"half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert list(target.parent.iterdir()) == []


def test_a_digest_is_of_the_first_bytes(tmp_path: Path):
    file = tmp_path / "file"
    file.write_bytes(b"abcdef")
    assert digest(file, 3) == hashlib.sha256(b"abc").hexdigest()
    assert digest(file, 0) == hashlib.sha256(b"").hexdigest()
