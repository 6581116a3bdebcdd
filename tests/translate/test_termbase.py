"""Terms are found under what languages put before and behind words, at their exact place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dragoman.text.scripts import fold
from dragoman.translate.termbase import Form, Standing, Term, Termbase, circular

CASES = Path(__file__).with_name("term_cases.tsv")
SECOND = Path(__file__).with_name("term_cases_later.tsv")  # written after the rules; at first precision 1, recall .95
LEAST = 0.9


def read_cases(file: Path = CASES) -> list[tuple[str, str, str, set[tuple[int, int]]]]:
    cases = []
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        language, form, marked = line.split("\t")
        spans, text = set(), ""
        for piece in re.split("([⟦⟧])", marked):
            if piece == "⟦":
                start = len(text)
            elif piece == "⟧":
                spans.add((start, len(text)))
            else:
                text += piece
        cases.append((language, form, text, spans))
    return cases


def one_term(form: str, language: str) -> Termbase:
    return Termbase([Term("one", (Form(form, language),))])


@pytest.mark.parametrize(("of_term", "of_text"), [("ckb", "ku"), ("ku", "ckb"), ("ku-IQ", "ku")])
def test_a_sorani_term_is_found_under_either_tag(of_term, of_text):
    base = one_term("حکومەت", of_term)
    assert [(one.start, one.end) for one in base.find("حکومەتەکە ڕایگەیاند", of_text)] == [(0, 9)]
    assert one_term("hikûmet", "ku").find("Hikûmetê got", "ckb") == [], "Kurmanji is not Sorani"


@pytest.mark.parametrize(("file", "least"), [(CASES, 200), (SECOND, 60)])
def test_inflected_terms_are_found_at_their_place(file, least):
    right = wrong = missed = 0
    problems = []
    cases = read_cases(file)
    for language, form, text, spans in cases:
        found = {(one.start, one.end) for one in one_term(form, language).find(text, language)}
        right += len(spans & found)
        wrong += len(found - spans)
        missed += len(spans - found)
        if found != spans:
            problems.append((language, form, text, sorted(text[start:end] for start, end in found)))
    assert len(cases) >= least
    assert right / (right + wrong) >= LEAST, problems
    assert right / (right + missed) >= LEAST, problems


def test_the_longest_form_stands_and_meanings_of_one_form_are_all_told():
    base = Termbase(
        [
            Term("a", (Form("council", "en"),)),
            Term("b", (Form("city council", "en"),)),
            Term("c", (Form("city council", "en", Standing.FORBIDDEN),)),
        ]
    )
    found = base.find("The city council sat; the council agreed.", "en")
    assert [(one.term.id, one.start, one.end) for one in found] == [("b", 4, 16), ("c", 4, 16), ("a", 26, 33)]


def test_vowel_signs_and_tatweel_before_a_term_are_not_part_of_it():
    text = "قَالَ لِلْحُكُومَةِ وبالـحكومة"
    found = one_term("حكومة", "ar").find(text, "ar")
    assert [text[one.start : one.end] for one in found] == ["حُكُومَةِ", "حكومة"]


def test_only_the_language_asked_for_is_found():
    base = Termbase([Term("a", (Form("rat", "en"), Form("Rat", "de-AT")))])
    assert [one.form.text for one in base.find("Rat", "de")] == ["Rat"]
    assert base.find("Rat", "fr") == []


@pytest.mark.parametrize("text", ["", " ", "\u064b\u0651", "🙂🙂", "،؛؟", "\u202e\u2066"])
def test_nothing_is_found_in_what_has_no_words(text):
    assert one_term("حكومة", "ar").find(text, "ar") == []
    assert one_term(text, "ar").find("حكومة", "ar") == []


def test_ten_thousand_terms_and_a_long_segment():
    words = [
        chr(0x627 + number % 20) + chr(0x628 + number // 20 % 20) + chr(0x62A + number // 400) + "نص" for number in range(10_000)
    ]
    base = Termbase(Term(str(number), (Form(word, "ar"),)) for number, word in enumerate(words))
    text = ("كلام عادي " * 5_000)[:50_000] + " وال" + words[777]
    (found,) = [one for one in base.find(text, "ar") if fold(one.form.text) == fold(words[777])][:1]
    assert text[found.start : found.end] == words[777]


def test_circles_of_advice_are_found_and_chains_are_not():
    def advice(term_id: str, worse: str, better: str) -> Term:
        return Term(term_id, (Form(better, "en"), Form(worse, "en", Standing.FORBIDDEN)))

    chain = [advice("1", "a", "b"), advice("2", "b", "c")]
    assert circular(chain) == frozenset()
    assert circular([*chain, advice("3", "C", "a")]) == {("en", "a"), ("en", "b"), ("en", "c")}
    assert circular([advice("1", "a", "A")]) == {("en", "a")}
    large = [advice(str(number), f"w{number}", f"w{(number + 1) % 10_000}") for number in range(10_000)]
    assert len(circular(large)) == 10_000
