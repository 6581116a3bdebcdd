"""Known names in running text: clitics, endings, places, doubt."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.names.linker import BLOCK_CHARS, Linker, Mention
from dragoman.names.register import Register
from tests.names.known import KNOWN, SALMA, entity, person

LINKER = Linker(KNOWN)


def linked(text: str, language: str = "") -> list[tuple[str, str]]:
    """(words, best candidate's id) of each mention; places are checked on the way."""
    mentions = LINKER.link(text, language)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text
    return [(mention.text, mention.best.entity.id) for mention in mentions]


def only(text: str, language: str = "") -> Mention:
    (mention,) = LINKER.link(text, language)
    return mention


@pytest.mark.parametrize(
    ("text", "words", "entity_id"),
    [
        ("قال بهراد سلكوهي أمس", "بهراد سلكوهي", "selkuhi"),
        ("قال بهراد سلكوهى أمس", "بهراد سلكوهى", "selkuhi"),
        ("قال بَهْراد سَلْكوهيُّ أمس", "بَهْراد سَلْكوهيُّ", "selkuhi"),
        ("قال بهـــراد سلكـوهي", "بهـــراد سلكـوهي", "selkuhi"),
        ("ونعمان درساوي", "نعمان درساوي", "dirsawi"),
        ("في عبدالله المرسى", "عبدالله المرسى", "marsa"),
        ("به گفتهٔ بهراد سلکوهی، دبیر", "بهراد سلکوهی", "selkuhi"),
        ("بہراد سلکوہی نے کہا", "بہراد سلکوہی", "selkuhi"),
        ("מכתבו של בהרד סלכוהי במלואו", "בהרד סלכוהי", "selkuhi"),
        ("בְּהֶרָד סַלְכּוּהִי", "בְּהֶרָד סַלְכּוּהִי", "selkuhi"),
        ("Ждан Корчевин сказал", "Ждан Корчевин", "korchevin"),
        ("Nuʿmān al-Dirsāwī said", "Nuʿmān al-Dirsāwī", "dirsawi"),
        ("Numan Aldirsawi said", "Numan Aldirsawi", "dirsawi"),
        ("BEHRAD SELKUHI SAID", "BEHRAD SELKUHI", "selkuhi"),
        ("Behrad\u00a0Selkuhi", "Behrad\u00a0Selkuhi", "selkuhi"),
        ("Behrad\nSelkuhi", "Behrad\nSelkuhi", "selkuhi"),
        ("Бехрад Ceлькухи", "Бехрад Ceлькухи", "selkuhi"),  # two Latin letters inside
    ],
)
def test_a_name_is_found_however_it_is_spelled(text: str, words: str, entity_id: str) -> None:
    assert linked(text) == [(words, entity_id)]


@pytest.mark.parametrize(
    ("text", "clitic", "words"),
    [
        ("وبهراد سلكوهي", "و", "بهراد سلكوهي"),
        ("فبهراد سلكوهي", "ف", "بهراد سلكوهي"),
        ("لبهراد سلكوهي", "ل", "بهراد سلكوهي"),
        ("كبهراد سلكوهي", "ك", "بهراد سلكوهي"),
        ("وببهراد سلكوهي", "وب", "بهراد سلكوهي"),
        ("وَلِبَهراد سلكوهي", "ول", "بَهراد سلكوهي"),
        ("بخلميرة", "ب", "خلميرة"),
        ("وبخلميرة", "وب", "خلميرة"),
        ("לבהרד סלכוהי", "ל", "בהרד סלכוהי"),
        ("ושבהרד סלכוהי", "וש", "בהרד סלכוהי"),
        ("כשנורבן", "כש", "נורבן"),
        ("מנורבן", "מ", "נורבן"),
        ("ה״נורבן״", "ה", "נורבן"),
    ],
)
def test_a_prefix_is_no_part_of_the_name(text: str, clitic: str, words: str) -> None:
    mention = only(text)
    assert (mention.clitic, mention.text) == (clitic, words)
    assert mention.best.score < 1


def test_li_swallows_the_alef_of_the_article() -> None:
    assert linked("سُلّمت للدرساوي") == [("للدرساوي", "dirsawi")]
    assert only("ونعمان وللدرساوي").clitic == "و"


@pytest.mark.parametrize(
    "form",
    ["Корчевина", "Корчевину", "Корчевиным", "Корчевине", "Ждана Корчевина", "Ждану Корчевину", "Жданом Корчевиным"],
)
def test_russian_cases_of_a_man(form: str) -> None:
    assert linked(f"о {form} писали") == [(form, "korchevin")]
    assert only(form).ending


@pytest.mark.parametrize("form", ["Агнии Каменевой", "Агнию Каменеву", "Агнией Каменевой", "Каменеву"])
def test_russian_cases_of_a_woman(form: str) -> None:
    assert linked(form) == [(form, "kameneva")]


@pytest.mark.parametrize("form", ["Речного договора", "Речному договору", "Речным договором", "Речном договоре"])
def test_russian_cases_of_adjective_and_noun(form: str) -> None:
    assert linked(form) == [(form, "compact")]


@pytest.mark.parametrize("form", ["Ждана Корчевіна", "Ждану Корчевіну", "Жданові Корчевіну", "Жданом Корчевіним"])
def test_ukrainian_cases(form: str) -> None:
    assert linked(form) == [(form, "korchevin")]


@pytest.mark.parametrize("ending", ["nun", "na", "nu", "nda", "ndan", "yla", "lar", "ların"])
@pytest.mark.parametrize("apostrophe", ["’", "'"])
def test_turkish_endings_behind_an_apostrophe_are_outside(ending: str, apostrophe: str) -> None:
    mention = only(f"Tınaroğlu{apostrophe}{ending} sözleri")
    assert (mention.text, mention.best.entity.id) == ("Tınaroğlu", "tinaroglu")


def test_turkish_endings_without_an_apostrophe_only_where_turkish_is_written() -> None:
    assert linked("Tınaroğlunun") == [("Tınaroğlunun", "tinaroglu")]
    assert linked("Khalmiradan") == []
    assert linked("Khalmiradan", "tr") == [("Khalmiradan", "khalmira")]


def test_an_english_possessive_is_outside() -> None:
    assert linked("Selkuhi’s") == []
    assert linked("Behrad Selkuhi’s letter") == [("Behrad Selkuhi", "selkuhi")]


def test_persian_joined_endings_are_outside() -> None:
    mention = only("بهراد سلکوهی\u200cها")
    assert (mention.text, mention.ending) == ("بهراد سلکوهی", "ها")


def test_the_longest_name_wins_and_nothing_overlaps() -> None:
    assert linked("نقابات مرفأ خلميرة وخلميرة") == [("نقابات مرفأ خلميرة", "guilds"), ("خلميرة", "khalmira")]


def test_ambiguous_names_list_each_candidate() -> None:
    mention = only("قال الدرساوي")
    assert {candidate.entity.id for candidate in mention.candidates} == {"dirsawi", "salma"}
    assert mention.ambiguous
    assert [candidate.score for candidate in mention.candidates] == [0.5, 0.5]


def test_whoever_is_named_in_full_is_likelier() -> None:
    _, short = LINKER.link("قالت سلمى الدرساوي. وأضافت الدرساوي")
    assert short.best.entity == SALMA
    assert short.best.score > 0.6 > 0.4 > short.candidates[1].score


@pytest.mark.parametrize(
    "text",
    [
        "",
        "و",
        "123 456",
        "🙂🙂",
        "Behrad. Selkuhi was not there",  # two sentences
        "Behrad\n\nSelkuhi",  # two paragraphs
        "Behrad, Selkuhi",
        "behrad selkuhi",  # a name has capitals where its script has them
        "xBehrad Selkuhix",
        "المنعمان الدرساوية",
        "Корчевинский",
    ],
)
def test_what_is_no_name_is_not_linked(text: str) -> None:
    assert LINKER.link(text) == []


def test_a_short_word_is_linked_only_as_it_is_spelled() -> None:
    linker = Linker(Register.of([person("ali", "Ali Warraq", ar="علي")]))
    assert [mention.text for mention in linker.link("قال علي إن الأمر على ما يرام ولعلي")] == ["علي"]
    assert linker.link("علي")[0].best.score < 1


def test_names_that_say_nobody_are_refused() -> None:
    refused = Linker(
        Register.of([person("a", "Sheikh"), person("b", "Б"), person("c", "7"), person("d", "Orlo Venn", ar="و")])
    ).refused
    assert refused == {"a": "Sheikh", "b": "Б", "c": "7", "d": "و"}


def test_letters_that_folding_drops_belong_to_the_name() -> None:
    linker = Linker(Register.of([person("i", "Igor Venn", ru="Игорь"), person("a", "Alaa Venn", ar="علاء")]))
    assert [mention.text for mention in linker.link("Игорь и Игоря, علاء، عَلاءُ")] == ["Игорь", "Игоря", "علاء", "عَلاءُ"]
    assert linker.link("Игорь")[0].best.score == 1


@pytest.mark.parametrize("text", ["Надер аль-Халаби", "Надера аль-Халаби", "Надер Аль Халаби", "Надер Альхалаби"])
def test_an_article_in_cyrillic(text: str) -> None:
    linker = Linker(Register.of([person("h", "Nader Al-Halabi", ru="Надер аль-Халаби")]))
    assert [mention.text for mention in linker.link(f"министр {text} ответил")] == [text]


def test_an_empty_register_links_nothing() -> None:
    assert Linker(Register.of([])).link("Behrad Selkuhi") == []


def test_letters_that_fold_to_several_keep_their_places() -> None:
    linker = Linker(Register.of([person("a", "Æthra Straßen")]))
    text = "ﬃ Æthra Straßen ß"
    (mention,) = linker.link(text)
    assert mention.text == "Æthra Straßen"


def test_bidi_controls_inside_a_name_are_passed_over() -> None:
    text = "\u202bقال بهراد\u200f \u2067سلكوهي\u2069\u202c"
    (mention,) = LINKER.link(text)
    assert text[mention.start : mention.end] == "بهراد\u200f \u2067سلكوهي"


SMALL_BLOCKS = Linker(KNOWN, block_chars=200)


@pytest.mark.parametrize("filler", ["كلمة ", "ا", "x", "Ж", "Behrad "])
def test_a_long_text_keeps_its_places_across_blocks(filler: str) -> None:
    before = filler * 1_500
    text = f"{before} بهراد سلكوهي " * 2
    mentions = [mention for mention in SMALL_BLOCKS.link(text) if mention.best.entity.id == "selkuhi"]
    assert [mention.text for mention in mentions] == ["بهراد سلكوهي"] * 2
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)


