"""What has befallen a file of the archive is found, at its offset."""

from __future__ import annotations

import random
import zlib
from uuid import UUID

import pytest

from dragoman.capture.member import pack
from dragoman.errors import CaptureAltered
from tests.capture.archives import file_of, filled, flip


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("gzip header", {"header"}),
        ("gzip name of extra field", {"header"}),
        ("gzip header checksum", {"header"}),
        ("deflate", {"content"}),
        ("gzip trailer", {"content"}),
        ("last byte", {"content"}),
    ],
)
def test_a_flipped_byte_is_found_at_its_offset(archive, where, codes):
    place = filled(archive)[2]
    at = {
        "gzip header": 9,
        "gzip name of extra field": 12,
        "gzip header checksum": 57,
        "deflate": 90,
        "gzip trailer": place.length - 6,
        "last byte": place.length - 1,
    }[where]
    flip(file_of(archive), place.offset + at)
    findings = list(archive.check())
    assert [(finding.file, finding.offset) for finding in findings] == [(place.file, place.offset)]
    assert {finding.code for finding in findings} <= codes
    with pytest.raises(CaptureAltered) as error:
        archive.read(place)
    assert f"{place.file} at {place.offset}" in error.value.detail


def test_every_byte_of_a_file_is_watched(archive):
    """Each member's every byte, with one random flip each: no reader but our own check sees all of them."""
    filled(archive, 1)
    file = file_of(archive)
    whole = file.read_bytes()
    dice = random.Random(3)
    for at in range(len(whole)):
        altered = bytearray(whole)
        altered[at] ^= dice.randrange(1, 256)
        file.write_bytes(altered)
        assert list(archive.check()), at


@pytest.mark.parametrize("part", ["WARC header", "payload", "digest"])
def test_a_record_packed_anew_with_another_text_contradicts_its_digests(archive, part):
    place = filled(archive)[1]
    file = file_of(archive)
    whole = file.read_bytes()
    text = zlib.decompress(whole[place.offset : place.offset + place.length], 31)
    old, new = {
        "WARC header": (b"Content-Length: 350", b"Content-Length: 351"),
        "payload": (b"file 1\nfile 1", b"file 7\nfile 1"),
        "digest": (b"sha256:", b"sha256:0"),
    }[part]
    assert old in text
    forged = pack(text.replace(old, new, 1))
    file.write_bytes(whole[: place.offset] + forged + whole[place.offset + place.length :])
    assert [(found.offset, found.code) for found in archive.check()] == [(place.offset, "record")]


def test_a_removed_record_shows_against_the_list_of_members(archive):
    places = filled(archive)
    file = file_of(archive)
    before = [member.record_id for member in archive.members(file.name)]
    whole = file.read_bytes()
    file.write_bytes(whole[: places[1].offset] + whole[places[2].offset :])
    after = [member.record_id for member in archive.members(file.name)]
    assert UUID(int=1) in before
    assert UUID(int=1) not in after
    with pytest.raises(CaptureAltered):
        archive.read(places[4])


def test_bytes_between_records_are_found_and_what_follows_is_still_read(archive):
    places = filled(archive)
    file = file_of(archive)
    whole = file.read_bytes()
    file.write_bytes(whole[: places[1].offset] + b"intruder" + whole[places[1].offset :])
    assert [(found.offset, found.code) for found in archive.check()] == [(places[1].offset, "header")]
    assert sum(member.type == "resource" for member in archive.members(file.name)) == 5
