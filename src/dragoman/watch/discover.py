"""Say what kind of endpoint an address is, from what it answered."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dragoman.errors import FeedUnreadable
from dragoman.watch.endpoints import feed, listing, telegram
from dragoman.watch.endpoints.markup import absolute, is_page
from dragoman.watch.endpoints.payload import decode, is_html
from dragoman.watch.walls import refuse_wall

FEED, LISTING, TELEGRAM = "feed", "listing", "telegram"
_FEED_TYPES = {"application/rss+xml": 0, "application/atom+xml": 1, "application/feed+json": 2, "application/rdf+xml": 3}
_TELEGRAM_HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})


@dataclass(frozen=True)
class FeedLink:
    """A feed that a page offers."""

    url: str
    title: str = ""


@dataclass(frozen=True)
class Discovered:
    """What to watch.

    Attributes:
        kind: `feed`, `listing` or `telegram`.
        url: the address to poll; another one than was asked when a page only points to its feed.
        title, language: as the answer states them; empty when it does not.
        feeds: every feed the page offers, the chosen one first.
    """

    kind: str
    url: str
    title: str = ""
    language: str = ""
    feeds: tuple[FeedLink, ...] = ()


def discover(payload: bytes, content_type: str | None, url: str, *, kind: str | None = None, selector: str = "") -> Discovered:
    """What an address is.

    Args:
        payload: with its content coding undone.
        kind: what a person says it is; None or empty finds out.
        selector: CSS; a page with one is a listing page.

    Raises:
        FeedUnreadable: it is none of the kinds, or not the kind that was said; the sentence says what to do.
        BotWall: a challenge or consent page came instead.
    """
    if kind == TELEGRAM or (not kind and telegram.is_preview(payload)):
        return _telegram(payload, url)
    if kind == LISTING or (selector and kind != FEED):
        return _listing(payload, content_type, url, selector)
    if kind == FEED or not is_html(payload, content_type):
        parsed = feed.parse(payload, content_type, url)
        return Discovered(FEED, url, parsed.title, parsed.language)
    return _page(payload, content_type, url)


def _telegram(payload: bytes, url: str) -> Discovered:
    preview = telegram.parse_preview(payload, url)
    if preview.outcome in (telegram.Outcome.NO_CHANNEL, telegram.Outcome.NOT_A_PREVIEW):
        raise FeedUnreadable(preview.sentence, subject=url)
    if preview.outcome == telegram.Outcome.NO_PREVIEW and _preview_address(url) == url:
        raise FeedUnreadable(preview.sentence, subject=url)
    return Discovered(TELEGRAM, _preview_address(url), preview.title)


def _preview_address(url: str) -> str:
    """t.me/NAME leads to t.me/s/NAME, where the posts are."""
    parts = urlsplit(url)
    names = [part for part in parts.path.split("/") if part]
    if parts.hostname not in _TELEGRAM_HOSTS or not names or names[0] == "s":
        return url
    return urlunsplit((parts.scheme, parts.netloc, f"/s/{names[0]}", "", ""))


def _listing(payload: bytes, content_type: str | None, url: str, selector: str) -> Discovered:
    parsed = listing.parse(payload, content_type, url, selector)
    return Discovered(LISTING, url, parsed.title, parsed.language)


def _page(payload: bytes, content_type: str | None, url: str) -> Discovered:
    source = decode(payload, content_type)
    refuse_wall(source)
    page = LexborHTMLParser(source)
    feeds = _offered(page, url)
    if not feeds:
        raise FeedUnreadable(
            "This is a web page that offers no feed. To watch it, name the links on it by a CSS selector.", subject=url
        )
    title = page.css_first("title")
    return Discovered(FEED, feeds[0].url, _words(title), _attribute(page.css_first("html"), "lang"), feeds)


def _offered(page: LexborHTMLParser, url: str) -> tuple[FeedLink, ...]:
    """The page's own `<link rel="alternate">` feeds; those of comments last."""
    base = absolute(_attribute(page.css_first("base[href]"), "href"), url) or url
    found: dict[str, tuple[bool, FeedLink]] = {}
    for link in page.css("link[rel~=alternate][href]"):
        media_type = _attribute(link, "type").partition(";")[0].strip().lower()
        address = absolute(_attribute(link, "href"), base)
        if media_type in _FEED_TYPES and is_page(address):
            title = _attribute(link, "title")
            found.setdefault(address, ("comment" in f"{address} {title}".lower(), FeedLink(address, title)))
    return tuple(link for _, link in sorted(found.values(), key=lambda each: each[0]))


def _words(node: LexborNode | None) -> str:
    return " ".join(node.text().split()) if node is not None else ""


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "").strip() if node is not None else ""
