"""Read a listing page: a page of links without a feed, where a CSS selector says which links count."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from urllib.parse import urldefrag

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from dragoman.errors import FeedUnreadable
from dragoman.watch.endpoints.dates import read_date
from dragoman.watch.endpoints.entries import Entry, Feed
from dragoman.watch.endpoints.markup import absolute, is_page
from dragoman.watch.endpoints.payload import decode, media_of
from dragoman.watch.walls import refuse_wall

MAX_BYTES = 10_000_000


def parse(
    payload: bytes,
    content_type: str | None,
    url: str | None,
    selector: str,
    *,
    zone: tzinfo | None = None,
) -> Feed:
    """The links that the selector finds, in page order, each address once.

    The selector may name the links themselves or the boxes around them; of a box its heading's link counts, else its first.
    Links to a place on the same page, and addresses that are no web pages, are left out.

    Raises:
        FeedUnreadable: the selector cannot be read or finds no link, or what came is no web page.
        BotWall: a challenge or consent page came instead.
    """
    address = url or ""
    if media := media_of(payload, content_type):
        raise FeedUnreadable(f"This address gives {media}, not a page of links.", subject=address)
    source = decode(payload[:MAX_BYTES], content_type)
    refuse_wall(source)
    page = LexborHTMLParser(source)
    chosen = _choose(page, selector, address)
    base = _base(page, address)
    found: dict[str, Entry] = {}
    for node in chosen:
        entry = _entry(node, base, address, zone)
        if entry is not None:
            known = found.get(entry.url)
            found[entry.url] = _merged(known, entry) if known else entry
    if not found:
        raise FeedUnreadable(
            f"The selector “{selector}” finds no links on this page; perhaps the page has changed.", subject=address
        )
    untitled = sum(not entry.title for entry in found.values())
    return Feed(
        tuple(found.values()),
        problems=(f"{untitled} of {len(found)} links have no words.",) if untitled else (),
        kind="listing",
        title=_words(page.css_first("title")),
        language=_attribute(page.css_first("html"), "lang"),
        url=address,
    )


def _choose(page: LexborHTMLParser, selector: str, url: str) -> list[LexborNode]:
    if not selector.strip():
        raise FeedUnreadable("A listing page needs a CSS selector that names its links.", subject=url)
    try:
        return page.css(selector)
    except (SelectolaxError, ValueError) as error:
        raise FeedUnreadable(f"The selector “{selector}” is not valid CSS.", subject=url, detail=str(error)) from error


def _base(page: LexborHTMLParser, url: str) -> str:
    stated = _attribute(page.css_first("base[href]"), "href")
    return absolute(stated, url) if stated else url


def _entry(node: LexborNode, base: str, own: str, zone: tzinfo | None) -> Entry | None:
    link = _link(node)
    href = _attribute(link, "href")
    if not href or href.startswith("#"):
        return None
    address, fragment = urldefrag(absolute(href, base))
    if fragment.startswith("!"):
        address = f"{address}#{fragment}"
    if not is_page(address) or (fragment and address == urldefrag(own)[0]):
        return None
    printed, at = _date(node, zone)
    return Entry(url=address, title=_title(node, link), published=at, published_printed=printed)


def _link(node: LexborNode) -> LexborNode | None:
    if node.tag == "a":
        return node
    inside = node.css_first("h1 a[href], h2 a[href], h3 a[href], h4 a[href]") or node.css_first("a[href]")
    if inside is not None:
        return inside
    parent = node.parent
    while parent is not None and parent.tag != "a":
        parent = parent.parent
    return parent


def _title(node: LexborNode, link: LexborNode | None) -> str:
    headings = [] if node.tag == "a" else node.css("h1, h2, h3, h4")
    pictures = link.css("img[alt]") if link is not None else []
    told = [_words(link), *map(_words, headings), _attribute(link, "title"), *(_attribute(each, "alt") for each in pictures)]
    return next((words for words in told if words), "")


def _date(node: LexborNode, zone: tzinfo | None) -> tuple[str, datetime | None]:
    moment = node.css_first("time")
    for printed in (_attribute(moment, "datetime"), _words(moment)):
        if printed:
            return printed, read_date(printed, zone)
    return "", None


def _merged(known: Entry, again: Entry) -> Entry:
    """The same address twice, as picture and as headline: the longer words, and a date if either has one."""
    longer = max(known.title, again.title, key=len)
    dated = known if known.published_printed else again
    return replace(known, title=longer, published=dated.published, published_printed=dated.published_printed)


def _words(node: LexborNode | None) -> str:
    return " ".join(node.text().split()) if node is not None else ""


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "").strip() if node is not None else ""
