"""What comes back from another tool, segment by segment; the file is edited as XML, as a tool would."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from dragoman.translate.exchange.merge import Merge, Why, merge
from dragoman.translate.exchange.units import ExchangeUnit, Note, State
from dragoman.translate.exchange.xliff_reader import read
from dragoman.translate.exchange.xliff_writer import write
from tests.translate.exchange.documents import document, unit

OURS = (unit(1, "bir", "one"), unit(2, "iki", "two"), unit(3, "üç"))


def _edited(version: str, edits: dict[str, str | None], sent: tuple[ExchangeUnit, ...] = OURS) -> tuple[ExchangeUnit, ...]:
    """The file of `sent`, with these targets set (None: taken out), as it would come back."""
    root = etree.fromstring(write(document(*sent), version))
    for element in root.iter("{*}trans-unit", "{*}unit"):
        name = element.get("id")
        if name not in edits:
            continue
        source = next(element.iter("{*}source"))
        target = next(element.iter("{*}target"), None)
        if target is None:
            target = etree.SubElement(source.getparent(), source.tag.replace("source", "target"))
            source.addnext(target)
        if edits[name] is None:
            target.getparent().remove(target)
            continue
        for child in list(target):
            target.remove(child)
        target.text = edits[name]
    return read(etree.tostring(root)).documents[0].units


def _all_theirs(merged: Merge) -> list[ExchangeUnit]:
    return [pair.theirs for pair in (*merged.changed, *merged.unchanged, *merged.conflicts)] + list(merged.unknown)


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_an_edit_and_a_new_rendering_are_taken_over(version):
    merged = merge(OURS, _edited(version, {"s1": "One.", "s3": "three [sic]"}))
    assert [one.target for one in merged.units] == ["One.", "two", "three [sic]"]
    assert [pair.ours.id for pair in merged.changed] == ["s1", "s3"]
    assert [pair.ours.id for pair in merged.unchanged] == ["s2"]
    assert merged.conflicts == merged.unknown == merged.missing == ()
    assert merged.units[2].state == State.DRAFT
    assert [one.anchor for one in merged.units] == [one.anchor for one in OURS]


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_an_untouched_file_changes_nothing_even_when_ours_moved_on(version):
    later = (replace(OURS[0], target="One, later", state=State.ACCEPTED), *OURS[1:])
    merged = merge(later, _edited(version, {}))
    assert merged.units == later
    assert not merged.changed
    assert not merged.conflicts


def test_both_sides_changed():
    later = (replace(OURS[0], target="One, later"), *OURS[1:])
    merged = merge(later, _edited("2.1", {"s1": "One, elsewhere"}))
    (conflict,) = merged.conflicts
    assert (conflict.why, conflict.ours.target, conflict.theirs.target) == (Why.BOTH_CHANGED, "One, later", "One, elsewhere")
    assert merged.units == later


def test_both_sides_came_to_the_same_words():
    later = (replace(OURS[0], target="One."), *OURS[1:])
    assert not merge(later, _edited("2.1", {"s1": "One."})).conflicts


def test_a_source_that_is_another_text_now():
    newer = (unit(1, "Bir!", "one"), *OURS[1:])
    (conflict,) = merge(newer, _edited("1.2", {"s1": "One!"})).conflicts
    assert conflict.why == Why.STALE


def test_a_rendering_taken_out_is_not_taken_out_here():
    merged = merge(OURS, _edited("1.2", {"s1": None, "s2": ""}))
    assert [one.why for one in merged.conflicts] == [Why.EMPTIED, Why.EMPTIED]
    assert merged.units == OURS


def test_a_tool_that_dropped_what_was_sent():
    theirs = tuple(replace(one, sent_sha256="", anchor=None) for one in _edited("1.2", {"s1": "One.", "s3": "three"}))
    merged = merge(OURS, theirs)
    assert [one.why for one in merged.conflicts] == [Why.UNCLEAR]
    assert [pair.ours.id for pair in merged.changed] == ["s3"]


def test_twice_unknown_and_missing():
    first, second, _ = _edited("1.2", {"s2": "zwei"})
    stranger = replace(first, id="s9")
    merged = merge(OURS, [first, first, second, replace(second, target="deux"), stranger])
    assert [one.why for one in merged.conflicts] == [Why.TWICE, Why.TWICE]
    assert [pair.ours.id for pair in merged.unchanged] == ["s1", "s1"]
    assert merged.unknown == (stranger,)
    assert merged.missing == (OURS[2],)


def test_new_notes_and_a_new_state_are_taken_over():
    theirs = list(_edited("2.1", {}))
    theirs[0] = replace(theirs[0], notes=(Note("Which mayor?", "Ayla"),))
    theirs[1] = replace(theirs[1], state=State.ACCEPTED)
    merged = merge(OURS, theirs)
    assert merged.units[0].notes == (Note("Which mayor?", "Ayla"),)
    assert merged.units[1].state == State.ACCEPTED
    assert [pair.ours.id for pair in merged.changed] == ["s1", "s2"]


_texts = st.none() | st.sampled_from(["", "a", "b", "[…] c"])
_sides = st.lists(st.builds(unit, st.integers(1, 4), st.sampled_from("xy"), _texts))


@settings(max_examples=200, deadline=None)
@given(
    ours=_sides.map(lambda units: list({one.id: one for one in units}.values())),
    theirs=_sides,
    sent=st.sampled_from(["", "known"]),
)
def test_each_of_their_units_ends_in_exactly_one_list(ours, theirs, sent):
    theirs = [replace(one, sent_sha256=sent) for one in theirs]
    merged = merge(ours, theirs)
    key = lambda one: (one.id, one.source, str(one.target))  # noqa: E731
    assert sorted(map(key, _all_theirs(merged))) == sorted(map(key, theirs))
    assert [one.id for one in merged.units] == [one.id for one in ours]
    assert {one.id for one in merged.missing} == {one.id for one in ours} - {one.id for one in theirs}
    for before, after in zip(ours, merged.units, strict=True):
        assert after.target == before.target or before.id in {pair.ours.id for pair in merged.changed}
