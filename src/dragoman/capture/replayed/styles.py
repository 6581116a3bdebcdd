"""Style sheets for a document that asks nobody for anything: whatever could fetch is replaced by what the archive holds.

The document's policy forbids every request all the same; this is the first of two walls, and it puts the pictures in.
"""

from __future__ import annotations

import re

from dragoman.capture.replayed.parts import Parts

MOST_CHARS = 2_000_000
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# `\75rl(` and `\url(` are `url(`. An escaped letter is that letter, wherever it stands. Source: CSS Syntax 3, 4.3.7
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\r\n\f])?|([g-zG-Z]))")
_IMPORT = re.compile(r"""@import(?:"[^"\n]*"|'[^'\n]*'|[^;"'{}])*;?""", re.IGNORECASE)
_URL = re.compile(r"""\burl\(\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|([^)]*))\s*\)?""", re.IGNORECASE | re.DOTALL)
# Functions that take an address as a bare string.
_OTHER_FETCHERS = re.compile(r"(?:-webkit-)?image-set\(|(?<![\w-])(?:image|src|cross-fade|element)\(", re.IGNORECASE)
_LEFT_OUT = 'url("data:,")'


def clean_styles(css: str, parts: Parts, *, base: str = "") -> str:
    """A style sheet or a `style` attribute that names only what is inside it. What is longer than `MOST_CHARS` is dropped.

    Args:
        base: the style sheet's own address; empty for what stands in the document.
    """
    if len(css) > MOST_CHARS:
        return ""
    css = _ESCAPE.sub(_letter, _COMMENT.sub(" ", css.replace("\0", "")))
    css = _OTHER_FETCHERS.sub("left-out(", _IMPORT.sub("", css))
    css = _URL.sub(lambda found: _address(found, parts, base), css)
    return css.replace("</", "<\\/").replace("<!--", "").replace("-->", "")


def _letter(escape: re.Match[str]) -> str:
    point = int(escape[1], 16) if escape[1] else ord(escape[2])
    letter = chr(point) if point < 128 else ""
    return letter if letter.isalpha() else escape[0]


def _address(found: re.Match[str], parts: Parts, base: str) -> str:
    address = next((group for group in found.groups() if group is not None), "").strip()
    if not address or address.startswith("#"):
        return _LEFT_OUT
    data = parts.picture(address, base)
    return f'url("{data}")' if data and not set(data) & set('"\\\n\r<') else _LEFT_OUT
