"""Titles out of markup, and addresses made absolute."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

# What is written between these tags is no words.
_UNSEEN = re.compile(r"<(script|style|noscript|iframe)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|<!DOCTYPE[^<>]*>|\]\]>|</?[A-Za-z][^<>]*>", re.DOTALL)
_BREAKING = re.compile(r"<(?:br|p|div|li|h\d|tr)\b[^<>]*>", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def plain(text: str) -> str:
    """The words of a title that may hold tags and entities; white space collapsed."""
    if "<" in text:
        text = _TAG.sub("", _BREAKING.sub(" ", _UNSEEN.sub("", text)))
    if "&" in text:
        text = unescape(text)
    return " ".join(text.split())


def absolute(link: str, base: str) -> str:
    """A link made absolute; as it stands where it cannot be."""
    link = "".join(link.split()) if "\n" in link else link.strip()
    if not link or not base or _SCHEME.match(link):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def is_page(link: str) -> bool:
    """Is it an absolute http or https address with a host?"""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
