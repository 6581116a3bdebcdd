"""Addresses of views: what a view's record has for WARC-Target-URI, and how a person reads that."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import quote, unquote

_PREFIX = "urn:dragoman:"
MAX_CHARS = 4_000


class View(StrEnum):
    """What is taken of a rendered page."""

    SCREENSHOT = "screenshot"
    PDF = "pdf"
    TEXT = "text"


_WORDS: dict[str, str] = {View.SCREENSHOT: "Screenshot", View.PDF: "PDF", View.TEXT: "Text as rendered"}


def view_uri(view: View, url: str) -> str:
    """The address of a view of the page at `url`; cut when it is very long."""
    return f"{_PREFIX}{view}/{quote(url, safe='')}"[:MAX_CHARS]


def view_name(uri: str) -> str | None:
    """`Screenshot of https://press.example/a`; None for an address that is no view's."""
    view, _, quoted = uri.removeprefix(_PREFIX).partition("/")
    if not uri.startswith(_PREFIX) or view not in _WORDS:
        return None
    return f"{_WORDS[view]} of {unquote(quoted)}"
