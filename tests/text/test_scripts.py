"""Folding and direction."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.text.scripts import direction, fold, fold_with_offsets, script, script_counts

SAME = [
    ("أحمد", "احمد"),
    ("إيمان", "ايمان"),
    ("آمال", "امال"),
    ("ٱلكتاب", "الكتاب"),
    ("مؤتمر", "موتمر"),
    ("رئيس", "رييس"),
    ("سماء", "سما"),
    ("مستشفى", "مستشفي"),
    ("کتاب", "كتاب"),
    ("ایران", "ايران"),
    ("مدرسة", "مدرسه"),
    ("مـــكتـــب", "مكتب"),
    ("مُحَمَّد", "محمد"),
    ("رحمٰن", "رحمن"),
    ("می‌گویند", "ميگويند"),
    ("خانۀ", "خانه"),
    ("ہے", "هي"),
    ("ﻻجئ", "لاجئ"),
    ("ﷲ", "الله"),
    ("קָפֶה", "קפה"),
    ("שלום", "שלומ"),
    ("או״ם", 'או"ם'),
    ("צ'ק", "צק"),
    ("רב־סרן", "רב-סרן"),
    ("İZMİR", "izmir"),
    ("ISPARTA", "ısparta"),
    ("Ёлкин", "елкин"),
    ("Майский", "маискии"),
    ("Čapek", "capek"),
    ("Baʿalī", "baali"),
    ("Na’ama", "Na'ama"),
    ("O‘zbek", "ozbek"),
    ("Straße", "STRASSE"),
    ("Ｗｉｄｅ", "wide"),
    ("e\u0301te\u0301", "été"),
    ("١٢٣", "123"),
    ("۱۲۳", "123"),
    ("१२३", "123"),
    ("٣٫٥", "3.5"),
    ("a\u00a0b", "a b"),
]
APART = [("حرب", "خرب"), ("שר", "סר"), ("дом", "том"), ("کم", "گم"), ('אמר "לא"', "אמר לא"), ("हिन्दी", "हन्द"), ("が", "か")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_blessing_ligature_is_not_expanded() -> None:
    assert fold("النبي ﷺ") == "النبي ﷺ"


def test_german_accents_fold_to_two_letters_only_in_german() -> None:
    assert fold("Grüße", "de") == "gruesse"
    assert fold("Grüße") == "grusse"


TEXT = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("أإىيکكـ\u064e\u200cשם\"״׳'ʿІİıß\u0301\u0308ё")), max_size=40)


@given(TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(TEXT)
def test_canonically_equal_texts_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(TEXT)
def test_offsets_fit_the_folded_text(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert offsets == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


def test_offsets_point_at_the_source_letter() -> None:
    text = "قالَ می‌گویند ﻻ"
    folded, offsets = fold_with_offsets(text)
    start = folded.index("گويند")
    assert text[offsets[start]] == "گ"
    assert [offsets[-2], offsets[-1]] == [len(text) - 1] * 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("fa", "rtl"),
        ("ar-EG", "rtl"),
        ("he", "rtl"),
        ("tr", "ltr"),
        ("ku-Arab", "rtl"),
        ("ku", "ltr"),
        ("az-Arab", "rtl"),
        ("und", "ltr"),
        ("", "ltr"),
    ],
)
def test_direction_of_a_language(value: str, expected: str) -> None:
    assert direction(value) == expected


def test_direction_of_a_text() -> None:
    assert direction("قال NATO إن") == "rtl"
    assert direction("Он сказал: سلام") == "ltr"
    assert script("קול העם") == "Hebr"
    assert script("123 …") == "Zyyy"


@given(st.text(st.sampled_from("abéЖжش֑ﺵשאªŸ１ .'")))
def test_the_script_is_that_of_most_letters(text: str) -> None:
    counts = script_counts(text)
    assert counts[script(text)] == max(counts.values(), default=0)
