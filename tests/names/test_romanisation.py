"""Names in Latin letters: golden cases by scheme, from the schemes' own tables; and what is guessed is said to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.errors import StyleUnreadable
from dragoman.names.romanisation import SCHEMES, load_style, read_style, romanise

# Vocalised: every letter is known. (name, language, IJMES, ALA-LC, BGN/PCGN)
VOCALISED = [
    ("مُحَمَّد", "ar", "Muḥammad", "Muḥammad", "Muḩammad"),
    ("عَبْد الرَّحْمٰن", "ar", "ʿAbd al-Raḥmān", "ʻAbd al-Raḥmān", "‘Abd ar Raḩmān"),
    ("الشَّمْس", "ar", "al-Shams", "al-Shams", "Ash Shams"),
    ("القَمَر", "ar", "al-Qamar", "al-Qamar", "Al Qamar"),
    ("مُصْطَفَى", "ar", "Muṣṭafā", "Muṣṭafá", "Muşţafá"),
    ("فاطِمَة", "ar", "Fāṭima", "Fāṭimah", "Fāţimah"),
    ("عُمَر بْن الخَطّاب", "ar", "ʿUmar ibn al-Khaṭṭāb", "ʻUmar ibn al-Khaṭṭāb", "‘Umar Bin al Khaţţāb"),
    ("رَؤُوف", "ar", "Raʾūf", "Raʼūf", "Ra’ūf"),
    ("نَبِيّ", "ar", "Nabī", "Nabī", "Nabī"),
    ("زَيْنَب", "ar", "Zaynab", "Zaynab", "Zaynab"),
    ("آدَم", "ar", "Ādam", "Ādam", "Ādam"),
    ("ذُو الفَقار", "ar", "Dhū al-Faqār", "Dhū al-Faqār", "Dhū al Faqār"),
    ("ضِیا", "fa", "Żiyā", "Z̤iyā", "Ẕeyā"),
    ("ثُرَیّا", "fa", "S̱urayyā", "S̲urayyā", "S̄orayyā"),
    ("چِنار", "fa", "Chinār", "Chinār", "Chenār"),
    ("ژالِه", "fa", "Zhālih", "Zhālih", "Zhāleh"),
    ("پِسَرِ رُود", "fa", "Pisar-i Rūd", "Pisar-i Rūd", "Pesar-e Rūd"),
]


@pytest.mark.parametrize(("name", "language", "ijmes", "ala_lc", "bgn"), VOCALISED)
def test_vocalised_arabic_and_persian(name: str, language: str, ijmes: str, ala_lc: str, bgn: str) -> None:
    for scheme, expected in (("ijmes", ijmes), ("ala-lc", ala_lc), ("bgn-pcgn", bgn)):
        said = romanise(name, scheme, language=language)
        assert (said.text, said.guesses) == (expected, ())


@pytest.mark.parametrize(
    ("name", "language", "scheme", "expected"),
    [
        ("ڈَنگِیلا", "ur", "bgn-pcgn", "Ḍangīlā"),  # examples of the BGN/PCGN system
        ("ثَابِر", "ur", "bgn-pcgn", "S̄ābir"),
        ("خَضَر خَان", "ur", "bgn-pcgn", "Khaẕar Khān"),
        ("سُلْطَان", "ur", "bgn-pcgn", "Sulţān"),
        ("گِیدَڑَه", "ur", "bgn-pcgn", "Gīdaṛah"),
        ("خَان", "ur", "ala-lc", "K̲h̲ān"),
        ("چَمَن", "ur", "ala-lc", "Caman"),
        ("שָׁלוֹם", "he", "ala-lc", "Shalom"),
        ("יִצְחָק", "he", "ala-lc", "Yitsḥaḳ"),
        ("יִצְחָק", "he", "bgn-pcgn", "Yiẕẖaq"),
        ("בָּרוּךְ", "he", "ala-lc", "Barukh"),
        ("אֱלִיעֶזֶר בֶּן־יְהוּדָה", "he", "ala-lc", "Eliʻezer Ben-Yehudah"),
        ("יִשְׂרָאֵל", "he", "newspaper", "Yisrael"),
        ("Щукин", "ru", "ala-lc", "Shchukin"),
        ("Чайковский", "ru", "ala-lc", "Chaĭkovskiĭ"),
        ("Юлия Цветаева", "ru", "ala-lc", "I͡Ulii͡a T͡Svetaeva"),
        ("Евгений Подъездов", "ru", "bgn-pcgn", "Yevgeniy Pod”yezdov"),
        ("Муравьёв", "ru", "bgn-pcgn", "Murav’yëv"),
        ("Чайковский", "ru", "newspaper", "Chaykovsky"),
        ("Їжакевич", "uk", "bgn-pcgn", "Yizhakevych"),
        ("Згурський Юрій", "uk", "bgn-pcgn", "Zghurskyi Yurii"),
        ("Знам'янка", "uk", "bgn-pcgn", "Znamianka"),
        ("Гнат Ґалаґан", "uk", "ala-lc", "Hnat Galagan"),
    ],
)
def test_what_is_fully_written_is_known(name: str, language: str, scheme: str, expected: str) -> None:
    said = romanise(name, scheme, language=language)
    assert (said.text, said.guesses) == (expected, ())


@pytest.mark.parametrize(
    ("name", "scheme", "marked"),
    [
        ("محمد", "ijmes", "M[u]ḥ[a]m[ma]d"),  # a usual name's usual vowels are guesses too
        ("نعمان الدرساوي", "ijmes", "N[u]ʿmān al-D[a]rsāwī"),
        ("بهراد سلکوهی", "newspaper", "B[a]hrad S[a]lk[u]hi"),
        ("مدرسة النور", "ijmes", "M[a]dr[a]s[at] al-N[ū]r"),
        ("אלירז נורבן", "newspaper", "[A]l[i]r[a]z N[o]r[va]n"),
        ("ژاله", "bgn-pcgn", "Zhāl[e]h"),
        ("عبدالله", "ala-lc", "ʻ[A]bd Allāh"),  # two words, however they are written
        ("عبدالله کریمی", "newspaper", "[A]bd Allah K[a]r[i]mi"),
        ("أبوالوفا", "newspaper", "[A]b[u] al-W[a]fa"),
        ("عبدالکریم کریمی", "ala-lc", "ʻ[A]bd al-K[a]r[ī]m K[a]r[ī]mī"),
        ("شمس‌الدین پارسی", "bgn-pcgn", "Sh[a]ms od D[ī]n Pārsī"),
        ("روح‌الله", "ala-lc", "R[ū]ḥ Allāh"),
        ("الهام چرخنده", "newspaper", "[A]lham Ch[a]rkh[a]nd[e]h"),  # no article: a Persian name begins so
        ("والله", "ijmes", "Wāll[a]h"),
        ("خواجه", "ala-lc", "Kh[a]wāj[a]h"),  # Arabic by its letters, where the waw is heard
        ("خواجه نصیر", "ala-lc", "Khvāj[a]h N[a]ṣ[ī]r"),
        ("پھولن", "newspaper", "Ph[u]l[a]n"),
    ],
)
def test_what_is_not_written_is_marked(name: str, scheme: str, marked: str) -> None:
    assert romanise(name, scheme).marked == marked


def test_guesses_are_spans_of_the_text() -> None:
    said = romanise("حسن", "newspaper")
    assert [said.text[start:end] for start, end in said.guesses] == ["a", "a"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["Jean Paul", "", "123", "🙂", "«»", "\u202e\u2066"])
def test_what_is_latin_or_nothing_passes(scheme: str, name: str) -> None:
    said = romanise(name, scheme)
    assert said.text == name.strip("\u202e\u2066")
    assert said.guesses == ()


def test_mixed_scripts_are_romanised_word_by_word() -> None:
    assert romanise("Dr. Ждан عَلِيّ (2)", "ala-lc").text == "Dr. Zhdan ʻAlī (2)"


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("مُحَمَّد", "ru", "Muḥammad"),  # a language of another script says nothing of these letters
        ("Щукин", "ar", "Shchukin"),
        ("شَمْس", "AR-eg", "Shams"),
        ("שָׁלוֹם רַב לְךָ عَلِيّ", "", "Shalom Rav Lekha ʻAlī"),
        ("مُحَمَّد بن خالِد Їжакевич", "", "Muḥammad ibn Khālid Ïz͡hakevych"),
    ],
)
def test_words_are_read_in_a_language_of_their_script(name: str, language: str, expected: str) -> None:
    assert romanise(name, "ala-lc", language=language).text == expected


@pytest.mark.parametrize(("name", "language"), [("Ђорђе", "sr"), ("שלום", "yi"), ("خالد", "ps"), ("محمد", "xx")])
def test_a_language_without_a_table_is_not_read_as_another(name: str, language: str) -> None:
    with pytest.raises(StyleUnreadable, match=f"has no table for '{language}'"):
        romanise(name, "ala-lc", language=language)


def test_ten_thousand_letters_end() -> None:
    assert len(romanise("ب" * 10_000, "ijmes").text) > 10_000
    assert len(romanise("ב" * 10_000, "ala-lc").text) > 10_000


@pytest.mark.parametrize("name", ["ا", "و", "ي", "ة", "ء", "ى", "ال", "آ", "א", "ו", "'", "َ", "ّ", "ے", "والا", "ייי", "ווו"])
@pytest.mark.parametrize("scheme", ["ala-lc", "bgn-pcgn", "newspaper"])
def test_single_letters_never_break(name: str, scheme: str) -> None:
    said = romanise(name, scheme)
    assert all(0 <= start < end <= len(said.text) for start, end in said.guesses)


def test_a_scheme_says_when_it_has_no_table() -> None:
    with pytest.raises(StyleUnreadable, match="IJMES has no table for 'he'; it has ar, fa"):
        romanise("שלום", "ijmes")
    with pytest.raises(StyleUnreadable, match="There is no scheme 'none'"):
        romanise("محمد", "none")


DESK = """
base = "newspaper"
title = "Our style"
[ar]
letters = "ق k"
article = "Al-"
long = { u = "ou" }
words = { "بن" = "Ben" }
"""


def test_a_desks_own_style_changes_only_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "style.toml"
    path.write_text(DESK, encoding="utf-8")
    style = load_style(path)
    assert style.title == "Our style"
    assert romanise("نُور القَمَر بْن خالِد", style).text == "Nour Al-Kamar Ben Khalid"
    assert romanise("Щукин", style).text == "Shchukin"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[ar", "is not TOML"),
        ("title = 'x'", "has no table"),
        ("base = 'x'", "begins from 'x'"),
        ("[ar]\nletters = 'ب b ت'", "'ت' has no partner"),
        ("[ar]\nletters = 7", "'letters' is unknown or has a value of the wrong kind"),
        ("[ar]\nnonsense = 'x'", "'nonsense' is unknown"),
        ("[ar]\nshort = { a = 1 }", "'short' is unknown or has"),
    ],
)
def test_a_bad_style_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(StyleUnreadable, match=said):
        read_style(text, "desk.toml")


def test_a_style_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(StyleUnreadable, match=r"The style none.toml cannot be read."):
        load_style(tmp_path / "none.toml")


def test_an_incomplete_style_still_romanises() -> None:
    style = read_style("[ar]\nletters = 'ب b'", "desk.toml")
    assert romanise("بَاب", style).text
