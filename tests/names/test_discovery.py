"""Names proposed in passages of eight languages, all invented; places, reasons, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.names.discovery import LANGUAGES, discover
from dragoman.names.linker import Linker
from dragoman.names.taggers import spacy_tagger, stanza_tagger, transformers_tagger
from tests.names.known import KNOWN

PASSAGES = {
    "ar": (
        (
            "قال هلال الزورقي إن الجسر سليم. وأكد أبو صخر أن الدفاتر مفتوحة، ووصل سالم بن رباح مع الدكتورة منار الورّاق. "
            "وأضاف أمين الميثاق بهراد سلكوهي أن اللقاء غدا."
        ),
        {"هلال الزورقي", "أبو صخر", "سالم بن رباح", "منار الورّاق", "بهراد سلكوهي"},
    ),
    "fa": (
        (
            "به گفتهٔ پرستو آب‌چین، پل سالم است. بهراد سلکوهی، دبیر پیمان رود، از آقای الیراز نوربان سپاسگزاری کرد. "
            "گلنوش سروزاده هم رسید."
        ),
        {"پرستو آب‌چین", "بهراد سلکوهی", "الیراز نوربان", "گلنوش سروزاده"},
    ),
    "ur": (
        "ڈاکٹر نوید سلماری نے کہا کہ پانی اتر گیا ہے۔ مولانا صابر کوہی نے دعا کی۔",
        {"نوید سلماری", "صابر کوہی"},
    ),
    "he": (
        'יושב ראש המועצה, אלירז נורבן, קרא את המכתב. לדברי רננה ברושי, הגשר שלם. ד"ר טליה כרמון הוסיפה כי השלג קרב.',
        {"אלירז נורבן", "רננה ברושי", "טליה כרמון"},
    ),
    "tr": (
        "Birlik sözcüsü Sevgül Tınaroğlu, toplantıyı anlattı. Dün akşam Defne Taşpınar’ın yazısı okundu.",
        {"Sevgül Tınaroğlu", "Defne Taşpınar"},
    ),
    "ru": (
        "Старшина стражей перевала Ждан Корчевин сказал, что дрова сложены. По словам Агнии Каменевой, мост цел.",
        {"Ждан Корчевин", "Агнии Каменевой"},
    ),
    "uk": (
        "Старшина сторожі перевалу Ждан Корчевін сказав, що дрова складено. За словами Агнії Каменевої, міст цілий.",
        {"Ждан Корчевін", "Агнії Каменевої"},
    ),
    "en": (
        "The league's chairwoman Sevgul Tinaroglu said the mill stands. According to Dr. Orlo Venn, Hilal bin Saqr left.",
        {"Sevgul Tinaroglu", "Orlo Venn", "Hilal bin Saqr"},
    ),
}


SENTENCES = Path(__file__).with_name("sentences.tsv")
NAMED = re.compile(r"\[(.*?)\]")


def sentences(which: str) -> Iterator[tuple[str, str, set[str]]]:
    """(language, text, names in it) of a set."""
    for line in SENTENCES.read_text("utf-8").splitlines():
        if line.startswith(f"{which}\t"):
            _, language, marked = line.split("\t")
            yield language, NAMED.sub(r"\1", marked), set(NAMED.findall(marked))


def proposed(text: str, language: str = "") -> set[str]:
    proposals = discover(text, language)
    for proposal in proposals:
        assert text[proposal.start : proposal.end] == proposal.text
        assert proposal.reasons
    return {proposal.text for proposal in proposals}


def test_every_language_has_a_passage() -> None:
    assert set(PASSAGES) == set(LANGUAGES)


@pytest.mark.parametrize("language", PASSAGES)
def test_names_in_a_passage(language: str) -> None:
    text, names = PASSAGES[language]
    assert proposed(text, language) == names


@pytest.mark.parametrize("language", PASSAGES)
def test_without_a_language_the_script_decides(language: str) -> None:
    text, names = PASSAGES[language]
    found = proposed(text)
    assert sum(any(name in text for text in found) for name in names) >= len(names) - 1


@pytest.mark.parametrize(
    ("which", "told", "names", "found", "proposals"),
    [
        ("seen", True, 64, 63, 64),
        ("seen", False, 64, 60, 64),
        ("kept", True, 22, 22, 22),
        ("last", True, 25, 21, 23),
    ],
)
def test_sentences_with_and_without_names(which: str, told: bool, names: int, found: int, proposals: int) -> None:
    """No fewer of the names than when this was written, and no more proposals; `told`: the language is."""
    given = list(sentences(which))
    answers = [(expected, proposed(text, language if told else "")) for language, text, expected in given]
    assert sum(len(expected) for expected, _ in answers) == names
    assert sum(len(expected & answer) for expected, answer in answers) >= found
    assert sum(len(answer) for _, answer in answers) <= proposals
    assert not any(answer for expected, answer in answers if not expected)


def test_each_clause_is_read_in_its_own_script() -> None:
    text = "Yesterday Samir Darwish came. وقالت فاطمة الهادي إن الجسر سليم. Потом пришёл Ждан Корчевин."
    assert proposed(text) == proposed(text, "en") == {"Samir Darwish", "فاطمة الهادي", "Ждан Корчевин"}


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Письмо подписал Е. П. Дальский.", "ru", {"Е. П. Дальский"}),
        ("В. И. поехал домой.", "ru", set()),  # initials alone name nobody
        ("الدكتور نبيل الورّاق قوله", "ar", {"نبيل الورّاق"}),  # two names are the usual length
        ("הרב נתן בר שדה דיבר", "he", {"נתן בר שדה"}),  # what *bar* links belongs to it
        ("جناب انور پل والا نے خط پڑھا", "ur", {"انور پل والا"}),  # as far as the mark of the speaker
        ("حکومت نے سڑک کھول دی", "ur", set()),
        ("Officials said so.", "en", set()),  # a capital from the sentence alone
    ],
)
def test_where_a_name_begins_and_ends(text: str, language: str, names: set[str]) -> None:
    assert proposed(text, language) == names


def test_reasons_are_told() -> None:
    (proposal,) = discover("Старшина Ждан Корчевин сказал", "ru")
    assert set(proposal.reasons) == {"after the role Старшина", "before the verb сказал", "capitalised words"}


def test_an_ending_behind_an_apostrophe_is_outside() -> None:
    assert proposed("Dün Defne Taşpınar’ın yazısı okundu.", "tr") == {"Defne Taşpınar"}


def test_known_names_are_left_out() -> None:
    text = "قال هلال الزورقي إن بهراد سلكوهي بن رباح وصل. وقال بهراد سلكوهي إن الجسر سليم"
    names = {proposal.text for proposal in discover(text, "ar", known=Linker(KNOWN))}
    assert "هلال الزورقي" in names
    assert not any("سلكوهي" in name for name in names)


@pytest.mark.parametrize(
    "text", ["", "و", "123", "🙂", "قال.", "сказал", "Dr.", "\u202e", "قال إن الجسر سليم", "The bridge stands."]
)
def test_what_holds_no_name_proposes_nothing(text: str) -> None:
    assert discover(text) == []


def test_a_huge_text_and_a_huge_word_end() -> None:
    assert discover("ا" * 200_000) == []
    assert len(discover("قال هلال الزورقي إن الجسر سليم. " * 2_000, "ar")) == 2_000


@given(st.text(max_size=120), st.sampled_from(["", *LANGUAGES]))
@settings(max_examples=150, deadline=None)
def test_places_are_inside_and_in_order(text: str, language: str) -> None:
    at = 0
    for proposal in discover(f"{text} Dr. Orlo Venn said قال هلال بن صقر {text}", language):
        assert at <= proposal.start < proposal.end
        at = proposal.end


TEXT = "Orlo Venn came on Monday"
FAKE_DOC = SimpleNamespace(
    ents=[
        SimpleNamespace(start_char=0, end_char=9, label_="PERSON", type="PERSON"),
        SimpleNamespace(start_char=18, end_char=24, label_="DATE", type="DATE"),
        SimpleNamespace(start_char=20, end_char=999, label_="ORG", type="ORG"),
    ]
)


@pytest.mark.parametrize(
    "tagger",
    [
        spacy_tagger(lambda _: FAKE_DOC),
        stanza_tagger(lambda _: FAKE_DOC),
        transformers_tagger(
            lambda _: [{"start": 0, "end": 9, "entity_group": "PER"}, {"start": 18, "end": 24, "entity_group": "MISC"}]
        ),
    ],
)
def test_other_programs_may_propose_too(tagger: object) -> None:
    (proposal,) = discover(TEXT, "ar", taggers=[tagger])
    assert proposal.text == "Orlo Venn"
    assert any(reason.startswith("tagged PER") for reason in proposal.reasons)


def test_a_real_spacy_pipeline() -> None:
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed: its adapter is tested on a stand-in alone")
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Orlo Venn"}])
    (proposal,) = discover(TEXT, "ar", taggers=[spacy_tagger(nlp)])
    assert proposal.text == "Orlo Venn"
