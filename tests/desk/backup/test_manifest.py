"""The manifest says one thing in one way; whatever else it says is refused and named."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dragoman.desk.backup.manifest import Kept, Manifest, decode, encode
from dragoman.errors import BackupUnreadable

SHA256 = "0123456789abcdef" * 4
DATABASE = Kept("database", "database/20261120T020000Z.sqlite3", 4096, SHA256)
MANIFEST = Manifest(
    made_at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
    software="0.1.0",
    database="sqlite",
    migrations=("capture.0001_initial",),
    captures=12,
    ledger_size=14,
    ledger_root=SHA256,
    first_leaf=SHA256,
    checkpoint="desk.example/ledger\n14\n…\n",
    files=(
        DATABASE,
        Kept("archive/20261120T010000Z-desk-1-ab-00001.warc.gz", "archive/20261120T010000Z-desk-1-ab-00001.warc.gz", 10, SHA256),
        Kept("proofs/01/صحيفة.wacz", f"stored/{SHA256}", 0, SHA256),
        Kept("media/images/a b.png", f"stored/{SHA256}", 7, SHA256),
        Kept("keys/ledger.keys", f"stored/{SHA256}", 7, SHA256),
        Kept("house/engines.toml", f"stored/{SHA256}", 7, SHA256),
    ),
)


def test_it_reads_back():
    assert decode(encode(MANIFEST)) == MANIFEST
    assert MANIFEST.stamp == "20261120T020000Z"
    assert MANIFEST.size_bytes == 4127


def test_any_flipped_byte_is_seen():
    whole, dice = encode(MANIFEST), random.Random(2026)
    for at in range(len(whole)):
        altered = bytearray(whole)
        altered[at] ^= dice.randrange(1, 256)
        with pytest.raises(BackupUnreadable, match=r"backup\.json"):
            decode(bytes(altered))


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../outside",
        "media/../../outside",
        "archive/../x.warc.gz",
        "archive/deep/x.warc.gz",
        "archive/x.txt",
        "archive",
        "media",
        "media//x",
        "media/./x",
        "media/a\\..\\x",
        "media/a\x00b",
        "media/a\nb",
        "keys/ledger-00000000.key",
        "keys/../secret-key",
        "keys/ledger.keys/x",
        "secret-key",
        "house/secret-key",
        "house/engines.toml/x",
        "dragoman.sqlite3",
        "",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(path: str):
    hostile = replace(MANIFEST, files=(DATABASE, Kept(path, "stored/x", 1, SHA256)))
    with pytest.raises(BackupUnreadable, match="outside of a desk's folders"):
        decode(encode(hostile))


@pytest.mark.parametrize("kept", ["/etc/passwd", "../elsewhere", "stored/../../x", ""])
def test_a_place_outside_of_the_backup_is_refused(kept: str):
    hostile = replace(MANIFEST, files=(DATABASE, Kept("media/x", kept, 1, SHA256)))
    with pytest.raises(BackupUnreadable, match="outside"):
        decode(encode(hostile))


def test_a_file_named_twice_and_a_missing_database_are_refused():
    for files in ((DATABASE, DATABASE), MANIFEST.files[1:]):
        with pytest.raises(BackupUnreadable, match="twice, or no database"):
            decode(encode(replace(MANIFEST, files=files)))


def test_a_newer_version_is_named():
    newer = json.loads(encode(MANIFEST)) | {"version": 2, "more": True}
    with pytest.raises(BackupUnreadable, match="newer Dragoman"):
        decode(json.dumps(newer).encode())


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b"{}", b'{"version": "1"}', b'{"version": true}', b"\xff", b"[" * 100_000, b'{"version": 1}']
)
def test_what_is_no_manifest_is_refused(content: bytes):
    with pytest.raises(BackupUnreadable):
        decode(content)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("made_at", "yesterday"),
        ("captures", "12"),
        ("captures", -1),
        ("captures", True),
        ("database", "mysql"),
        ("migrations", [1]),
        ("ledger", {"size": 1}),
        ("ledger", None),
        ("files", [{"path": "database"}]),
        ("files", [["database"]]),
        ("files", {"path": "x"}),
        ("checkpoint", None),
        ("software", "\ud800"),
    ],
)
def test_a_field_of_another_kind_is_refused(field: str, value: object):
    altered = json.loads(encode(MANIFEST)) | {field: value}
    with pytest.raises(BackupUnreadable, match="damaged"):
        decode(json.dumps(altered).encode())
