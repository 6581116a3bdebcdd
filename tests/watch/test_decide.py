"""Deciding what an answer means: identities, dates, what went missing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dragoman.watch.decide import (
    MAX_IDENTITY_BYTES,
    Validators,
    announcement,
    bounded_identity,
    is_web_address,
    validators,
    vanished,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)
BEIRUT = ZoneInfo("Asia/Beirut")


@dataclass
class Said:
    id: str | None = None
    url: str | None = None
    title: str | None = None
    author: str | None = None
    published: datetime | None = None
    published_printed: str | None = None
    updated_printed: str | None = None
    content: str | None = None
    summary: str | None = None


def heard(*entries):
    return announcement(entries, canonical=lambda url: url.split("?utm")[0], zone=BEIRUT, now=NOW)


def test_the_canonical_address_is_the_identity_whatever_the_id():
    said = heard(Said(id="1", url="https://p.example/a?utm=x"), Said(id="2", url="https://p.example/a"))
    assert [one.identity for one in said.found] == ["https://p.example/a"]


def test_equal_ids_with_different_addresses_are_all_kept():
    said = heard(Said(id="same", url="https://p.example/a"), Said(id="same", url="https://p.example/b"))
    assert [one.url for one in said.found] == ["https://p.example/a", "https://p.example/b"]


def test_an_entry_without_address_is_kept_under_its_id_and_says_so():
    (one,) = heard(Said(id="urn:7", title="خبر")).found
    assert (one.identity, one.outcome) == ("urn:7", "no-address")
    assert "no address" in one.sentence


def test_an_entry_of_words_alone_is_known_by_its_words():
    first, second = heard(Said(title="خبر"), Said(title="خبر آخر")).found
    assert first.identity.startswith("words:")
    assert first.identity != second.identity


def test_an_entry_of_nothing_is_left_out_and_named():
    said = heard(Said(), Said(url="https://p.example/a"))
    assert len(said.found) == 1
    assert "Entry 1" in said.problems[0]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "https://", "http://[::1", "mailto:a@b.example"])
def test_what_is_no_web_address_is_never_captured(url):
    (one,) = heard(Said(id="x", url=url)).found
    assert (one.url, one.outcome) == ("", "no-address")
    assert not is_web_address(url)


def test_a_time_without_zone_is_the_sources_own():
    (one,) = heard(Said(url="https://p.example/a", published=datetime(2026, 11, 20, 8, 0))).found  # noqa: DTZ001 -- the point
    assert one.published_at == datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def test_a_date_in_the_future_is_kept_and_named():
    said = heard(Said(url="https://p.example/a", published=datetime(2027, 3, 1, tzinfo=UTC), published_printed="1 March 2027"))
    assert said.found[0].published_at.year == 2027
    assert "1 March 2027" in said.problems[0]


def test_characters_that_no_database_holds_are_replaced_one_for_one():
    (one,) = heard(Said(url="https://p.example/a", title="a\x00b\ud800c")).found
    assert one.title == "a\ufffdb\ufffdc"


def test_an_endless_identity_is_bounded_and_still_tells_entries_apart():
    first, second = heard(Said(id="x" * 5000 + "1", title="a"), Said(id="x" * 5000 + "2", title="b")).found
    assert first.identity != second.identity
    assert len(bounded_identity("س" * 1500).encode()) <= MAX_IDENTITY_BYTES


def test_validators_that_cannot_be_sent_back_are_dropped_not_cut():
    assert validators('"a"', "yesterday").headers() == (("If-None-Match", '"a"'), ("If-Modified-Since", "yesterday"))
    assert validators("x" * 501, "ok\r\nX: y") == Validators()


@pytest.mark.parametrize(
    ("known", "shown", "gone"),
    [
        ({1, 2, 3}, {1, 3}, {2}),  # an older and a newer neighbour are shown
        ({1, 2, 3}, {2, 3}, set()),  # scrolled out at the old end
        ({1, 2, 3}, {1, 2}, set()),  # the newest may only be late
        ({1, 2}, set(), set()),
        ({5, 7}, {4, 5, 8}, {7}),
    ],
)
def test_only_what_has_neighbours_on_both_sides_is_gone(known, shown, gone):
    assert vanished(known, shown) == gone
