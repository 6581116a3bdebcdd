"""What a backup takes from the desk's folders: up to what no writer will change, and nothing odd."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dragoman.capture.archive import Archive, Writer
from dragoman.capture.warc import file_record
from dragoman.desk.backup.collecting import Collection
from dragoman.desk.backup.copying import silent
from dragoman.desk.backup.folder import open_folder
from dragoman.desk.backup.manifest import Kept
from tests.desk.backup.test_manifest import DATABASE, MANIFEST

AT = datetime(2026, 11, 20, 1, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def writer(archive: Archive) -> Iterator[Writer]:
    with archive.writer("desk", started_utc=AT, token="ab") as made:
        yield made


def capture(writer: Writer) -> tuple[str, int, int]:
    """Append a capture: its file, where its response ends, and where its last record does."""
    from uuid import uuid4

    records = file_record(
        secrets.token_bytes(900), capture_id=uuid4(), name="a", media_type="text/html", received_utc=AT, collector="test"
    )
    response, metadata = writer.append(records.members)
    writer.flush()
    return response.file, response.offset + response.length, metadata.offset + metadata.length


def collect(tmp_path: Path, archive: Archive, ends: dict[str, int]) -> Collection:
    with open_folder(tmp_path / "backup", [archive.path]) as folder:
        made = Collection(folder, silent)
        made.keep_archive(archive, ends)
        folder.commit(replace(MANIFEST, files=(DATABASE, *made.files)), keep=3)
    return made


def sizes(made: Collection) -> list[int]:
    return [kept.size_bytes for kept in made.files]


def test_a_file_that_is_being_written_is_kept_up_to_the_last_capture_that_was_acknowledged(tmp_path, archive, writer):
    file, end, whole = capture(writer)
    _, _, later = capture(writer)  # on disk, and not acknowledged
    made = collect(tmp_path, archive, {file: end})
    assert (sizes(made), made.faults) == ([whole], [])
    assert list(Archive(tmp_path / "backup" / "archive").check()) == []
    writer.close()
    made = collect(tmp_path, archive, {file: end})
    assert (sizes(made), made.faults) == ([later], [])


def test_a_file_without_any_acknowledged_capture_waits(tmp_path, archive, writer):
    capture(writer)
    assert collect(tmp_path, archive, {}).files == []


def test_a_torn_tail_is_left_out(tmp_path, archive, writer):
    file, end, whole = capture(writer)
    writer.close()
    with (archive.path / file).open("ab") as torn:
        torn.write((archive.path / file).read_bytes()[:30])
    made = collect(tmp_path, archive, {file: end})
    assert (sizes(made), made.faults) == ([whole], [])


def test_a_file_that_ends_before_its_captures_do_is_named(tmp_path, archive, writer):
    file, end, _ = capture(writer)
    writer.close()
    os.truncate(archive.path / file, end - 1)
    made = collect(tmp_path, archive, {file: end})
    assert made.faults == [f"archive/{file} ends at {sizes(made)[0]:,}, but captures up to {end:,} refer to it."]


def test_a_file_that_is_gone_stays_in_the_backup_and_is_named(tmp_path, archive, writer):
    file, end, whole = capture(writer)
    writer.close()
    collect(tmp_path, archive, {file: end})
    (archive.path / file).unlink()
    made = collect(tmp_path, archive, {file: end, "never.warc.gz": 5})
    assert sizes(made) == [whole]
    assert made.faults == [
        f"archive/{file} is missing at the desk; it stands in this backup.",
        "archive/never.warc.gz is missing at the desk.",
    ]


def test_a_file_that_was_altered_is_named_and_the_good_copy_stays(tmp_path, archive, writer):
    file, end, whole = capture(writer)
    collect(tmp_path, archive, {file: end})
    _, more, _ = capture(writer)
    writer.close()
    content = bytearray((archive.path / file).read_bytes())
    content[200] ^= 1
    (archive.path / file).write_bytes(content)
    made = collect(tmp_path, archive, {file: more})
    assert sizes(made) == [whole]
    assert made.faults == [f"{file} does not begin with what was backed up before."]
    assert list(Archive(tmp_path / "backup" / "archive").check()) == []


def test_a_file_that_cannot_be_read_is_named_and_ends_nothing(tmp_path, archive):
    def unreadable(code: int) -> Callable[[], Kept]:
        def read() -> Kept:
            raise OSError(code, os.strerror(code))

        return read

    with open_folder(tmp_path / "backup", []) as folder:
        made = Collection(folder, silent)
        made.keep("media/bad.png", unreadable(errno.EIO))
        assert made.faults == ["media/bad.png cannot be read: Input/output error."]
        with pytest.raises(OSError, match="No space left"):
            made.keep("media/bad.png", unreadable(errno.ENOSPC))


def test_odd_files_are_named_and_left_out_and_links_to_files_are_followed(tmp_path, archive):
    media = tmp_path / "media"
    (media / "images").mkdir(parents=True)
    (media / "images" / "a.png").write_bytes(b"picture")
    (media / "linked.png").symlink_to(media / "images" / "a.png")
    (media / "broken").symlink_to(tmp_path / "nowhere")
    (media / "folder").symlink_to(tmp_path)
    os.mkfifo(media / "pipe")
    Path(os.fsdecode(os.fsencode(media) + b"/\xff")).write_bytes(b"")
    (media / "two\nlines").write_bytes(b"")
    with open_folder(tmp_path / "backup", []) as folder:
        made = Collection(folder, silent)
        made.keep_media(media)
    assert [kept.path for kept in made.files] == ["media/linked.png", "media/images/a.png"]
    assert sorted(made.faults) == [
        r"'media/\udcff' was left out: its name cannot be written down.",
        "'media/broken' was left out: it cannot be read (No such file or directory).",
        "'media/folder' was left out: it is a folder, or a link to one.",
        "'media/pipe' was left out: it is no ordinary file.",
        r"'media/two\nlines' was left out: its name cannot be written down.",
    ]


def test_proofs_that_have_their_digest_for_a_name_are_never_dropped(tmp_path, archive):
    proofs, name = tmp_path / "proofs", "ab/" + "ab" * 32 + ".wacz"
    (proofs / "ab").mkdir(parents=True)
    (proofs / "growing").mkdir()
    (proofs / name).write_bytes(b"proof")
    (proofs / "growing" / "half.wacz").write_bytes(b"half")
    (proofs / "mine.wacz").write_bytes(b"a copy")
    for expected in ([], [f"proofs/{name} is missing at the desk; it stands in this backup."]):
        with open_folder(tmp_path / "backup", []) as folder:
            made = Collection(folder, silent)
            made.keep_proofs(proofs)
            folder.commit(replace(MANIFEST, files=(DATABASE, *made.files)), keep=3)
        assert made.faults == expected
        assert {kept.path for kept in made.files} >= {f"proofs/{name}"}
        (proofs / name).unlink(missing_ok=True)
        (proofs / "mine.wacz").unlink(missing_ok=True)
