"""The fast path: well-formed RSS 2.0, RSS 1.0 and Atom. Whatever is unusual is left to the tolerant reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import tzinfo
from typing import TypeAlias

from lxml import etree

from dragoman.watch.endpoints.dates import read_date
from dragoman.watch.endpoints.entries import Entry, Feed
from dragoman.watch.endpoints.markup import absolute, is_page, plain
from dragoman.watch.endpoints.payload import charset_of

Element: TypeAlias = "etree._Element"
Found = dict[str, Element]

_ATOM = "{http://www.w3.org/2005/Atom}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_RSS1 = "{http://purl.org/rss/1.0/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_PUBLISHED = ("pubDate", f"{_DC}date", f"{_TERMS}issued", f"{_TERMS}created", f"{_ATOM}published")
_UPDATED = (f"{_ATOM}updated", f"{_TERMS}modified", "lastBuildDate")
# What other vocabularies put where an item has nothing in RSS's own.
_TITLES = (f"{_DC}title", f"{_MEDIA}title", f"{_ITUNES}title")
_SUMMARIES = (f"{_ATOM}summary", f"{_DC}description", f"{_ITUNES}summary", f"{_MEDIA}description")
_BODIES = (f"{_ATOM}content", f"{_XHTML}body", f"{_XHTML}div", "fullitem")
_AUTHORS = ("author", f"{_DC}creator", f"{_DC}author", f"{_ITUNES}author")
# Source: WHATWG Encoding, 4.2: these labels mean windows-1252.
_WESTERN = re.compile(rb"\s*<\?xml[^>]*encoding=[\"'](?:iso-8859-1|us-ascii|latin1|ascii)[\"']", re.IGNORECASE)
_STRANGE = re.compile(rb"<!DOCTYPE|<!ENTITY")
_HEAD_BYTES = 4_096
# `&#146;` means the windows-1252 character. Source: WHATWG HTML, 13.2.5.80.
_C1_REFERENCE = re.compile(rb"&#(?:(1[2-5]\d)|x([89][0-9a-f]));", re.IGNORECASE)


def parse(payload: bytes, content_type: str | None, url: str, zone: tzinfo | None) -> Feed | None:
    """The feed; None when it is not plainly one of the three formats, and the tolerant reader should look."""
    root = _root(payload, content_type, url)
    reader = _READERS.get(root.tag) if root is not None and isinstance(root.tag, str) else None
    return reader(root, url, zone) if reader is not None and root is not None else None


def _root(payload: bytes, content_type: str | None, url: str) -> Element | None:
    """The document element. Entities are never expanded, nothing is retrieved, depth and size are libxml2's strict limits."""
    if _STRANGE.search(payload, 0, _HEAD_BYTES):
        return None
    payload = _C1_REFERENCE.sub(_as_windows, payload).lstrip(b" \t\r\n")
    for encoding in dict.fromkeys((_charset(payload, content_type), None)):
        parser = etree.XMLParser(
            encoding=encoding,
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            recover=False,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            return etree.fromstring(payload, parser, base_url=url or b"")
        except (etree.XMLSyntaxError, LookupError, ValueError):
            continue
    return None


def _as_windows(reference: re.Match[bytes]) -> bytes:
    decimal, hexadecimal = reference.groups()
    code = int(decimal) if decimal else int(hexadecimal, 16)
    try:
        return b"&#%d;" % ord(bytes([code]).decode("cp1252")) if 0x80 <= code <= 0x9F else reference.group()
    except UnicodeDecodeError:
        return reference.group()


def _charset(payload: bytes, content_type: str | None) -> str | None:
    """The charset where libxml2 would not find it, or would read it more narrowly than browsers do; else None."""
    if content_type and "charset" in content_type.lower():
        return charset_of(payload, content_type)
    return "cp1252" if _WESTERN.match(payload) else None


def _read_rss(root: Element, url: str, zone: tzinfo | None) -> Feed | None:
    channel = root.find("channel")
    if channel is None:
        return None
    found = _by_tag(channel)
    items = [*channel.iterchildren("item"), *root.iterchildren("item")]
    return _rss_feed("rss", "", found, items, url, zone)


def _read_rdf(root: Element, url: str, zone: tzinfo | None) -> Feed | None:
    items = list(root.iterchildren(f"{_RSS1}item"))
    channel = root.find(f"{_RSS1}channel")
    if channel is None and not items:
        return None
    return _rss_feed("rdf", _RSS1, {} if channel is None else _by_tag(channel), items, url, zone)


def _rss_feed(kind: str, space: str, found: Found, items: list[Element], url: str, zone: tzinfo | None) -> Feed:
    home = absolute(_text(found.get(f"{space}link")), url)
    base = url or (home if is_page(home) else "")
    return Feed(
        tuple(_rss_entry(item, space, base, zone) for item in items),
        kind=kind,
        title=plain(_text(found.get(f"{space}title")) or _first(found, _TITLES)),
        language=_text(found.get("language")) or _text(found.get(f"{_DC}language")),
        url=home,
    )


def _rss_entry(item: Element, space: str, base: str, zone: tzinfo | None) -> Entry:
    found = _by_tag(item)
    printed, updated = _first(found, _PUBLISHED), _first(found, _UPDATED)
    identity = _text(found.get("guid")) or item.get(f"{_RDF}about", "").strip()
    return Entry(
        id=identity,
        url=_rss_link(found, space, identity, _base(item, base)),
        title=plain(_inner(found.get(f"{space}title")) or _first(found, _TITLES)),
        published=read_date(printed, zone),
        published_printed=printed,
        updated=read_date(updated, zone),
        updated_printed=updated,
        summary=_inner(found.get(f"{space}description")) or _any_inner(found, _SUMMARIES),
        content=_inner(found.get(_CONTENT)) or _any_inner(found, _BODIES),
        author=plain(_first(found, _AUTHORS) or _person(found.get(f"{_ATOM}author"))),
    )


def _rss_link(found: Found, space: str, identity: str, base: str) -> str:
    link = _text(found.get(f"{space}link"))
    if link:
        return absolute(link, base)
    guid = found.get("guid")
    if guid is not None and guid.get("isPermaLink", "true").strip().lower() != "false" and is_page(identity):
        return identity
    atom = found.get(f"{_ATOM}link")
    href = atom.get("href", "") if atom is not None and atom.get("rel", "alternate") == "alternate" else ""
    return absolute(href, base) or (identity if space and is_page(identity) else "")


def _read_atom(root: Element, url: str, zone: tzinfo | None) -> Feed:
    found = _by_tag(root)
    language = root.get(f"{_XML}lang", "")
    return Feed(
        tuple(_atom_entry(entry, found, url, zone) for entry in root.iterchildren(f"{_ATOM}entry")),
        kind="atom",
        title=_atom_title(found.get(f"{_ATOM}title")),
        language=language,
        url=_atom_link(root, url),
    )


def _read_atom_entry(root: Element, url: str, zone: tzinfo | None) -> Feed:
    return Feed((_atom_entry(root, {}, url, zone),), kind="atom", language=root.get(f"{_XML}lang", ""))


def _atom_entry(entry: Element, feed: Found, url: str, zone: tzinfo | None) -> Entry:
    found = _by_tag(entry)
    printed, updated = _first(found, (f"{_ATOM}published",)), _first(found, (f"{_ATOM}updated",))
    moment = read_date(updated, zone)
    identity = _text(found.get(f"{_ATOM}id"))
    author = found.get(f"{_ATOM}author")
    return Entry(
        id=identity,
        url=_atom_link(entry, url) or _atom_source(found) or (identity if is_page(identity) else ""),
        title=_atom_title(found.get(f"{_ATOM}title")),
        published=read_date(printed, zone) if printed else moment,
        published_printed=printed or updated,
        updated=moment,
        updated_printed=updated,
        summary=_atom_text(found.get(f"{_ATOM}summary")),
        content=_atom_text(found.get(f"{_ATOM}content")),
        author=plain(_person(author if author is not None else feed.get(f"{_ATOM}author"))),
    )


def _atom_link(parent: Element, url: str) -> str:
    """The page of a feed or entry: the first link that is an alternate, a web page rather than another format."""
    links = [link for link in parent.iterchildren(f"{_ATOM}link") if link.get("rel", "alternate") in ("alternate", "")]
    links.sort(key=lambda link: link.get("type", "text/html") not in ("text/html", "application/xhtml+xml"))
    for link in links:
        if href := link.get("href", "").strip():
            return absolute(href, _base(link, url))
    return ""


def _atom_source(found: Found) -> str:
    content = found.get(f"{_ATOM}content")
    return absolute(content.get("src", ""), _base(content, "")) if content is not None else ""


def _atom_title(element: Element | None) -> str:
    if element is None:
        return ""
    kind = element.get("type", "text")
    if kind in ("html", "text/html"):
        return plain(_text(element))
    return " ".join("".join(str(piece) for piece in element.itertext()).split())


def _atom_text(element: Element | None) -> str:
    if element is None:
        return ""
    if element.get("type", "text") in ("text", "text/plain"):
        return _escaped(_text(element))
    return _inner(element)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") if "<" in text or "&" in text else text


def _by_tag(parent: Element) -> Found:
    """First child of each name."""
    found: Found = {}
    for child in parent.iterchildren("*"):
        found.setdefault(str(child.tag), child)
    return found


def _text(element: Element | None) -> str:
    return element.text.strip() if element is not None and element.text else ""


def _first(found: Found, tags: tuple[str, ...]) -> str:
    for tag in tags:
        element = found.get(tag)
        if element is not None and element.text and (text := element.text.strip()):
            return text
    return ""


def _inner(element: Element | None) -> str:
    """Text, or the markup inside when the writer did not escape it."""
    if element is None:
        return ""
    if not len(element):
        return (element.text or "").strip()
    pieces = [_escaped(element.text or ""), *(etree.tostring(child, encoding="unicode") for child in element)]
    return "".join(pieces).strip()


def _any_inner(found: Found, tags: tuple[str, ...]) -> str:
    for tag in tags:
        if tag in found and (text := _inner(found[tag])):
            return text
    return ""


def _person(element: Element | None) -> str:
    if element is None:
        return ""
    names: Iterator[str] = (_text(child) for child in element.iterchildren(f"{_ATOM}name", f"{_ATOM}email"))
    return next((name for name in names if name), "") or _text(element)


def _base(element: Element, url: str) -> str:
    """The base that `xml:base` gives, on the way up from the element; else the feed's own address."""
    return element.base or url


_READERS: dict[str, Callable[[Element, str, tzinfo | None], Feed | None]] = {
    "rss": _read_rss,
    f"{_RDF}RDF": _read_rdf,
    f"{_ATOM}feed": _read_atom,
    f"{_ATOM}entry": _read_atom_entry,
}
