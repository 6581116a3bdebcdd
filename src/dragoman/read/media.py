"""What a payload is when it is no page: told by its first bytes, then by its media type."""

from __future__ import annotations

# Source: the file formats' own specifications.
_BEGINNINGS = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a sound, picture or video file"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"ID3", "a sound file (MP3)"),
    (b"OggS", "a sound or video file (Ogg)"),
    (b"\x1aE\xdf\xa3", "a video file (Matroska)"),
    (b"\x7fELF", "a program"),
)
_TYPES = (
    ("image/", "a picture"),
    ("video/", "a video"),
    ("audio/", "a sound"),
    ("font/", "a font"),
    ("application/pdf", "a PDF file"),
    ("application/zip", "a ZIP file"),
    ("application/javascript", "a script"),
    ("text/javascript", "a script"),
    ("text/css", "a style sheet"),
)
_TEXT_TYPES = ("image/svg+xml",)


def name_media(payload: bytes, content_type: str | None) -> str:
    """What it is, such as `a PDF file`; empty when it may be a page or a text."""
    for beginning, name in _BEGINNINGS:
        if payload.startswith(beginning):
            return name
    if payload[4:8] == b"ftyp":
        return "a video file (MP4)"
    media_type = (content_type or "").partition(";")[0].strip().lower()
    for beginning_of_type, name in _TYPES:
        if media_type.startswith(beginning_of_type) and media_type not in _TEXT_TYPES:
            return name
    wide = payload.startswith((b"\xff\xfe", b"\xfe\xff")) or "utf-16" in (content_type or "").lower()
    return "a binary file" if b"\0" in payload[:1024] and not wide else ""
