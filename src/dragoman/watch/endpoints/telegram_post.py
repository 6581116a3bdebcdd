"""Read one post of a public Telegram channel at its own address, as it shows itself inside other people's pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from dragoman.errors import PageUnreadable
from dragoman.watch.endpoints.payload import decode
from dragoman.watch.endpoints.telegram import MAX_BYTES, Message, parse_preview

_EMBEDDED = "embed=1"


def post_address(url: str) -> str:
    """Where one post can be read by itself: its own address shows only that it exists."""
    parts = urlsplit(url)
    return parts._replace(query=_EMBEDDED, fragment="").geturl()


def parse_post(payload: bytes, url: str, number: int) -> Message | None:
    """The post; None when the channel says that it has none of this number.

    Args:
        payload: HTML with its content coding undone.
        number: the post's in its channel; an album is found by any of its posts' numbers.

    Raises: PageUnreadable, when the page is something else.
    """
    for message in parse_preview(payload, url).messages:
        if number == message.number or number in message.ids:
            return message
    if LexborHTMLParser(decode(payload[:MAX_BYTES], "text/html")).css_first(".tgme_widget_message_error") is not None:
        return None
    raise PageUnreadable("This is not the page of a Telegram post.", subject=url)
