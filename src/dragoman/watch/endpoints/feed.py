"""Read a feed: RSS, Atom, RDF, JSON Feed. Nothing is ever retrieved, and no entity of the document's own is ever expanded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo

from dragoman.errors import FeedUnreadable
from dragoman.watch.endpoints import feed_json, feed_tolerant, feed_xml
from dragoman.watch.endpoints.entries import Entry, Feed, problems_of
from dragoman.watch.endpoints.payload import decode, is_html, media_of
from dragoman.watch.walls import refuse_wall

__all__ = ["Entry", "Feed", "parse"]


def parse(
    payload: bytes,
    content_type: str | None = None,
    url: str | None = None,
    *,
    zone: tzinfo | None = None,
    now: datetime | None = None,
) -> Feed:
    """The entries of a feed, all of them, and what is odd about them.

    Args:
        payload: with its content coding undone.
        content_type: the Content-Type header as sent.
        url: where it came from; relative links are resolved against it.
        zone: of dates printed without one; without it such dates stay naive.
        now: aware; with it, dates in the future are named among the problems.

    Raises:
        FeedUnreadable: what came is not a feed; the sentence says what it is.
        BotWall: a challenge or consent page came instead.
    """
    feed = _parse(payload, content_type, url or "", zone)
    return replace(feed, problems=(*feed.problems, *problems_of(feed.entries, now)))


def _parse(payload: bytes, content_type: str | None, url: str, zone: tzinfo | None) -> Feed:
    start = payload[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start and not payload.strip():
        raise FeedUnreadable("The answer is empty.", subject=url)
    if start.startswith((b"{", b"[")) or _is_json(content_type):
        return feed_json.parse(payload, content_type, url, zone)
    _refuse_other(payload, content_type, url)
    return feed_xml.parse(payload, content_type, url, zone) or feed_tolerant.parse(payload, content_type, url, zone)


def _is_json(content_type: str | None) -> bool:
    media_type = (content_type or "").partition(";")[0].strip().lower()
    return media_type in ("application/json", "application/feed+json", "text/json")


def _refuse_other(payload: bytes, content_type: str | None, url: str) -> None:
    """Raises: FeedUnreadable, BotWall."""
    if media := media_of(payload, content_type):
        raise FeedUnreadable(f"This address gives {media}, not a feed.", subject=url, detail=content_type or "")
    if is_html(payload, content_type):
        refuse_wall(decode(payload, content_type))
        raise FeedUnreadable("This address gives a web page, not a feed.", subject=url, detail=content_type or "")
