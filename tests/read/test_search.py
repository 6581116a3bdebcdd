"""Search finds a word under every spelling, and says where."""

import multiprocessing
from datetime import UTC, datetime

import pytest

from dragoman.errors import SearchUnavailable
from dragoman.read.search import Document, TantivyIndex

WHEN = datetime(2026, 3, 1, tzinfo=UTC)

# (language, what the item says, what a monitor types). All names are invented.
SPELLINGS = [
    # Arabic: vowels, hamza seats, ya and alef maqsura, ta marbuta, tatweel, article, clitics, plural and possessive
    ("ar", "قالَ الوَالِي", "قال الوالي"),
    ("ar", "أدارين", "ادارين"),
    ("ar", "إعلان", "اعلان"),
    ("ar", "آثار النهر", "اثار"),
    ("ar", "على", "علي"),
    ("ar", "مصطفى القصّاني", "مصطفي القصاني"),
    ("ar", "الرسالة", "الرساله"),
    ("ar", "نهـــر", "نهر"),
    ("ar", "والرسالة", "رسالة"),
    ("ar", "بالميثاق", "الميثاق"),
    ("ar", "للمجلس", "مجلس"),
    ("ar", "وللمجلس", "المجلس"),
    ("ar", "فالوادي", "وادي"),
    ("ar", "رسالته", "رسالة"),
    ("ar", "المزارعين", "المزارعون"),
    ("ar", "الاجتماعات", "اجتماع"),
    ("ar", "مسؤول", "مسوول"),
    ("ar", "هيئة", "هيية"),
    ("ar", "عام ١٤٤٧", "1447"),
    ("ar", "شيخ الجبل", "شیخ"),
    ("ar", "كتاب", "کتاب"),
    # Persian: ZWNJ, Arabic letters, plural, ezafe, digits
    ("fa", "نامه‌ها", "نامهها"),
    ("fa", "کتاب‌های دره", "کتابهای دره"),
    ("fa", "کتاب‌ها", "کتاب"),
    ("fa", "پیمان آب", "پيمان آب"),
    ("fa", "می‌گوید", "میگوید"),
    ("fa", "شورای دره‌ها", "شوراي دره‌ها"),
    ("fa", "سال ۱۴۰۵", "1405"),
    ("fa", "خانهٔ آب", "خانه آب"),
    ("fa", "رئیس", "رييس"),
    ("fa", "جزئیات", "جزييات"),
    # Hebrew: points, prefixes, finals, gershayim, geresh
    ("he", "שָׁלוֹם", "שלום"),
    ("he", "במועצה", "מועצה"),
    ("he", "והמועצה", "המועצה"),
    ("he", "לעמקים", "עמקים"),
    ("he", "מנכ״ל", 'מנכ"ל'),
    ("he", 'דו"ח', "דו״ח"),
    ("he", "ג׳לרון", "ג'לרון"),
    ("he", "שהנהר", "הנהר"),
    ("he", "מכתב", "מכתב"),
    # Russian: ё, cases, stress mark, й
    ("ru", "Орлёнов", "Орленов"),
    ("ru", "письмами", "письмо"),
    ("ru", "в долине", "долина"),
    ("ru", "совета долин", "советы"),
    ("ru", "за́мок", "замок"),
    ("ru", "речной договор", "речного договора"),
    ("ru", "ПЕРЕВАЛ", "перевал"),
    # Turkish: dotted and dotless i, suffixes, circumflex
    ("tr", "IŞIK", "ışık"),
    ("tr", "İskele", "iskele"),
    ("tr", "mektuplarda", "mektup"),
    ("tr", "vadinin", "vadi"),
    ("tr", "kâğıt", "kağıt"),
    ("tr", "Çağrı", "cagri"),
    # Latin spellings of names from other scripts
    ("en", "Qassani", "Kassani"),
    ("en", "Qassa'ni", "Qasani"),
    ("en", "Nazhalah", "Nazhaleh"),
    ("en", "Dorriya", "Doriyeh"),
    ("en", "Mizbullah", "Mezbollah"),
    ("en", "Mizbullah", "Mizballah"),
    ("en", "ʿAdhran", "Adhran"),
    ("en", "Khourshid", "Khurshid"),
    ("en", "Esmaron", "Ismaron"),
    ("en", "Hadir’s letter", "Hadir"),
    ("en", "Rézan", "Rezan"),
    ("en", "al-Mezrani", "Al Mezrani"),
    ("en", "Velloukh", "Veloukh"),
]


def document(number, text, *, language="en", title="", translation="", **other):
    fields = {"source": "one", "state": "new", "kind": "article", "published": WHEN} | other
    return Document(number, title, text, {"en": translation} if translation else {}, language=language, **fields)


@pytest.fixture
def index(tmp_path):
    return TantivyIndex(tmp_path / "index", written="en", wait_seconds=5)


def ids(results):
    return [hit.id for hit in results.hits]


def test_every_spelling_finds_every_other(index):
    other = [document(1000 + n, f"filler {n}") for n in range(20)]
    index.write([document(n, text, language=language) for n, (language, text, _) in enumerate(SPELLINGS)] + other)
    missed = [(text, query) for n, (_, text, query) in enumerate(SPELLINGS) if n not in ids(index.search(query, limit=200))]
    assert missed == []


