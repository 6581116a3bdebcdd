"""A captured page written anew for looking at: its words and layout, with the pictures and styles that the archive holds.

Nothing is carried over but what `markup` names: no script, no form, no frame, no address that could be asked. It is shown
under `POLICY` besides, which forbids all of that a second time; either wall holds alone, and the tests try each alone.
This is a view, never evidence: quotations are checked on the payload, by the text rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dragoman.capture.charset import choose_charset, decode
from dragoman.capture.nesting import is_bottomless
from dragoman.capture.replayed.markup import (
    ATTRIBUTES,
    DROPPED,
    KEPT,
    PICTURE_ADDRESSES,
    PICTURE_SETS,
    SAID,
    SHOWN_AS,
    VOID,
)
from dragoman.capture.replayed.parts import Part, PartOf, Parts, nothing_held
from dragoman.capture.replayed.styles import clean_styles
from dragoman.capture.text_rule import kind_of
from dragoman.capture.wire_url import follow_location
from dragoman.errors import DragomanError, PageUnreadable

# No scripts, forms, popups or navigation of others, and an opaque origin. Source: Content Security Policy 3; HTML, 7.1.5
POLICY = (
    "sandbox; default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
MOST_BYTES = 8_000_000
_DOCTYPE = re.compile(r"(?:\s|<!--.*?-->)*<!doctype\s", re.IGNORECASE | re.DOTALL)
_OWN_STYLES = (
    "<style>.left-out-of-replay{display:inline-block;border:1px dashed #767676;color:#595959;background:#fff;"
    "font:13px/1.4 sans-serif;padding:2px 6px;max-width:100%;overflow-wrap:anywhere}</style>"
)
INSTEAD = frozenset({"img", "style", "link", *SAID})
_BARE = '<!doctype html><html><head><meta charset="utf-8"><title>Replayed</title></head><body>{}</body></html>'


@dataclass(frozen=True)
class Replay:
    """The document, UTF-8 when encoded; how many pictures and style sheets are in it, and how many it names that are not."""

    html: str
    put_in: int = 0
    left_out: int = 0


def replay(payload: bytes, content_type: str | None, url: str, part_of: PartOf = nothing_held) -> Replay:
    """Write a captured page anew. Its charset is found as the text rule finds it.

    Args:
        payload: with its content coding undone.
        url: where it was captured; its own addresses are relative to that.

    Raises:
        PageUnreadable: it's neither a page, a text nor a picture, too large, or built to exhaust a reader.
    """
    if len(payload) > MOST_BYTES:
        raise PageUnreadable("This is too large to be shown as a page. Its text can be read all the same.")
    kind = kind_of(payload, content_type)
    if kind == "none":
        return _picture(payload, content_type, url)
    charset, _ = choose_charset(payload, content_type, html=kind == "html")
    source = decode(payload, charset)
    if kind != "html":
        return Replay(_BARE.format(f'<pre dir="auto" style="white-space:pre-wrap">{escape(source, quote=False)}</pre>'))
    if is_bottomless(source):
        raise PageUnreadable("This page is built to exhaust whoever reads it, so it is not shown.")
    root = LexborHTMLParser(source.replace("\0", "")).root
    parts = Parts(_base(root, url), part_of)
    words = "".join(_Writer(parts).write(root)) if root is not None else ""
    doctype = "<!doctype html>" if _DOCTYPE.match(source) else ""  # without one, browsers lay a page out as old ones did
    return Replay(doctype + words, parts.put_in, parts.left_out)


def _picture(payload: bytes, content_type: str | None, url: str) -> Replay:
    parts = Parts(url or "http://nowhere.invalid/", lambda _: Part(content_type or "", payload))
    data = parts.picture("http://nowhere.invalid/")
    if not data.startswith("data:image/"):
        raise PageUnreadable("These bytes are neither a page nor a picture, so there is nothing to show. They can be downloaded.")
    return Replay(_BARE.format(f'<img src="{data}" alt="" style="max-width:100%">'), 1)


def _base(root: LexborNode | None, url: str) -> str:
    element = root.css_first("base[href]") if root is not None else None
    if element is None:
        return url
    try:
        return follow_location(url, element.attributes.get("href") or "")
    except DragomanError:
        return url


def _raw_text(element: LexborNode) -> str:
    """What stands in an element that holds words only, such as `style`."""
    child = element.child
    return child.text_content or "" if child is not None else ""


class _Writer:
    """Walks a parsed page and writes it; without recursion, because pages nest as deep as they like."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def write(self, root: LexborNode) -> Iterator[str]:
        ahead: list[LexborNode | str] = [root]  # what is still to come, nearest last; words are written as they are
        while ahead:
            step = ahead.pop()
            if isinstance(step, str):
                yield step
                continue
            if (following := step.next) is not None:
                ahead.append(following)
            tag = step.tag or ""
            if tag == "-text":
                yield escape(step.text_content or "", quote=False)
            elif tag in KEPT:
                yield from self._open(step, tag, ahead)
            elif tag in INSTEAD:
                yield self._instead(step, tag)
            elif tag not in DROPPED and tag[:1].isalpha():
                yield from self._open(step, SHOWN_AS.get(tag, "span"), ahead)

    def _open(self, node: LexborNode, name: str, ahead: list[LexborNode | str]) -> Iterator[str]:
        yield f"<{name}{''.join(self._attributes(node))}>"
        if name == "head":
            yield f'<meta charset="utf-8">{_OWN_STYLES}'
        if name in VOID:
            return
        ahead.append(f"</{name}>")
        if (child := node.child) is not None:
            ahead.append(child)

    def _attributes(self, node: LexborNode) -> Iterator[str]:
        for name, value in node.attributes.items():
            if name == "style":
                yield f' style="{escape(clean_styles(value or "", self._parts))}"'
            elif name in ATTRIBUTES:
                yield f' {name}="{escape(value or "")}"'
            elif name == "href" and value and not value.lstrip().lower().startswith(("javascript:", "#")) and node.tag == "a":
                yield f' data-led-to="{escape(value)}"'

    def _instead(self, node: LexborNode, tag: str) -> str:
        """What is shown for an element that would fetch something."""
        media = node.attributes.get("media") or ""
        if tag == "img":
            return self._img(node)
        if tag == "style":
            return self._style(_raw_text(node), media)
        if tag == "link":
            rel = (node.attributes.get("rel") or "").lower().split()
            if "stylesheet" not in rel or "alternate" in rel:
                return ""
            css, base = self._parts.style_sheet(node.attributes.get("href") or "")
            return self._style(css, media, base) if css else ""
        self._parts.left_out += 1
        return f'<span class="left-out-of-replay" dir="ltr" lang="en">{SAID[tag]} left out</span>'

    def _img(self, node: LexborNode) -> str:
        addresses = [node.attributes.get(name) or "" for name in PICTURE_ADDRESSES]
        sets = [node.attributes.get(name) or "" for name in PICTURE_SETS]
        addresses += [words.split()[0] for chosen in sets for words in chosen.split(",") if words.strip()]
        left_out = self._parts.left_out
        for address in filter(None, addresses):
            if data := self._parts.picture(address):
                self._parts.left_out = left_out
                return f'<img src="{escape(data)}"{"".join(self._attributes(node))}>'
        self._parts.left_out = left_out + 1
        said = node.attributes.get("alt") or "picture left out"
        return f'<span class="left-out-of-replay" dir="auto">{escape(said, quote=False)}</span>'

    def _style(self, css: str, media: str, base: str = "") -> str:
        return f'<style media="{escape(media)}">{clean_styles(css, self._parts, base=base)}</style>'
