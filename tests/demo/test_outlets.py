"""What the fictional outlets publish."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from dragoman.demo import story
from dragoman.demo.outlets import LAST_STEP, PUBLISHED_STEP, Outlet, Piece, Revision, outlets

ZWNJ = "\u200c"
PIECES = [(outlet, piece) for outlet in outlets() for piece in outlet.pieces]
# First days of the months in which the story happens. Source: ICU 74's calendars (Umm al-Qura for Hijri).
HIJRI = {"ربيع الآخر 1448": date(2026, 9, 12), "جمادى الأولى 1448": date(2026, 10, 12)}
JALALI = {"مهر ۱۴۰۵": date(2026, 9, 23), "آبان ۱۴۰۵": date(2026, 10, 23)}
HEBREW = {"תשרי תשפ״ז": date(2026, 9, 12), "חשוון תשפ״ז": date(2026, 10, 12)}
HEBREW_NUMBERS = {
    **dict(zip("אבגדהוזחט", range(1, 10), strict=True)),
    **dict(zip("יכל", (10, 20, 30), strict=True)),
}


def test_the_region_has_enough_outlets_items_and_languages() -> None:
    assert len(outlets()) >= 7
    assert len(PIECES) >= 44
    assert {outlet.language for outlet in outlets()} == {"ar", "fa", "he", "tr", "ru"}
    assert {outlet.format for outlet in outlets()} == {"rss", "atom", "json-feed", "listing", "telegram"}


def test_every_outlet_has_its_own_loopback_host_and_its_slugs_once() -> None:
    hosts = [outlet.host for outlet in outlets()]
    assert len(set(hosts)) == len(hosts)
    assert all(host.startswith("127.") for host in hosts)
    for outlet in outlets():
        assert len(outlet.by_slug) == len(outlet.pieces), outlet.key


@pytest.mark.parametrize(("outlet", "piece"), PIECES, ids=lambda value: getattr(value, "slug", None) or value.key)
def test_each_piece_is_whole(outlet: Outlet, piece: Piece) -> None:
    assert piece.published.utcoffset() == timedelta(hours=3), "the region's clocks are three hours ahead of UTC"
    assert piece.paragraphs
    if outlet.format != "telegram":
        assert piece.title
        assert piece.printed
        assert 25 <= len(piece.body.split()) <= 500
    piece.body.encode(piece.charset)  # every letter exists in the page's own charset


def test_persian_is_written_with_its_joiners() -> None:
    for outlet in outlets():
        if outlet.language == "fa":
            assert all(ZWNJ in piece.body for piece in outlet.pieces), outlet.key
            assert not any(letter in piece.body for piece in outlet.pieces for letter in "يك"), "Arabic letters in Persian"


def test_one_page_is_in_each_old_charset() -> None:
    assert [piece.slug for _, piece in PIECES if piece.charset == "windows-1256"] == ["flood-week"]
    assert [piece.slug for _, piece in PIECES if piece.charset == "windows-1251"] == ["2026-10-09-razliv"]


def day_of(printed: str, months: dict[str, date], number: str) -> date | None:
    for month, first in months.items():
        if found := re.search(rf"({number})\s+(?:ב)?{month}", printed):
            return first + timedelta(days=read_number(found[1]) - 1)
    return None


def read_number(printed: str) -> int:
    if printed[0] in HEBREW_NUMBERS:
        return sum(HEBREW_NUMBERS[letter] for letter in printed if letter in HEBREW_NUMBERS)
    return int(printed)


@pytest.mark.parametrize(
    ("language", "months", "number"),
    [("ar", HIJRI, "[0-9]+"), ("fa", JALALI, "[۰-۹]+"), ("he", HEBREW, "[א-ת״׳]+")],
)
def test_dates_in_the_regions_calendars_agree_with_ours(language: str, months: dict[str, date], number: str) -> None:
    checked = 0
    for outlet, piece in PIECES:
        if outlet.language == language and piece.printed:
            assert day_of(piece.printed, months, number) == piece.published.date(), piece.slug
            checked += 1
    assert checked >= 6


def test_weekdays_named_in_the_dates_are_right() -> None:
    names = {
        "ar": ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
        "fa": ["دوشنبه", "سه\u200cشنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"],
        "he": ["יום שני", "יום שלישי", "יום רביעי", "יום חמישי", "יום שישי", "יום שבת", "יום ראשון"],
        "tr": ["Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"],
    }
    for outlet, piece in PIECES:
        if outlet.language in names and piece.printed:
            name = names[outlet.language][piece.published.weekday()]
            assert re.search(rf"(^|\s){name}([\s,]|$)", piece.printed), piece.printed


def test_forwards_links_and_replies_name_pieces_that_exist() -> None:
    places = {f"{outlet.key}:{piece.slug}" for outlet, piece in PIECES}
    for outlet, piece in PIECES:
        assert not piece.forwarded_from or piece.forwarded_from in places
        assert not piece.link or piece.link in places
        assert not piece.reply_to or f"{outlet.key}:{piece.reply_to}" in places


def test_a_forward_is_later_than_its_post_and_shorter() -> None:
    bodies = {f"{outlet.key}:{piece.slug}": piece for outlet, piece in PIECES}
    forwards = [piece for _, piece in PIECES if piece.forwarded_from]
    assert len(forwards) >= 3
    for piece in forwards:
        original = bodies[piece.forwarded_from]
        assert piece.published > original.published
        assert len(piece.body) < len(original.body)


def test_the_story_moves() -> None:
    def shown(step: int) -> set[str]:
        return {f"{o.key}:{p.slug}" for o in outlets() for p in o.at_step(step).pieces}

    assert shown(0) < shown(1), "new pieces appear"
    assert "nabd:307" in shown(1)
    assert "nabd:307" not in shown(LAST_STEP), "a post is deleted"
    sada = next(outlet for outlet in outlets() if outlet.key == "sada")
    before, after = (sada.at_step(step).by_slug["rare-meeting"] for step in (1, LAST_STEP))
    assert "الخميس" in before.body
    assert not before.note
    assert "الثلاثاء" in after.body
    assert after.note.startswith("تصحيح")
    assert after.title != before.title, "a feed reader sees that it changed"


def test_after_publication_a_cited_article_is_corrected_and_a_cited_post_deleted() -> None:
    cited = {block.piece for told in story.dispatches() if not told.draft for block in told.blocks if block.kind == "excerpt"}
    before, after = ({o.key: o.at_step(step) for o in outlets()} for step in (PUBLISHED_STEP, LAST_STEP))
    assert "1151" in before["mukhtasar"].by_slug
    assert "1151" not in after["mukhtasar"].by_slug
    article = after["adarin"].by_slug["405081407"]
    assert article.note.startswith("اصلاحیه")
    assert article.body != before["adarin"].by_slug["405081407"].body
    assert {"mukhtasar:1151", "adarin:405081407"} <= cited


def test_a_correction_of_words_that_are_not_there_is_refused() -> None:
    _, piece = PIECES[0]
    broken = replace(piece, revision=Revision(step=1, title="", note="", replace=(("no such words", "others"),)))
    with pytest.raises(ValueError, match="no such words"):
        broken.at_step(1)
