"""What an answer says of an item; when it is told; when the address is visited next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dragoman.capture.exchange import Exchange, Fetched, Request
from dragoman.errors import SourceRefused, SourceTooSlow
from dragoman.read.prepare import Prepared, unreadable
from dragoman.read.visits import Answer, Finding, Place, Seen, answer_of, confirm, is_same_place, is_same_work, judge, next_visit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ADDRESS = "https://manara.example/news/17.html"
TEXT = (
    "أعلن المجلس البلدي أمس أن أعمال ترميم الجسر القديم ستبدأ مطلع الشهر المقبل بعد تأخير دام عامين.\n\n"
    "وقال رئيس المجلس إن التمويل اكتمل بفضل مساهمات الأهالي."
)
FRONT_PAGE = "صحيفة المنارة: آخر الأخبار\n\nالطقس غدا غائم جزئيا مع احتمال سقوط أمطار خفيفة على الساحل\n\nنتائج مباريات الدوري"


def came(text: str, *, final: str = ADDRESS, for_good: bool = False) -> Answer:
    return Answer(ADDRESS, final, for_good, Prepared(text=text))


def hop(url: str, status: int, location: str = "") -> Exchange:
    head = f"HTTP/1.1 {status} X\r\n" + (f"Location: {location}\r\n" if location else "") + "\r\n"
    return Exchange(url, "GET", NOW, 0.1, b"GET / HTTP/1.1\r\n\r\n", head.encode(), b"", status, "192.0.2.1")


def test_the_same_words_are_unchanged_however_they_are_set() -> None:
    seen = judge(came(TEXT.replace("\n\n", "\n \n\n") + " \n"), TEXT)
    assert (seen.finding, seen.place) == (Finding.UNCHANGED, Place.THERE)


@pytest.mark.parametrize(
    "edited", [TEXT.replace("عامين", "ثلاثة أعوام"), TEXT + "\n\nتصويب: ورد خطأ في الخبر.", TEXT.split("\n\n", maxsplit=1)[0]]
)
def test_another_word_is_a_change(edited: str) -> None:
    assert judge(came(edited), TEXT).finding is Finding.CHANGED


@pytest.mark.parametrize(
    ("known", "found", "finding"),
    [
        ("الجسر القديم يرمم", "ترميم الجسر يبدأ", Finding.CHANGED),
        ("الجسر  القديم\nيرمم", "الجسر القديم يرمم ", Finding.UNCHANGED),
        ("", "ترميم الجسر يبدأ", Finding.UNCHANGED),
        ("الجسر القديم يرمم", "", Finding.UNCHANGED),
    ],
)
def test_another_headline_alone_is_a_change_and_says_so(known: str, found: str, finding: Finding) -> None:
    answer = Answer(ADDRESS, ADDRESS, prepared=Prepared(title=found, text=TEXT))
    seen = judge(answer, TEXT, known_title=known)
    assert (seen.finding, seen.place) == (finding, Place.THERE)
    assert (seen.sentence == "Only its headline changed.") is (finding is Finding.CHANGED)


def test_a_text_where_there_was_none_is_a_change() -> None:
    assert judge(came(TEXT), "").finding is Finding.CHANGED


@pytest.mark.parametrize("final", ["https://manara.example/", "https://other.example/archive/17"])
def test_the_same_text_at_another_address_has_moved_if_the_move_is_for_good(final: str) -> None:
    moved = judge(came(TEXT, final=final, for_good=True), TEXT)
    assert (moved.finding, moved.place, moved.moved_to) == (Finding.MOVED, Place.MOVED, final)
    assert judge(came(TEXT, final=final), TEXT).finding is Finding.UNCHANGED, "for now only"


def test_an_address_that_always_led_there_has_not_moved() -> None:
    final = "https://manara.example/2026/11/bridge"
    assert judge(came(TEXT, final=final, for_good=True), TEXT, final).finding is Finding.UNCHANGED


@pytest.mark.parametrize("for_good", [True, False])
def test_a_front_page_is_never_the_items_text(for_good: bool) -> None:
    away = judge(came(FRONT_PAGE, final="https://manara.example/", for_good=for_good), TEXT)
    assert (away.finding, away.place) == (Finding.MISSING, Place.AWAY)
    assert "manara.example/" in away.sentence


def test_something_else_at_its_own_address_is_no_version_either() -> None:
    away = judge(came("عذرا، الصفحة التي تبحث عنها غير موجودة. يمكنك العودة إلى الصفحة الرئيسية."), TEXT)
    assert (away.finding, away.place, away.moved_to) == (Finding.MISSING, Place.AWAY, "")


def test_a_short_post_may_change_all_its_words_at_its_own_address_only() -> None:
    assert judge(came("تم إلغاء الموعد"), "الاجتماع غدا صباحا").finding is Finding.CHANGED
    assert judge(came(FRONT_PAGE, final="https://manara.example/", for_good=True), "الاجتماع غدا صباحا").place is Place.AWAY


@pytest.mark.parametrize("status", [404, 410])
def test_no_such_page_is_missing(status: int) -> None:
    fetched = Fetched(Request(ADDRESS), (hop(ADDRESS, status),), SourceRefused("The source has no such page."))
    seen = judge(answer_of(fetched, None), TEXT)
    assert (seen.finding, seen.place) == (Finding.MISSING, Place.GONE)


@pytest.mark.parametrize("status", [401, 403, 429, 451, 500, 502, 503])
def test_other_refusals_say_nothing(status: int) -> None:
    fetched = Fetched(Request(ADDRESS), (hop(ADDRESS, status),), SourceRefused("The source has trouble."))
    assert judge(answer_of(fetched, None), TEXT) == Seen(Finding.UNREADABLE, sentence="The source has trouble.")


def test_no_answer_and_no_text_say_nothing() -> None:
    slow = SourceTooSlow("The source was too slow.")
    assert judge(answer_of(Fetched(Request(ADDRESS), (), slow), None), TEXT).finding is Finding.UNREADABLE
    wall = answer_of(Fetched(Request(ADDRESS), (hop(ADDRESS, 200),)), unreadable(SourceRefused("A robot check.")))
    assert judge(wall, TEXT) == Seen(Finding.UNREADABLE, sentence="A robot check.")


@pytest.mark.parametrize(
    ("statuses", "for_good"), [([301, 200], True), ([308, 200], True), ([302, 200], False), ([302, 301, 200], True)]
)
def test_a_redirect_is_for_good_when_one_on_the_way_says_so(statuses: list[int], for_good: bool) -> None:
    hops = tuple(hop(ADDRESS, status, "/x") for status in statuses)
    assert answer_of(Fetched(Request(ADDRESS), hops), Prepared(text=TEXT)).for_good is for_good


GONE = Seen(Finding.MISSING, Place.GONE, sentence="No such page.")
AFTER = timedelta(hours=6)


def told(seen: Seen, before: Place, since: datetime | None) -> Seen:
    return confirm(seen, told=before, missing_since=since, now=NOW, after=AFTER)


def test_what_is_missing_once_is_told_to_nobody() -> None:
    first = told(GONE, Place.THERE, None)
    assert first.finding is Finding.MISSING
    assert first.sentence == "No such page. It is asked again before this is told."
    assert told(GONE, Place.THERE, NOW - timedelta(hours=5)).finding is Finding.MISSING


def test_what_is_missing_again_later_is_gone_or_leads_away() -> None:
    assert told(GONE, Place.THERE, NOW - AFTER).finding is Finding.GONE
    away = Seen(Finding.MISSING, Place.AWAY, "https://manara.example/")
    assert told(away, Place.THERE, NOW - AFTER).finding is Finding.MOVED


def test_what_was_told_needs_no_second_word() -> None:
    assert told(GONE, Place.GONE, None).finding is Finding.GONE


@pytest.mark.parametrize(
    "other",
    [
        "http://manara.example/news/17.html",
        "https://www.manara.example/news/17.html/",
        "https://m.manara.example/news/17.html?utm_source=x",
    ],
)
def test_editions_of_one_address_are_the_same_place(other: str) -> None:
    assert is_same_place(ADDRESS, other)


@pytest.mark.parametrize(
    "other", ["https://manara.example/", "https://manara.example/news/17.html?page=2", "https://x.example/news/17.html"]
)
def test_other_addresses_are_other_places(other: str) -> None:
    assert not is_same_place(ADDRESS, other)


def test_a_work_is_known_by_a_paragraph_or_by_its_words() -> None:
    assert is_same_work(TEXT, "مقدمة جديدة تماما.\n\n" + TEXT.split("\n\n")[1])
    assert is_same_work(TEXT, TEXT.replace("أعلن", "أكد").replace("وقال", "وأوضح").replace("ترميم", "إصلاح"))
    assert not is_same_work(TEXT, FRONT_PAGE)


STEPS = (timedelta(hours=1), timedelta(days=1), timedelta(days=3), timedelta(days=7), timedelta(days=30))


def test_visits_follow_ever_more_slowly() -> None:
    at, gaps = NOW, []
    for _ in range(8):
        due = next_visit(NOW, at, STEPS)
        assert due is not None
        assert due > at
        gaps.append(due - NOW)
        at = due + timedelta(minutes=3)
    assert gaps == [*STEPS, timedelta(days=60), timedelta(days=90), timedelta(days=120)]


def test_a_visit_that_was_late_is_not_made_up_for() -> None:
    assert next_visit(NOW, NOW + timedelta(days=5), STEPS) == NOW + timedelta(days=7)


def test_without_steps_nothing_is_visited_by_the_clock() -> None:
    assert next_visit(NOW, NOW, ()) is None
