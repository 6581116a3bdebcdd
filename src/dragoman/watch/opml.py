"""Read a list of feeds as other programs export it. Source: OPML 2.0, http://opml.org/spec2.opml"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from dragoman.errors import FeedUnreadable
from dragoman.watch.endpoints.markup import plain
from dragoman.watch.endpoints.payload import without_doctype


@dataclass(frozen=True)
class Outline:
    """One line of the list.

    Attributes:
        feed_url: empty when the line names no feed, so that it can be reported.
        folder: titles of the lines around it, outermost first.
    """

    title: str
    feed_url: str
    site_url: str = ""
    language: str = ""
    folder: tuple[str, ...] = ()


def parse(payload: bytes) -> list[Outline]:
    """The lines of the list that are no folders, in order. Entities are not expanded and nothing is retrieved.

    Raises:
        FeedUnreadable: it is no OPML, not even a broken one.
    """
    root = _root(payload)
    if root is None or str(root.tag).lower() != "opml":
        raise FeedUnreadable("This file is not a list of feeds (OPML).")
    lines = [line for line in root.iter() if str(line.tag).lower() == "outline"]
    return [_outline(line) for line in lines if _feed_url(line) or not len(line)]


def _root(payload: bytes) -> etree._Element | None:
    for recover in (False, True):
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, recover=recover
        )
        try:
            root: etree._Element | None = etree.fromstring(without_doctype(payload.strip()), parser)
        except (etree.XMLSyntaxError, ValueError):
            continue
        if root is not None:
            return root
    return None


def _outline(line: etree._Element) -> Outline:
    return Outline(
        title=_title(line),
        feed_url=_feed_url(line),
        site_url=_attribute(line, "htmlUrl"),
        language=_attribute(line, "language"),
        folder=tuple(title for above in reversed(list(line.iterancestors("outline"))) if (title := _title(above))),
    )


def _title(line: etree._Element) -> str:
    return plain(_attribute(line, "title") or _attribute(line, "text"))


def _feed_url(line: etree._Element) -> str:
    return _attribute(line, "xmlUrl")


def _attribute(line: etree._Element, name: str) -> str:
    """Some programs write `xmlurl`."""
    return (line.get(name) or line.get(name.lower()) or "").strip()
