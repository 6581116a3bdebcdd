"""Linking whatever comes: hostile registers and texts, and what must hold for all of them."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.names.linker import Linker, Mention
from dragoman.names.linking.tree import MOST_SHARING
from dragoman.names.register import Register
from tests.names.known import person
from tests.names.newsroom import NEWSROOM, read_marked
from tests.names.test_linker_in_texts import MENDED, UNSEEN

LINKER = Linker(NEWSROOM)
TEXTS = [
    (language, read_marked(line)[0])
    for cases in (MENDED, UNSEEN)
    for language, lines in cases.items()
    for line in lines.strip().split("\n")
]
# 50 MB with DRAGOMAN_LARGE_TEXT_CHARS=50000000, which takes some seconds.
LARGE = int(os.environ.get("DRAGOMAN_LARGE_TEXT_CHARS", "2000000"))


def who(mention: Mention) -> set[str]:
    return {candidate.entity.id for candidate in mention.candidates}


@pytest.mark.parametrize("house", ["x" * 10_000, "ab " * 3_333, "Орлов " * 200])
def test_a_name_as_long_as_a_text_is_refused(house: str) -> None:
    linker = Linker(Register.of([person("long", house), person("a", "Orlo Venn")]))
    assert set(linker.refused) == {"long"}
    assert [mention.text for mention in linker.link(house + " Orlo Venn")] == ["Orlo Venn"]


def test_a_name_of_300_words_is_linked() -> None:
    house = "Ab " * 199 + "Ab"
    (mention,) = Linker(Register.of([person("many", house)])).link(house)
    assert (mention.start, mention.end) == (0, len(house))


def test_a_name_that_too_many_share_is_refused_for_all_of_them() -> None:
    shared = [person(str(number), "Orlo Venn", ru="Орло Венн") for number in range(MOST_SHARING + 1)]
    linker = Linker(Register.of([*shared, person("other", "Orlo Venn Kell")]))
    assert len(linker.refused) == MOST_SHARING + 1
    assert linker.link("Orlo Venn, Орло Венн") == []
    assert [mention.text for mention in linker.link("Orlo Venn Kell")] == ["Orlo Venn Kell"]


def test_as_many_as_may_share_a_name_are_all_listed() -> None:
    shared = Register.of(person(str(number), "Orlo Venn") for number in range(MOST_SHARING))
    (mention,) = Linker(shared).link("Orlo Venn")
    assert len(mention.candidates) == MOST_SHARING


@pytest.mark.parametrize("name", ["\u202eOrlo Venn\u202c", "Or\u200blo \u2067Venn\u2069", "Orlo\u00a0Venn", "Orlo\nVenn"])
def test_invisible_characters_in_the_register_change_nothing(name: str) -> None:
    assert [mention.text for mention in Linker(Register.of([person("a", name)])).link("to Orlo Venn.")] == ["Orlo Venn"]


@pytest.mark.parametrize("name", ["", " ", "\u0301", "🙂🙂", "🙂", "--", "\ud800", "الدكتور", "III", "abu"])
def test_a_name_without_anybody_in_it_links_nothing(name: str) -> None:
    linker = Linker(Register.of([person("a", name), person("b", "Orlo Venn")]))
    assert set(linker.refused) == {"a"}
    assert [who(mention) for mention in linker.link(f"{name} {name}، Orlo Venn {name}")] == [{"b"}]


@pytest.mark.parametrize("marks", ["\u0301", "\u064b", "\u05b0", "\u200c", "\u202e", "\u0640", "’"])
def test_a_text_of_marks_alone_ends(marks: str) -> None:
    assert LINKER.link(marks * 600_000) == []
    (mention,) = LINKER.link("Rami al-Tawqi" + marks * 300_000 + " " + marks)
    assert (mention.start, who(mention)) == (0, {"tawqi"})


def test_a_large_text_keeps_its_places() -> None:
    sentence = "قال رامي الطوقي إن الميناء مفتوح. " + "كلمة " * 60 + "\n"
    text = sentence * (LARGE // len(sentence))
    mentions = LINKER.link(text, "ar")
    assert len(mentions) == LARGE // len(sentence)
    assert {(mention.start % len(sentence), mention.text) for mention in mentions} == {(4, "رامي الطوقي")}


AROUND = st.lists(
    st.sampled_from(
        ["слово", "word", "Слово", "מילה", "کلمه", "kelime’ler", "12", "🙂", "\u202e", "和", "—", "a\u0301", "می\u200cروند"]
    ),
    max_size=6,
).map(" ".join)


@given(st.sampled_from(TEXTS), AROUND, AROUND)
@settings(max_examples=200, deadline=None)
def test_what_stands_around_changes_nothing(case: tuple[str, str], before: str, after: str) -> None:
    language, text = case
    alone = LINKER.link(text, language)
    shift = len(before) + 2
    among = LINKER.link(f"{before}\n\n{text}\n\n{after}", language)
    assert [(mention.start + shift, mention.end + shift, mention.candidates) for mention in alone] == [
        (mention.start, mention.end, mention.candidates) for mention in among
    ]


@given(st.sampled_from(TEXTS), st.sets(st.sampled_from(sorted(NEWSROOM.entities)), max_size=30))
@settings(max_examples=60, deadline=None)
def test_a_larger_register_only_adds_or_finds_longer_names(case: tuple[str, str], left_out: set[str]) -> None:
    language, text = case
    fewer = Linker(Register.of(entity for entity in NEWSROOM.entities.values() if entity.id not in left_out))
    every = LINKER.link(text, language)
    for mention in fewer.link(text, language):
        over = [other for other in every if other.start < mention.end and mention.start < other.end]
        assert any(
            (other.start, other.end) == (mention.start, mention.end) and who(mention) <= who(other) for other in over
        ) or any(who(other) & left_out for other in over)
