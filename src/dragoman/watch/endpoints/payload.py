"""What kind of thing came: decided by its first bytes and its stated type, before any parser sees it."""

from __future__ import annotations

import codecs
import re

import webencodings

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PARAMETER = re.compile(r";\s*charset\s*=\s*[\"']?([^\"';\s]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[\s/][^>]*?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.+-]+)")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|div|meta|title)\b", re.I | re.S
)
_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)\b[^>]*>\s*<")
_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a media file"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a packed file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a media file"),
    (b"\x00\x00\x00\x18ftyp", "a video"),
    (b"\x00\x00\x00\x20ftyp", "a video"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_DOCTYPE = re.compile(
    rb"\A((?:\s|<\?[^>]*>|<!--(?:(?!-->).)*-->)*)<!DOCTYPE\b(?:[^\[\]<>]|\[[^\]]*\]|<[^<>]*>)*>", re.IGNORECASE | re.DOTALL
)
_FIRST_BYTES = 2_048


def decode(payload: bytes, content_type: str | None = None) -> str:
    """Text of a payload: charset by HTTP, then byte order mark, then `<meta>` or XML declaration, then UTF-8, then windows-1252.

    Never fails: what is no text in that charset becomes U+FFFD.
    """
    name = charset_of(payload, content_type)
    return payload.decode(name, "replace").removeprefix("\ufeff")


def charset_of(payload: bytes, content_type: str | None = None) -> str:
    """The codec name of a payload's charset."""
    header = _PARAMETER.search(content_type or "")
    if header and (name := _codec(header.group(1))):
        return name
    for mark, name in _BOMS:
        if payload.startswith(mark):
            return name
    for pattern in (_XML_DECLARATION, _META):
        stated = pattern.search(payload[:_FIRST_BYTES])
        if stated and (name := _codec(stated.group(1).decode("ascii"))):
            return "utf-8" if name.startswith("utf-16") else name
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError as error:
        return "utf-8" if error.start > len(payload) - 4 else "cp1252"
    return "utf-8"


def _codec(label: str) -> str | None:
    found = webencodings.lookup(label)
    return str(found.codec_info.name) if found and found.name != "x-user-defined" else None


def is_html(payload: bytes, content_type: str | None = None) -> bool:
    """Does the payload begin as a web page does? A feed with a web page's document type is a feed."""
    start = decode(payload[:_FIRST_BYTES], content_type)
    return bool(_HTML.match(start)) and not _FEED.search(start)


def media_of(payload: bytes, content_type: str | None = None) -> str:
    """What a payload is, in a monitor's words, when it is no text at all; empty when it may be text."""
    for magic, name in _MAGIC:
        if payload.startswith(magic):
            return name
    stated = (content_type or "").partition(";")[0].strip().lower()
    if stated.partition("/")[0] in {"image", "audio", "video", "font"} and "xml" not in stated:
        return {"image": "a picture", "audio": "a sound file", "video": "a video", "font": "a font"}[stated.partition("/")[0]]
    start = payload[:_FIRST_BYTES]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or "utf-16" in stated:
        return ""
    return "a binary file" if start.count(0) > len(start) // 50 and not _is_bare_utf16(start) else ""


def _is_bare_utf16(start: bytes) -> bool:
    return start[1:8:2] == b"\0\0\0\0" or start[0:8:2] == b"\0\0\0\0"


def without_doctype(payload: bytes) -> bytes:
    """XML without its document type declaration, and so without entities of its own: none to expand, none to retrieve."""
    return _DOCTYPE.sub(rb"\1", payload, count=1)
