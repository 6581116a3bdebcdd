"""Decide what an answer means for the register; nothing is stored or fetched here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol
from urllib.parse import urlsplit

MAX_IDENTITY_BYTES = 800  # longer ones are replaced by their hash: a database's index row has a limit
MAX_URL_CHARS = 2000
MAX_CONTENT_CHARS = 500_000
# Characters that PostgreSQL's text or UTF-8 cannot hold.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TOMORROW = timedelta(days=1)


class Announced(Protocol):
    """What a feed, a listing page or a channel says about one entry."""

    @property
    def id(self) -> str | None: ...
    @property
    def url(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def author(self) -> str | None: ...
    @property
    def published(self) -> datetime | None: ...
    @property
    def published_printed(self) -> str | None: ...
    @property
    def updated_printed(self) -> str | None: ...
    @property
    def content(self) -> str | None: ...
    @property
    def summary(self) -> str | None: ...


@dataclass(frozen=True)
class Validators:
    """What an endpoint's last answer can be asked about again."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> tuple[tuple[str, str], ...]:
        """Conditional request headers. Source: RFC 9110, 13.1."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return tuple((name, value) for name, value in pairs if value)


@dataclass(frozen=True)
class Found:
    """One entry, ready to be stored. `outcome` is empty, or why there is nothing to capture."""

    identity: str
    feed_id: str = ""
    url: str = ""
    title: str = ""
    author: str = ""
    published_at: datetime | None = None
    published_printed: str = ""
    updated_printed: str = ""
    content: str = ""
    number: int | None = None
    outcome: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Announcement:
    """The entries of one answer, each identity once, and sentences about the odd ones."""

    found: tuple[Found, ...]
    problems: tuple[str, ...]


def storable(text: str | None, limit: int | None = None) -> str:
    """Text without what a database cannot hold, cut to `limit` characters."""
    clean = _UNSTORABLE.sub("\ufffd", text or "")
    return clean if limit is None else clean[:limit]


def validators(etag: str | None, last_modified: str | None) -> Validators:
    """The validators of an answer; one too long or too odd to send back is dropped, never cut."""
    return Validators(_header(etag, 500), _header(last_modified, 100))


def _header(value: str | None, limit: int) -> str:
    value = (value or "").strip()
    return value if len(value) <= limit and value.isprintable() and value.isascii() else ""


def announcement(entries: Iterable[Announced], *, canonical: Callable[[str], str], zone: tzinfo, now: datetime) -> Announcement:
    """Make entries storable and give each its identity.

    Identity is the canonical address, else the feed's id, else a hash of the words. An entry without any is a problem.
    Dates without a zone take `zone`; dates more than a day ahead of `now` are kept and named.
    """
    found: dict[str, Found] = {}
    problems: list[str] = []
    for position, entry in enumerate(entries, 1):
        one = _found(entry, canonical, zone)
        if one is None:
            problems.append(f"Entry {position} has no address, no id and no words; it was left out.")
            continue
        if one.published_at and one.published_at > now + _TOMORROW:
            printed = one.published_printed or f"{one.published_at:%Y-%m-%d}"
            problems.append(f"Entry {position} is dated in the future: {printed}.")
        found.setdefault(one.identity, one)
    return Announcement(tuple(found.values()), tuple(problems[:50]))


def _found(entry: Announced, canonical: Callable[[str], str], zone: tzinfo) -> Found | None:
    url, feed_id, title = storable(entry.url).strip(), storable(entry.id).strip(), storable(entry.title).strip()
    content = storable(entry.content or entry.summary, MAX_CONTENT_CHARS)
    usable = is_web_address(url)
    basis = canonical(url) if usable else feed_id or (f"words:{_sha256(title + content)}" if title or content else "")
    if not basis:
        return None
    outcome, sentence = ("", "") if usable else ("no-address", _no_address(url))
    return Found(
        identity=bounded_identity(basis),
        feed_id=feed_id[:2000],
        url=url if usable else "",
        title=title,
        author=storable(entry.author, 300),
        published_at=zoned(entry.published, zone),
        published_printed=storable(entry.published_printed, 200),
        updated_printed=storable(entry.updated_printed, 200),
        content=content,
        outcome=outcome,
        sentence=sentence,
    )


def _no_address(url: str) -> str:
    if not url:
        return "The source gives no address for this entry, so there is no page to capture."
    return f"The source gives an address that is no web page ({url[:80]}), so nothing was captured."


def is_web_address(url: str) -> bool:
    """Whether an address can be captured at all: http or https, a host, and of a sane length."""
    if len(url) > MAX_URL_CHARS or url.split() != [url]:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def bounded_identity(basis: str) -> str:
    """The basis itself, or its hash where it is longer than an index can hold."""
    return basis if len(basis.encode("utf-8", "replace")) <= MAX_IDENTITY_BYTES else f"sha256:{_sha256(basis)}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def zoned(at: datetime | None, zone: tzinfo) -> datetime | None:
    """The instant in UTC; a time without a zone is in `zone`. Years that no calendar of ours can hold give None."""
    if at is None:
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def vanished(known: Collection[int], shown: Collection[int]) -> set[int]:
    """Numbers of posts that were taken away: the page still shows an older and a newer one, and not them."""
    if not shown:
        return set()
    oldest, newest = min(shown), max(shown)
    return {number for number in known if oldest < number < newest} - set(shown)