def test_nothing_finds_what_is_only_similar(index):
    index.write([document(1, "Hassan Tarvel"), document(2, "رسالة", language="ar"), document(3, "נהר", language="he")])
    for query in ("Hussein", "Tarvon", "رسول", "נהג", "письмо"):
        assert index.search(query).total == 0, query


def test_the_spelling_asked_for_comes_first(index):
    index.write([document(1, "Kassani spoke."), document(2, "Qassani spoke.")])
    assert ids(index.search("Qassani")) == [2, 1]
    assert ids(index.search("Kassani")) == [1, 2]


def test_all_words_are_wanted_and_some_are_offered_when_none_has_all(index):
    index.write([document(1, "river pact"), document(2, "river")])
    assert ids(index.search("river pact")) == [1]
    relaxed = index.search("river harbour")
    assert relaxed.relaxed
    assert set(ids(relaxed)) == {1, 2}


def test_phrases_and_exclusions(index):
    index.write([document(1, "the river pact holds"), document(2, "the pact on the river")])
    assert ids(index.search('"river pact"')) == [1]
    assert ids(index.search("“river pact”")) == [1]
    assert ids(index.search("river -holds")) == [2]
    assert ids(index.search('river -"river pact"')) == [2]


def test_hits_show_both_languages_and_mark_the_words(index):
    text = "مقدمة طويلة. " * 40 + "قالَ الوالي إن النهر للجميع."
    index.write([document(7, text, language="ar", title="الوالي يكتب", translation="The wali said the river is for all.")])
    hit = index.search("الوالي").hits[0]
    snippet = hit.snippets[0]
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["الوالي"]
    assert (snippet.begins, snippet.ends) == (False, True)
    assert [hit.title.text[a:b] for a, b in hit.title.marks] == ["الوالي"]
    assert hit.snippets[1].field == "translation"
    assert index.search("wali").hits[0].spellings == ("wali",)


def test_filters_and_facets(index):
    index.write(
        [
            document(1, "river", source="one", language="en"),
            document(2, "river", source="two", language="en", state="selected"),
            document(3, "river", source="two", language="ar"),
        ]
    )
    found = index.search("river", filters={"source": "two"})
    assert set(ids(found)) == {2, 3}
    assert found.facets["language"] == {"en": 1, "ar": 1}
    assert set(ids(index.search("river", filters={"source": ["one", "two"], "state": "new"}))) == {1, 3}
    assert index.search("", filters={"language": ""}).total == 3


def test_writing_again_replaces_and_removing_removes(index):
    index.write([document(1, "first words")])
    index.write([document(1, "second words")])
    assert index.search("first").total == 0
    assert index.search("second").total == 1
    index.remove([1, 99])
    assert index.search("words").total == 0


def test_paging(index):
    index.write([document(n, "river") for n in range(25)])
    first, second = index.search("river", limit=20), index.search("river", limit=20, offset=20)
    assert first.total == second.total == 25
    assert len({*ids(first), *ids(second)}) == 25


@pytest.mark.parametrize("query", ["", '"', '""', "-", "- -", "\u202e\u0000", "a" * 10_000, "x " * 5_000, "(+*~^:[]{}", "ً"])
def test_any_text_is_a_search(index, query):
    index.write([document(1, "river")])
    assert index.search(query).total in (0, 1)


def test_a_broken_index_says_so_and_can_be_made_anew(index, tmp_path):
    index.write([document(1, "river")])
    for file in (tmp_path / "index").iterdir():
        if file.name != "dragoman.json":
            file.write_bytes(b"broken")
    fresh = TantivyIndex(tmp_path / "index", written="en")
    with pytest.raises(SearchUnavailable, match="--rebuild"):
        fresh.search("river")
    fresh.rebuild()
    fresh.write([document(1, "river")])
    assert fresh.search("river").total == 1
    assert index.search("river").total == 1  # a process that had the old one open


def test_an_index_of_another_format_says_so(index, tmp_path):
    index.write([])
    (tmp_path / "index" / "dragoman.json").write_text('{"format": 0}')
    with pytest.raises(SearchUnavailable, match="--rebuild"):
        TantivyIndex(tmp_path / "index", written="en").search("river")


def test_a_folder_that_cannot_be_used_says_so(tmp_path):
    (tmp_path / "index").write_text("a file")
    with pytest.raises(SearchUnavailable):
        TantivyIndex(tmp_path / "index", written="en").search("river")


def _write_some(path, first):
    index = TantivyIndex(path, written="en")
    for n in range(first, first + 10):
        index.write([document(n, "river")])


def test_several_processes_write_in_turn_while_one_reads(index, tmp_path):
    index.write([])
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_some, args=(tmp_path / "index", 100 * n)) for n in (1, 2)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert index.search("river").total <= 20
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert index.search("river").total == 20


def test_a_busy_index_is_told(index, tmp_path):
    index.write([])
    holder = index._writer()
    with pytest.raises(SearchUnavailable, match="Another process"):
        TantivyIndex(tmp_path / "index", written="en", wait_seconds=0.1).write([])
    del holder
