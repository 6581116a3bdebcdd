"""`dragoman archive check` names file and offset of every fault, also of those that the tools of others let pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman.capture.exchange import Exchange, Fetched, Request
from dragoman.desk.capture import selectors
from dragoman.desk.capture.commands import archive as command
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.services import Taken, close_recorders, recorder
from tests.desk.tools import NOW

pytestmark = pytest.mark.django_db
COUNT = 40


@dataclass(frozen=True)
class Filled:
    """An archive of one file, and its captures in order."""

    path: Path
    rows: list[Capture]

    def span(self, row: Capture) -> slice:
        assert row.record_offset is not None
        assert row.record_length is not None
        return slice(row.record_offset, row.record_offset + row.record_length)

    def place(self, number: int) -> str:
        return f"{self.path.name} at {self.rows[number].record_offset}: "


def exchange(number: int) -> Exchange:
    """All of about one length once packed, so that two of them can change places."""
    return Exchange(
        url=f"http://news.example/{number}",
        method="GET",
        started_utc=NOW + timedelta(seconds=number),
        seconds=0.1,
        request_head=b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n",
        response_head=b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
        body=bytes([number]) * 5_000,
        status=200,
        remote_address="192.0.2.1",
    )


@pytest.fixture
def filled() -> Filled:
    taken = [Taken(Fetched(Request(f"http://news.example/{n}"), (exchange(n),))) for n in range(COUNT)]
    rows = recorder().acknowledge(taken)
    close_recorders()
    (path,) = selectors.archive().path.glob("*.warc.gz")
    path.chmod(0o640)
    return Filled(path, rows)


def check(status: int) -> list[str]:
    done = CliRunner().invoke(command, ["check"])
    assert done.exit_code == status, done.output
    return done.output.splitlines()


# Each gives the numbers of the records that are no longer what they were.
def flip(at: Callable[[slice], int]) -> Callable[[Filled, bytearray], list[int]]:
    def change(filled: Filled, content: bytearray) -> list[int]:
        content[at(filled.span(filled.rows[2]))] ^= 1
        return [2]

    return change


def tear(filled: Filled, content: bytearray) -> list[int]:
    del content[filled.span(filled.rows[-1]).start + 100 :]
    return [COUNT - 1]


def remove(filled: Filled, content: bytearray) -> list[int]:
    del content[filled.span(filled.rows[2])]
    return list(range(2, COUNT))


def swap(filled: Filled, content: bytearray) -> list[int]:
    """Two that are of one length once packed; there are more records than lengths."""
    lengths = [row.record_length for row in filled.rows]
    one, other = next(pair for pair in combinations(range(COUNT), 2) if lengths[pair[0]] == lengths[pair[1]])
    first, second = filled.span(filled.rows[one]), filled.span(filled.rows[other])
    before = bytes(content)
    content[second], content[first] = before[first], before[second]
    return [one, other]


FAULTS: dict[str, tuple[Callable[[Filled, bytearray], list[int]], str]] = {
    "flipped in the gzip header": (flip(lambda span: span.start + 9), "gzip header"),
    "flipped in the payload": (flip(lambda span: (span.start + span.stop) // 2), "bytes were altered"),
    "flipped in the gzip trailer": (flip(lambda span: span.stop - 3), "bytes were altered"),
    "torn tail": (tear, "ends inside a record"),
    "removed from the middle": (remove, "ends before this record does"),
    "swapped": (swap, "belongs to another capture"),
}


def test_a_whole_archive_has_no_findings(filled):
    assert check(0) == [f"{COUNT} captures in 1 files: all as they were."]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_file_and_offset(filled, fault):
    change, words = FAULTS[fault]
    content = bytearray(filled.path.read_bytes())
    numbers = change(filled, content)
    filled.path.write_bytes(content)
    told = check(1)
    for number in numbers:
        assert any(line.startswith(filled.place(number)) for line in told), told
    assert any(words in line for line in told), told
    untouched = [number for number in range(COUNT) if number not in numbers]
    assert not any(line.startswith(filled.place(number)) for number in untouched for line in told)


def test_a_missing_file_is_named_for_each_capture_in_it(filled):
    filled.path.unlink()
    told = check(1)
    assert len(told) == COUNT + 1
    assert all(line.startswith(filled.place(number)) and "missing" in line for number, line in enumerate(told[:-1]))


def test_two_files_that_changed_names_are_named(filled):
    recorder().acknowledge([Taken(Fetched(Request("http://news.example/x"), (exchange(7),)))])
    close_recorders()
    other = next(path for path in filled.path.parent.glob("*.warc.gz") if path != filled.path)
    spare = filled.path.with_suffix(".spare")
    filled.path.rename(spare)
    other.rename(filled.path)
    spare.rename(other)
    told = check(1)
    assert all(any(line.startswith(filled.place(number)) for line in told) for number in range(COUNT))
    assert any(line.startswith(other.name) for line in told)
