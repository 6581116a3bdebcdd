"""The language that a desk writes: tags in their usual spelling, and a clear word for what is none."""

from __future__ import annotations

import pytest

from dragoman.errors import SettingInvalid
from dragoman.text.scripts import direction
from dragoman.text.written import NAMES, is_in, name_of, script_of
from dragoman.translate.target import target_language

MOST_CHARS = 16  # of a tag in the database


def read(value: str) -> str:
    return target_language({"DRAGOMAN_LANGUAGE": value})


def test_a_desk_writes_english_unless_it_says_otherwise():
    assert target_language({}) == "en"


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("fr", "fr"),
        (" AR ", "ar"),
        ("pt-br", "pt-BR"),
        ("ES-419", "es-419"),
        ("az-arab-ir", "az-Arab-IR"),
        ("sr-latn", "sr-Latn"),
        ("he-Hebr", "he"),
    ],
)
def test_a_tag_comes_in_its_usual_spelling(value: str, tag: str):
    assert read(value) == tag


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("", "must be the tag of a language"),
        ("French", "must be the tag of a language"),
        ("fr_FR", "must be the tag of a language"),
        ("en-x-pirate", "must be the tag of a language"),
        ("فر", "must be the tag of a language"),
        ("tlh", "a desk cannot write 'tlh'. It can write Albanian (sq)"),
        ("ja", "a desk cannot write 'ja'"),
        ("und", "a desk cannot write 'und'"),
        ("fr-Arab", "French is written here in Latn, not Arab"),
        ("en-UK", "there is no region UK"),
    ],
)
def test_what_is_no_language_of_a_desk_is_told(value: str, told: str):
    with pytest.raises(SettingInvalid) as caught:
        read(value)
    assert caught.value.sentence.startswith("DRAGOMAN_LANGUAGE: ")
    assert told in caught.value.sentence


@pytest.mark.parametrize("language", NAMES)
def test_every_language_can_be_kept_and_set(language: str):
    tag = read(language)
    assert len(f"{tag}-{script_of(tag)}-419") <= MOST_CHARS
    assert (direction(tag) == "rtl") == (script_of(tag) in {"Arab", "Hebr"})


def test_a_text_is_in_a_language_whatever_its_region_and_script():
    assert is_in("fr-CA", "fr")
    assert is_in("fr", "fr-BE")
    assert not is_in("und", "fr")
    assert not is_in("fa", "ar")


def test_kurdish_is_told_apart_by_its_letters():
    assert is_in("ku", "ckb", "ئەنجومەن کۆبووەوە")
    assert not is_in("ku", "ckb", "Encûmen civiya")


def test_a_language_without_a_name_is_called_by_its_tag():
    assert (name_of("fr-CA"), name_of("tlh")) == ("French", "tlh")
