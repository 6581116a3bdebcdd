"""One post at its own address: there, edited, taken away, or another page altogether."""

from __future__ import annotations

import pytest

from dragoman.errors import PageUnreadable
from dragoman.watch.endpoints.telegram_post import parse_post, post_address

ADDRESS = "https://t.me/nabd/307?embed=1"
POST = (
    '<html><body class="widget_frame_base"><div class="tgme_widget_message js-widget_message" data-post="nabd/307">'
    '<div class="tgme_widget_message_text js-message_text" dir="auto">خبر <br/>من سطرين</div>'
    '<a class="tgme_widget_message_date" href="https://t.me/nabd/307"><time datetime="2026-11-04T00:40:00+03:00"></time></a>'
    "</div></body></html>"
)
NO_POST = '<html><body><div class="tgme_widget_message_error">Post not found</div></body></html>'


def test_a_post_is_read_where_it_shows_itself() -> None:
    assert post_address("https://t.me/nabd/307") == ADDRESS
    assert post_address(ADDRESS + "#x") == ADDRESS


def test_a_post_that_is_there() -> None:
    message = parse_post(POST.encode(), ADDRESS, 307)
    assert message is not None
    assert message.text.split() == ["خبر", "من", "سطرين"]


def test_an_album_is_found_by_any_of_its_numbers() -> None:
    album = POST.replace(
        '<div class="tgme_widget_message_text',
        '<a class="grouped_media_wrap" href="https://t.me/nabd/308"></a><div class="tgme_widget_message_text',
    )
    assert parse_post(album.encode(), ADDRESS, 308) is not None


def test_a_post_that_was_taken_away() -> None:
    assert parse_post(NO_POST.encode(), ADDRESS, 307) is None


@pytest.mark.parametrize(
    "payload", [b"", b"\x00\xff", b"<html><body>Bad gateway</body></html>", POST.replace("307", "12").encode()]
)
def test_another_page_says_nothing_of_the_post(payload: bytes) -> None:
    with pytest.raises(PageUnreadable):
        parse_post(payload, ADDRESS, 307)
