"""A broken chain is named by its first broken entry and the kind of break."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from dragoman.capture.custody.actions import Action, words
from dragoman.capture.custody.chain import End, Fault, Kept, check_desk, check_subject
from dragoman.capture.custody.entries import NO_LINK, Actor, CustodyEntry, Subject, canonical, link, text_sha256
from tests.capture.custody.made import chain, end_of


def change(kept: Kept, **values: object) -> Kept:
    """What an entry says is changed; the hash beside it stays."""
    assert kept.entry is not None
    return replace(kept, entry=replace(kept.entry, **values))


def forge(kept: Kept, **values: object) -> Kept:
    """What an entry says is changed, and its hash is made anew."""
    changed = change(kept, **values)
    assert changed.entry is not None
    return replace(changed, sha256=changed.entry.sha256)


def test_a_whole_chain_holds():
    kept = chain(9)
    assert check_subject(kept, End(9, kept[-1].sha256)) is None
    assert check_desk(kept, end_of(kept)) is None
    assert check_desk(kept[4:], end_of(kept), End(4, kept[3].link)) is None
    assert check_subject([]) is None
    assert check_desk([], End(0, NO_LINK)) is None


def test_the_hash_can_be_made_by_hand():
    """Anyone can do it: canonical JSON, SHA-256, and for the desk SHA-256 over two hashes."""
    first, second = chain(2)
    assert first.entry is not None
    written = (
        '{"account":7,"action":"rejected","actor":"Lina M.","at":"2026-11-21T08:31:05.250Z","detail":{"rendering":1,'
        f'"text_sha256":"{"ab" * 32}"}},"id":"42","number":1,"previous":"","sequence":1,"subject":"item","why":"no news"}}'
    )
    assert canonical(first.entry.content()).decode() == written
    assert first.sha256 == hashlib.sha256(written.encode()).hexdigest()
    both = hashlib.sha256(bytes(32) + bytes.fromhex(first.sha256)).digest()
    assert second.link == hashlib.sha256(both + bytes.fromhex(second.sha256)).hexdigest()


FIELDS = {
    "number": 90,
    "subject": Subject("item", "43"),
    "at": "2026-11-21T09:00:00.000Z",
    "actor": Actor(8, "Lina M."),
    "action": "selected",
    "why": "news",
    "detail": {"rendering": 4},
    "previous": "00" * 32,
}


@pytest.mark.parametrize("field", FIELDS)
def test_an_altered_entry_is_named(field: str):
    kept = chain()
    kept[2] = change(kept[2], **{field: FIELDS[field]})
    for found in (check_subject(kept), check_desk(kept, end_of(kept))):
        assert found is not None
        assert (found.fault, found.place) == (Fault.ALTERED, 3)
        assert "Entry 3 was altered" in found.sentence


def test_an_entry_altered_with_its_hash_is_named_by_the_next_one():
    kept = chain()
    kept[2] = forge(kept[2], why="news")
    found, of_desk = check_subject(kept), check_desk(kept, end_of(kept))
    assert found is not None
    assert of_desk is not None
    assert (found.fault, found.place) == (Fault.ALTERED, 4)
    assert "Entry 3 or 4 was altered" in found.sentence
    assert of_desk.fault is Fault.ALTERED


def test_the_last_entry_altered_with_its_hash_shows_by_the_end():
    kept = chain()
    true_end = End(5, kept[-1].sha256)
    kept[4] = forge(kept[4], why="news")
    found = check_subject(kept, true_end)
    assert found is not None
    assert (found.fault, found.place) == (Fault.ALTERED, 5)


@pytest.mark.parametrize(("gone", "sentence"), [((2,), "Entry 3 is missing."), ((0,), "Entry 1 is missing."), ((1, 2), "2 to 3")])
def test_a_missing_entry_is_named(gone: tuple[int, ...], sentence: str):
    kept = [one for place, one in enumerate(chain()) if place not in gone]
    for found in (check_subject(kept), check_desk(kept, None)):
        assert found is not None
        assert (found.fault, found.place) == (Fault.MISSING, gone[0] + 1)
        assert sentence in found.sentence


def test_a_tail_that_was_cut_off_shows_by_the_end():
    kept = chain()
    subject, desk = check_subject(kept[:3], End(5, kept[-1].sha256)), check_desk(kept[:3], end_of(kept))
    for found in (subject, desk):
        assert found is not None
        assert (found.fault, found.place) == (Fault.CUT_OFF, 4)
        assert "cut off after entry 3: there were 5" in found.sentence
    assert check_desk([], end_of(kept)) is not None


def test_an_entry_from_outside_is_named():
    kept = chain(6)
    found = check_desk(kept, End(5, kept[4].link))
    assert found is not None
    assert (found.fault, found.place) == (Fault.ADDED, 6)
    twice = [*kept[:3], kept[2], *kept[3:]]
    found = check_subject(twice)
    assert found is not None
    assert (found.fault, found.place) == (Fault.OUT_OF_ORDER, 3)


def test_two_that_changed_places_are_named():
    kept = chain()
    kept[1], kept[3] = kept[3], kept[1]
    found = check_subject(kept)
    assert found is not None
    assert found.place == 2
    renumbered = [change(one, sequence=place) for place, one in enumerate(kept, start=1)]
    found = check_subject([replace(one, place=place) for place, one in enumerate(renumbered, start=1)])
    assert found is not None
    assert (found.fault, found.place) == (Fault.ALTERED, 2)


def test_what_cannot_be_read_is_altered():
    kept = chain()
    kept[1] = replace(kept[1], entry=None)
    found = check_subject(kept)
    assert found is not None
    assert (found.fault, found.place) == (Fault.ALTERED, 2)
    kept = chain()
    kept[1] = change(kept[1], detail={"share": 0.5})
    found = check_subject(kept)
    assert found is not None
    assert found.place == 2


@pytest.mark.parametrize("why", ["x" * 10_000, "\u202eevil\u202c", "a\x00b\x1b[31m", "\u2028\u2029", "😀\u200c", ""])
def test_any_reason_has_its_own_hash(why: str):
    kept = chain(2, why=why)
    assert check_subject(kept) is None
    assert len({one.sha256 for text in (why, why + " ", why + "\u200f") for one in chain(1, why=text)}) == 3
    assert kept[0].entry is not None
    assert json.loads(canonical(kept[0].entry.content()))["why"] == why


@pytest.mark.parametrize("detail", [{"share": 0.5}, {"n": 2**53}, {"Name": 1}, {"x": b"1"}, {"x": {"é": 1}}, {"x": float("nan")}])
def test_what_has_no_canonical_form_is_refused(detail: dict[str, object]):
    with pytest.raises(ValueError, match="not a"):
        canonical(detail)


def test_half_a_character_has_no_canonical_form():
    entry = chain(1)[0].entry
    assert isinstance(entry, CustodyEntry)
    with pytest.raises(ValueError, match="surrogates"):
        _ = replace(entry, why="\ud800").sha256
    assert len(text_sha256("\ud800")) == 64


def test_words_of_an_act():
    assert words(Action.RENDERING_ACCEPTED) == "rendering accepted"
    assert words("an-act-of-tomorrow") == "an act of tomorrow"
    assert all(words(action) for action in Action)


def test_a_link_binds_both_hashes():
    assert len({link(NO_LINK, "ab" * 32), link("ab" * 32, NO_LINK), link("ab" * 32, "ab" * 32)}) == 3
