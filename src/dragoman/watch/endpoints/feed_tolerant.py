"""The tolerant reader (feedparser) for whatever the fast path does not take: broken XML, old formats, odd encodings."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from time import struct_time
from typing import Any

import feedparser

from dragoman.errors import FeedUnreadable
from dragoman.watch.endpoints.dates import read_date
from dragoman.watch.endpoints.entries import Entry, Feed
from dragoman.watch.endpoints.markup import absolute, plain
from dragoman.watch.endpoints.payload import without_doctype

MAX_BYTES = 10_000_000
MAX_DEPTH = 2_000
"""Deeper nesting is an attack: the tolerant reader's time grows with the square of it."""
_TAG = re.compile(rb"<(/?)([A-Za-z][\w:.-]*)[^<>]*?(/?)>")
_UNCLOSED = frozenset({b"br", b"p", b"li", b"img", b"hr", b"input", b"link", b"meta", b"td", b"tr", b"dd", b"dt"})
_KINDS = {"": "", "rss": "rss", "atom10": "atom", "rss10": "rdf", "rss090": "rdf"}


def parse(payload: bytes, content_type: str | None, url: str, zone: tzinfo | None) -> Feed:
    """The feed.

    The document type declaration is taken out first, so that no entity of the document's own exists: none can be
    expanded, none retrieved.

    Raises:
        FeedUnreadable: nothing in it is a feed.
    """
    if len(payload) > MAX_BYTES:
        raise FeedUnreadable(
            f"The feed is broken and, at {len(payload) / 1e6:.0f} MB, too large to mend.", subject=url, detail="tolerant reader"
        )
    if _is_bottomless(payload):
        raise FeedUnreadable("The feed is broken: its parts are nested without end.", subject=url, detail="tolerant reader")
    found = _read(without_doctype(payload), content_type, url)
    entries = tuple(_entry(entry, url, zone) for entry in found["entries"])
    version, feed = str(found.get("version") or ""), found["feed"]
    if not entries and not version and not feed:
        raise FeedUnreadable("This address does not give a feed.", subject=url, detail=str(found.get("bozo_exception", "")))
    return Feed(
        entries,
        problems=(f"The feed is not well-formed: {_reason(found)}.",) if found.get("bozo") else (),
        kind=_KINDS.get(version, "rss" if version.startswith("rss") else version),
        title=plain(_word(feed, "title")),
        language=_word(feed, "language"),
        url=absolute(_word(feed, "link"), url),
    )


def _read(payload: bytes, content_type: str | None, url: str) -> Any:
    headers = {"content-type": content_type or "", "content-location": url} if content_type else {"content-location": url}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return feedparser.parse(io.BytesIO(payload), response_headers=headers, sanitize_html=False)
        except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
            raise FeedUnreadable("The feed is broken beyond mending.", subject=url, detail=repr(error)) from error


def _is_bottomless(payload: bytes) -> bool:
    if payload.count(b"<") <= MAX_DEPTH:
        return False
    depth = 0
    for closing, name, alone in _TAG.findall(payload):
        if alone or name.lower() in _UNCLOSED:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > MAX_DEPTH:
            return True
    return False


def _reason(found: Mapping[str, Any]) -> str:
    error = found.get("bozo_exception")
    message = getattr(error, "getMessage", lambda: str(error))()
    return str(message).strip().rstrip(".")[:120] or "its parts do not fit together"


def _entry(entry: Any, url: str, zone: tzinfo | None) -> Entry:
    printed = _word(entry, "published") or _word(entry, "created")
    updated = _word(entry, "updated")
    bodies = dict.get(entry, "content") or [{}]
    return Entry(
        id=_word(entry, "id"),
        url=absolute(_word(entry, "link"), url),
        title=plain(_word(entry, "title")),
        published=_moment(entry, "published", printed, zone)
        or (_moment(entry, "updated", updated, zone) if not printed else None),
        published_printed=printed or updated,
        updated=_moment(entry, "updated", updated, zone),
        updated_printed=updated,
        summary=_word(entry, "summary"),
        content=str(bodies[0].get("value", "")),
        author=plain(_word(entry, "author")),
    )


def _moment(entry: Any, name: str, printed: str, zone: tzinfo | None) -> datetime | None:
    """Our own reading of the date, else feedparser's, which knows Korean, Greek, Hungarian and broken forms."""
    ours = read_date(printed, zone)
    theirs = dict.get(entry, f"{name}_parsed")
    if ours or not isinstance(theirs, struct_time):
        return ours
    try:
        at = datetime(*theirs[:6], tzinfo=UTC)
    except (ValueError, TypeError):
        return None
    return at if 1970 <= at.year <= 2100 else None


def _word(holder: Any, name: str) -> str:
    """Without feedparser's silent substitution of one field by another."""
    value = dict.get(holder, name)
    return value.strip() if isinstance(value, str) else ""
