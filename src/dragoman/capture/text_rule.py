"""The text rule: what "stands in these bytes" means. Small, deterministic, versioned, and done the same way in a browser.

1. Kind, from the media type: `text/html`, XML types and whatever begins with `<` without a media type are HTML; JSON types are
   JSON; other `text/` types are plain text; anything else has no text.
2. Charset: see `charset`. The decoded text has no byte order mark.
3. HTML: drop NUL, which parsers treat differently; parse as HTML5 with scripting off; take the text nodes in document order,
   except inside `script`, `style`, `noscript` and `template`; put a line break before and after each element of `BLOCKS`, and
   at each `br`. Every run of white space (Unicode White_Space) in a text node is one space; then spaces around line breaks go,
   and of several line breaks or spaces in a row one stays; none at the ends. A page built to exhaust a parser (`nesting`) has
   no text.
   JSON: the string values in document order, one to a line; names of members are none. Read by tokens, so that repeated names,
   any depth and broken ends are no matter.
   Plain text: as it is.
4. NFC. Nothing else is dropped: joiners, direction marks, soft hyphens and combining marks stay.

Offsets are Unicode code points of the result. Golden cases: `tests/capture/text_rule_cases.json`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dragoman.capture.charset import How, choose_charset, decode
from dragoman.capture.nesting import is_bottomless

RULE = 1

Kind = Literal["html", "json", "plain", "none"]

_BLOCK_NAMES = """
    address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset figcaption
    figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing main menu nav ol optgroup
    option p plaintext pre search section select summary table tbody td textarea tfoot th thead title tr ul xmp
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
SKIPPED = frozenset({"script", "style", "noscript", "template"})
WHITE_SPACE = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"  # Source: Unicode, White_Space
_SPACES = re.compile(f"[{WHITE_SPACE}]+")
_MANY_SPACES = re.compile(r"  +")
_BREAKS = re.compile(r" ?\n[ \n]*")
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*)"([ \t\r\n]*:)?')
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_FIRST_BYTES = 1_024


@dataclass(frozen=True)
class RuleText:
    """The text of a payload.

    Attributes:
        text: NFC; empty when the payload is no text.
        charset: the name in the WHATWG Encoding Standard, lower case; empty when the payload is no text.
        how: which step gave the charset: `http`, `bom`, `meta`, `detected`; `none` when the payload is no text.
    """

    text: str
    charset: str
    how: How


def apply(payload: bytes, content_type: str | None, *, detected: str | None = None) -> RuleText:
    """The text rule, version `RULE`.

    Args:
        payload: with its content coding undone.
        content_type: the Content-Type header as sent.
        detected: the charset that detection once gave, as a proof records it; None detects.
    """
    kind = kind_of(payload, content_type)
    if kind == "none":
        return RuleText("", "", "none")
    charset, how = choose_charset(payload, content_type, html=kind == "html", detected=detected)
    source = decode(payload, charset)
    text = _read_html(source) if kind == "html" else _read_json(source) if kind == "json" else source
    return RuleText(unicodedata.normalize("NFC", text), charset, how)


def kind_of(payload: bytes, content_type: str | None) -> Kind:
    """Which way a payload is read."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type in ("", "application/octet-stream", "unknown/unknown", "*/*"):
        return _kind_of_unnamed(payload[:_FIRST_BYTES])
    if media_type in ("text/html", "text/xml", "application/xml") or media_type.endswith("+xml"):
        return "html"
    if media_type in ("application/json", "text/json") or media_type.endswith("+json"):
        return "json"
    return "plain" if media_type.startswith("text/") else "none"


def _kind_of_unnamed(start: bytes) -> Kind:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.replace(b"\0", b"")[2:]
    if start.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\f").startswith(b"<"):
        return "html"
    return "none" if b"\0" in start else "plain"


def _read_html(source: str) -> str:
    if is_bottomless(source):
        return ""
    pieces: list[str] = []
    root = LexborHTMLParser(source.replace("\0", "")).root
    # What is still to come, nearest last; None is a line break.
    ahead: list[LexborNode | None] = [] if root is None else [root]
    while ahead:
        node = ahead.pop()
        if node is None:
            pieces.append("\n")
            continue
        following = node.next
        if following is not None:
            ahead.append(following)
        tag = node.tag
        if tag == "-text":
            pieces.append(_SPACES.sub(" ", node.text_content or ""))
        elif tag == "br":
            pieces.append("\n")
        elif tag is not None and tag not in SKIPPED:
            _go_in(node, tag, ahead, pieces)
    return _BREAKS.sub("\n", _MANY_SPACES.sub(" ", "".join(pieces))).strip(" \n")


def _go_in(node: LexborNode, tag: str, ahead: list[LexborNode | None], pieces: list[str]) -> None:
    if tag in BLOCKS:
        pieces.append("\n")
        ahead.append(None)
    child = node.child
    if child is not None:
        ahead.append(child)


def _read_json(source: str) -> str:
    values = (json.loads(f'"{match.group(1)}"') for match in _STRING.finditer(source) if match.group(2) is None)
    return "\n".join(_LONE_SURROGATE.sub("\ufffd", value) for value in values)
