"""Channel previews: every record, its lines and its origins; empty answers told apart."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.watch.endpoints.telegram import Message, Origin, Outcome, parse_preview, read_count

URL = "https://t.me/s/sahl_news"


def page(*messages: str) -> bytes:
    return (
        f'<html><main class="tgme_main" data-url="/sahl_news"><section class="tgme_channel_history">{"".join(messages)}'.encode()
    )


def message(number: int, body: str, *, extra: str = "", meta: str = "", kind: str = "") -> str:
    return (
        f'<div class="tgme_widget_message {kind}" data-post="sahl_news/{number}">{extra}<div class="media_supported_cont">'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{body}</div></div>'
        f'<span class="tgme_widget_message_meta">{meta}<a class="tgme_widget_message_date" href="https://t.me/sahl_news/{number}">'
        f'<time datetime="2026-10-01T06:15:00+00:00">06:15</time></a></span></div>'
    )


def only(*messages: str) -> Message:
    (found,) = parse_preview(page(*messages), URL).messages
    return found


def test_a_post() -> None:
    found = only(message(7, 'عاجل<br/><br>من <a href="https://press.example/a?x=1&amp;y=2">هنا</a> <a href="?q=%23x">#سهل</a>'))
    assert (found.id, found.number, found.url) == (7, 7, "https://t.me/sahl_news/7")
    assert found.text == "عاجل\n\nمن هنا #سهل"
    assert found.published == datetime(2026, 10, 1, 6, 15, tzinfo=UTC)
    assert (found.links, found.hashtags) == (("https://press.example/a?x=1&y=2",), ("#سهل",))
    assert (found.edited, found.service, found.forwarded_from, found.views) == (False, False, None, None)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("می‌گویند &zwnj;x", "می‌گویند \u200cx"),
        ("<b>a</b><i>b</i> c", "ab c"),
        ("one\n two", "one two"),
        ("<blockquote>q</blockquote>after", "q\nafter"),
        ("before<blockquote>q<br>r</blockquote><pre>x\n  y</pre>z", "before\nq\nr\nx\n  y\nz"),
        ("before<br><blockquote>q</blockquote><br>after", "before\nq\nafter"),
        ('<tg-emoji emoji-id="1"><i class="emoji"><b>🔴</b></i></tg-emoji> x', "🔴 x"),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("", ""),
    ],
)
def test_text_keeps_what_was_written(markup: str, text: str) -> None:
    assert only(message(1, markup)).text == text


def test_forwards_replies_and_edits() -> None:
    origin = '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/wadi/5"><span>خبر الوادي</span></a>'
    hidden = '<span class="tgme_widget_message_forwarded_from_name">حساب</span>'
    reply = (
        '<a class="tgme_widget_message_reply" href="https://t.me/sahl_news/3"><div class="js-message_reply_text">قديم</div></a>'
    )
    assert only(message(1, "x", extra=origin)).forwarded_from == Origin("خبر الوادي", "https://t.me/wadi/5")
    assert only(message(1, "x", extra=hidden)).forwarded_from == Origin("حساب")
    answered = only(message(4, "جديد", extra=reply))
    assert (answered.reply_to, answered.text) == ("https://t.me/sahl_news/3", "جديد")
    assert only(message(1, "x", meta="edited &nbsp;")).edited


def test_a_post_without_words_stays_a_post() -> None:
    picture = '<a class="tgme_widget_message_photo_wrap" href="#"></a>'
    found = only(f'<div class="tgme_widget_message" data-post="sahl_news/9">{picture}</div>')
    assert (found.id, found.text, found.media, found.published) == (9, "", ("photo",), None)
    assert found.url == "https://t.me/sahl_news/9"


def test_records_without_a_number_are_left_out_and_harm_nothing() -> None:
    found = parse_preview(page('<div class="tgme_widget_message" data-post="x">?</div>', message(2, "y")), URL)
    assert [each.id for each in found.messages] == [2]


@pytest.mark.parametrize(
    ("shown", "count"),
    [("987", 987), ("1.2K", 1_200), ("16.3M", 16_300_000), ("12 345", 12_345), ("", None), ("x", None), ("..", None)],
)
def test_counts(shown: str, count: int | None) -> None:
    assert read_count(shown) == count


EMPTY = [
    (
        '<div class="tgme_page"><div class="tgme_page_title"><span>قناة</span></div><p class="tgme_page_extra">9</p>',
        Outcome.NO_PREVIEW,
    ),
    ("<title>Telegram: Contact @nobody</title><div class='tgme_page_wrap'></div>", Outcome.NO_CHANNEL),
    ('<section class="tgme_channel_history"><div class="tme_no_messages_found">No posts found</div></section>', Outcome.NO_POSTS),
    ("<h1>Welcome</h1>", Outcome.NOT_A_PREVIEW),
    ("", Outcome.NOT_A_PREVIEW),
]


@pytest.mark.parametrize(("markup", "outcome"), EMPTY)
def test_empty_pages_are_told_apart(markup: str, outcome: Outcome) -> None:
    found = parse_preview(markup.encode(), URL)
    assert (found.messages, found.outcome) == ((), outcome)
    assert found.sentence.endswith(".")


def test_a_post_about_walls_is_a_post() -> None:
    found = parse_preview(page(message(1, "Just a moment... enable JavaScript; tme_no_messages_found")), URL)
    assert found.outcome == Outcome.MESSAGES


def test_bottomless_nesting_loses_no_other_post() -> None:
    found = parse_preview(page(message(1, "<b><i>" * 3_000 + "deep"), message(2, "next")), URL)
    assert found.messages[0].text.endswith("deep")


@given(st.binary(max_size=200))
def test_any_bytes_are_an_outcome(payload: bytes) -> None:
    assert parse_preview(payload, URL).outcome in Outcome


@pytest.mark.shared
def test_the_shared_page_is_read_exactly(shared_data: Path) -> None:
    folder = shared_data / "telegram"
    gold = json.loads((folder / "channel.gold.json").read_text(encoding="utf-8"))
    found = parse_preview((folder / "channel.html").read_bytes(), "https://t.me/s/akhbar_mithal")
    assert (found.channel, found.title, found.subscribers, found.older) == tuple(
        gold[name] for name in ("channel", "title", "subscribers", "older")
    )
    exact = [as_gold(each, expected) == expected for each, expected in zip(found.messages, gold["messages"], strict=True)]
    assert (sum(exact), len(exact)) == (14, 14)


def as_gold(found: Message, expected: dict[str, object]) -> dict[str, object]:
    record: dict[str, object] = {name: getattr(found, name) for name in expected}
    record["date"] = found.published.isoformat() if found.published else None
    if found.forwarded_from:
        record["forwarded_from"] = {"name": found.forwarded_from.name, "url": found.forwarded_from.url or None}
    if found.preview:
        record["preview"] = {"url": found.preview.url, "title": found.preview.title}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in record.items()}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("no_preview_landing", Outcome.NO_PREVIEW),
        ("not_exist_landing", Outcome.NO_CHANNEL),
        ("search_nohits", Outcome.NO_POSTS),
    ],
)
def test_the_shared_empty_pages(shared_data: Path, name: str, outcome: Outcome) -> None:
    payload = (shared_data / "telegram" / f"{name}.html").read_bytes()
    assert parse_preview(payload, "https://t.me/s/x").outcome == outcome
