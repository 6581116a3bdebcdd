"""JSON Feed. Source: JSON Feed version 1.1, https://www.jsonfeed.org/version/1.1/"""

from __future__ import annotations

import json
from datetime import tzinfo
from html import escape
from typing import Any

from dragoman.errors import FeedUnreadable
from dragoman.watch.endpoints.dates import read_date
from dragoman.watch.endpoints.entries import Entry, Feed
from dragoman.watch.endpoints.markup import absolute, plain
from dragoman.watch.endpoints.payload import decode


def parse(payload: bytes, content_type: str | None, url: str, zone: tzinfo | None) -> Feed:
    """The feed.

    Raises:
        FeedUnreadable: it is not JSON, or JSON of another kind.
    """
    document = _load(decode(payload, content_type))
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise FeedUnreadable("This address gives JSON that is not a feed.", subject=url)
    items = [item for item in document["items"] if isinstance(item, dict)]
    left_out = len(document["items"]) - len(items)
    home = absolute(_word(document.get("home_page_url")), url)
    return Feed(
        tuple(_entry(item, document, url or home, zone) for item in items),
        problems=(f"{left_out} entries are not entries at all and were left out.",) if left_out else (),
        kind="json",
        title=plain(_word(document.get("title"))),
        language=_word(document.get("language")),
        url=home,
    )


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FeedUnreadable("This address gives broken JSON, not a feed.", detail=str(error)) from error


def _entry(item: dict[str, Any], document: dict[str, Any], base: str, zone: tzinfo | None) -> Entry:
    printed, updated = _word(item.get("date_published")), _word(item.get("date_modified"))
    text = _word(item.get("content_text"))
    return Entry(
        id=_word(item.get("id")),
        url=absolute(_word(item.get("url")) or _word(item.get("external_url")), base),
        title=plain(_word(item.get("title"))),
        published=read_date(printed, zone),
        published_printed=printed,
        updated=read_date(updated, zone),
        updated_printed=updated,
        summary=escape(_word(item.get("summary")), quote=False),
        content=_word(item.get("content_html")) or escape(text, quote=False),
        author=_authors(item) or _authors(document),
    )


def _authors(holder: dict[str, Any]) -> str:
    listed = holder.get("authors")
    people = listed if isinstance(listed, list) else [holder.get("author")]
    return ", ".join(name for person in people if isinstance(person, dict) and (name := _word(person.get("name"))))


def _word(value: object) -> str:
    """Numbers stand for themselves: some write ids without quotation marks."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
