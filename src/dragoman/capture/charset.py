"""Bytes to text, as a browser would: which charset holds, and what its bytes mean.

Order of the text rule: HTTP, then byte order mark, then `<meta>`, then detection. Labels and single-byte tables are those of
the WHATWG Encoding Standard, so that a browser's `TextDecoder` gives the same text; for East Asian ones see `east_asian`.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import Literal

import webencodings

from dragoman.capture import east_asian
from dragoman.capture.detect import detect

How = Literal["http", "bom", "meta", "detected", "none"]

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
_PARAMETER = re.compile(r";\s*charset\s*=\s*[\"']?([^\"';\s]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"<meta[\s/][^>]*?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]+)", re.IGNORECASE)
META_BYTES = 4_096
_META_INSTEAD = {"utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "windows-1252"}  # Source: WHATWG HTML, 13.2.3.2
_MULTI_BYTE = {
    "utf-8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "iso-2022-jp": "iso2022_jp",
}
# Where Python's single-byte tables and the standard's part, besides undefined bytes 80 to 9F, which are controls there.
# Compared for all 28 single-byte charsets with a browser.
_PATCHES = {"windows-1255": {0xCA: "\u05ba"}, "koi8-u": {0xAE: "\u045e", 0xBE: "\u040e"}}


def read_label(label: str) -> str | None:
    """The standard's name of a charset label, lower case; None when it knows none."""
    encoding = webencodings.lookup(label)
    return None if encoding is None else str(encoding.name)


def charset_of_header(content_type: str | None) -> str | None:
    """The charset that a Content-Type names, if it is a known one."""
    match = _PARAMETER.search(content_type or "")
    return read_label(match.group(1)) if match else None


def charset_of_meta(payload: bytes) -> str | None:
    """The charset of the first `<meta>` outside comments in the first 4,096 bytes that names a known one."""
    for match in _META.finditer(_COMMENT.sub(b"", payload[:META_BYTES])):
        name = read_label(match.group(1).decode("ascii"))
        if name:
            return _META_INSTEAD.get(name, name)
    return None


def choose_charset(payload: bytes, content_type: str | None, *, html: bool, detected: str | None = None) -> tuple[str, How]:
    """The charset that the rule gives, and which step gave it.

    Args:
        html: `<meta>` is looked for.
        detected: what detection once gave and a proof recorded; used instead of detecting anew.
    """
    if name := charset_of_header(content_type):
        return name, "http"
    for mark, name in _BOMS:
        if payload.startswith(mark):
            return name, "bom"
    if html and (name := charset_of_meta(payload)):
        return name, "meta"
    return (read_label(detected) if detected else None) or detect(payload), "detected"


def decode(payload: bytes, charset: str) -> str:
    """Text of the bytes; what is no text in this charset becomes U+FFFD. A leading byte order mark is dropped.

    Args:
        charset: a name as `read_label` gives it.
    """
    if charset == "replacement":
        return "\ufffd" if payload else ""  # Source: WHATWG Encoding, 14.1
    if charset in east_asian.CHARSETS:
        text = east_asian.decode(payload, charset)
    elif charset in _MULTI_BYTE:
        text = payload.decode(_MULTI_BYTE[charset], "replace")
    elif charset == "x-user-defined":
        text = payload.decode("latin-1").translate({byte: 0xF700 + byte for byte in range(0x80, 0x100)})
    else:
        text, _ = codecs.charmap_decode(payload, "strict", _single_byte_table(charset))
    return text.removeprefix("\ufeff")


@cache
def _single_byte_table(charset: str) -> str:
    python_codec = webencodings.lookup(charset).codec_info
    patches = _PATCHES.get(charset, {})

    def character(byte: int) -> str:
        if byte in patches:
            return patches[byte]
        try:
            return str(python_codec.decode(bytes([byte]))[0])
        except UnicodeDecodeError:
            windows = charset.startswith("windows-")
            return chr(byte) if windows and byte < 0xA0 else "\ufffd"

    return "".join(character(byte) for byte in range(256))