def test_a_name_across_the_end_of_a_block_is_found_once() -> None:
    for shift in range(-16, 3):
        text = "ا " * ((200 + shift) // 2) + "بهراد سلكوهي ثم خلميرة"
        assert [mention.best.entity.id for mention in SMALL_BLOCKS.link(text)] == ["selkuhi", "khalmira"]


def test_a_huge_text_without_any_space_ends() -> None:
    assert LINKER.link("ك" * (2 * BLOCK_CHARS)) == []


def test_lone_surrogates_and_noncharacters_pass() -> None:
    assert linked("\ud800 Behrad Selkuhi \uffff") == [("Behrad Selkuhi", "selkuhi")]


# Vowel signs, tatweel, joiners and direction marks: written at will, so they may stand between any two letters.
AT_WILL = st.text("\u064e\u064f\u0650\u0651\u0652\u0670\u0640\u200c\u200d\u200e\u200f\u2067\u2069\ufeff", max_size=3)
NAMES = ["بهراد سلكوهي", "نعمان الدرساوي", "عبد الله المرسى", "نقابات مرفأ خلميرة"]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_marks_at_will_never_move_a_name(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    written = "".join(letter + (data.draw(AT_WILL) if letter != " " else "") for letter in name)
    before = data.draw(st.text("اكلمة \u064e\u200f،.", max_size=20)) + " "
    text = f"{before}{written} \u200fانتهى"
    (mention,) = LINKER.link(text)
    assert mention.start == len(before)
    assert mention.end <= len(before) + len(written)
    assert (
        text[mention.end : len(before) + len(written)].strip(
            "\u200c\u200d\u200e\u200f\u2067\u2069\ufeff\u0640\u064e\u064f\u0650\u0651\u0652\u0670"
        )
        == ""
    )


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_places_inside_it_in_order(text: str) -> None:
    at = 0
    for mention in LINKER.link(text + " خلميرة " + text):
        assert at <= mention.start < mention.end
        at = mention.end
        assert mention.candidates
        assert 0 < sum(candidate.score for candidate in mention.candidates) <= 1


def test_a_place_and_a_person_of_one_name_are_both_listed() -> None:
    from dragoman.names.register import EntityKind

    both = Register.of([person("p", "Orlo Nofra", ar="نوفرة"), entity("n", EntityKind.PLACE, "Nofra", ar="نوفرة")])
    (mention,) = Linker(both).link("في نوفرة")
    assert [candidate.entity.id for candidate in mention.candidates] == ["n", "p"]
