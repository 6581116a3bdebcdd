"""What a page says about itself: title, authors, date, language. Of the standards for it the most careful is asked first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from dragoman.watch.endpoints.dates import read_date

_SPACES = re.compile(r"\s+")
_BY = re.compile(r"^by\s+", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*\Z")
_MOST_AUTHORS, _NAME_CHARS, _DEEPEST = 8, 120, 8
_ARTICLE_TYPES = ("Article", "Posting", "Report", "WebPage")
_DATE_NAMES = (
    "article:published_time", "og:article:published_time", "datePublished", "parsely-pub-date", "publishdate", "pubdate",
    "dc.date.issued", "dcterms.created", "dc.date", "date", "sailthru.date",
)  # fmt: skip
_AUTHOR_NAMES = ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author")


@dataclass(frozen=True)
class About:
    """What was found; empty where the page does not say."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_printed: str = ""
    language: str | None = None


def read_about(tree: LexborHTMLParser) -> About:
    """Ask schema.org data, then `<meta>`, then the page's elements. Source: schema.org NewsArticle, the Open Graph protocol."""
    article = _schema_article(tree)
    named = _metas(tree)
    printed = _first(article.get("datePublished"), *(named.get(name.lower()) for name in _DATE_NAMES), *_times(tree))
    moments = ((text, read_date(text)) for text in printed)
    published_printed, published = next(((text, at) for text, at in moments if at), (next(iter(printed), ""), None))
    return About(
        title=_title(tree, article, named),
        authors=_authors(tree, article, named),
        published=published,
        published_printed=published_printed,
        language=_language(tree, article, named),
    )


def _first(*values: Any) -> list[str]:
    """The values that are text, tidied, in order."""
    return [text for value in values if isinstance(value, str) and (text := _tidy(value))]


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _title(tree: LexborHTMLParser, article: dict[str, Any], named: dict[str, str]) -> str:
    """The headline that readers see, where the page's data names it; a headline alone on its page; what the browser shows."""
    headlines = [text for node in tree.css("h1") if (text := _tidy(node.text(deep=True)))]
    declared = _first(article.get("headline"), named.get("og:title"), named.get("twitter:title"))
    shown = next((headline for headline in headlines if any(headline in text or text in headline for text in declared)), "")
    if shown:
        return shown
    if declared:
        return declared[0]
    if len(headlines) == 1:
        return headlines[0]
    title = tree.css_first("title")
    return _tidy(title.text(deep=True)) if title is not None else ""


def _authors(tree: LexborHTMLParser, article: dict[str, Any], named: dict[str, str]) -> tuple[str, ...]:
    names = list(_names(article.get("author"))) or _first(*(named.get(name) for name in _AUTHOR_NAMES))
    if not names:
        marked = tree.css("[rel~=author], [itemprop=author], .byline, .author")
        names = _first(*(node.text(deep=True) for node in marked[:_MOST_AUTHORS]))
    fit = (_BY.sub("", name) for name in names if len(name) <= _NAME_CHARS and "://" not in name)
    return tuple(dict.fromkeys(fit))[:_MOST_AUTHORS]


def _names(author: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(author, str):
        yield from _first(author)
    elif isinstance(author, dict):
        yield from _first(author.get("name"))
    elif isinstance(author, list) and depth < _DEEPEST:
        for one in author[:_MOST_AUTHORS]:
            yield from _names(one, depth + 1)


def _times(tree: LexborHTMLParser) -> list[str]:
    nodes = tree.css("[itemprop=datePublished], article time, time")[:3]
    return [
        value for node in nodes for value in _first(*(node.attributes.get(name) for name in ("datetime", "content")), node.text())
    ]


def _language(tree: LexborHTMLParser, article: dict[str, Any], named: dict[str, str]) -> str | None:
    root = tree.root
    declared = _first(
        root.attributes.get("lang") if root is not None else None, article.get("inLanguage"), named.get("og:locale")
    )
    return next((tag.replace("_", "-") for tag in declared if _TAG.match(tag)), None)


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    """`<meta>` names (lower case) with their first content."""
    named: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = attributes.get("content")
        if name and content:
            named.setdefault(name.lower(), content)
    return named


def _schema_article(tree: LexborHTMLParser) -> dict[str, Any]:
    """The first article that the page's JSON-LD describes; empty when there is none. Broken JSON-LD is common and no problem."""
    for node in tree.css("script[type='application/ld+json']"):
        try:
            data = json.loads(node.text(deep=True))
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            if any(str(kind).endswith(_ARTICLE_TYPES) for kind in _listed(thing.get("@type"))):
                return thing
    return {}


def _things(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, dict):
        yield data
        yield from _things(data.get("@graph"), depth + 1)
        yield from _things(data.get("mainEntity"), depth + 1)
    elif isinstance(data, list):
        for one in data:
            yield from _things(one, depth + 1)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
