"""The main text of a captured payload, as paragraphs, with title, authors, date and language.

What the reader sees comes from here; what a quotation is checked against is the text rule's. Both decode the bytes alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from dragoman.capture.charset import choose_charset, decode
from dragoman.capture.nesting import is_bottomless
from dragoman.capture.text_rule import kind_of
from dragoman.errors import PageUnreadable
from dragoman.read.about import About, read_about
from dragoman.read.main_text import main_lines
from dragoman.read.media import name_media
from dragoman.watch.walls import wall

MAX_PAGE_CHARS = 6_000_000
_SPACES = re.compile(r"[^\S\u200c\u200d]+")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_TITLE_CHARS = 300
_MORE_THAN_A_WALL_CHARS = 1_500  # of main text; then it is not asked whether the page is a wall
_VERY_LITTLE_CHARS = 100
VERY_LITTLE = "The page says very little: look whether it is the page itself or only a notice in its place."


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of an extracted text; [start, end) in code points of that text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Extracted:
    """A page as a reader wants it.

    Attributes:
        text: NFC, paragraphs separated by two line feeds; never empty.
        published: UTC, or naive when the page names no zone; `published_printed` is what it was read from.
        language: BCP 47 as the page declares it; None when it does not.
        problems: sentences on what was not as it should be.
    """

    title: str
    text: str = field(repr=False)
    paragraphs: list[Paragraph] = field(repr=False)
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_printed: str = ""
    language: str | None = None
    problems: tuple[str, ...] = ()


def extract(
    payload: bytes, content_type: str | None = None, url: str | None = None, *, taken_for_page: bool = False
) -> Extracted:
    """Read a page or a plain text file. Opens no address.

    Args:
        payload: with its content coding undone.
        content_type: the Content-Type header as sent.
        url: of the page; only tells it from others in the log.
        taken_for_page: a person says that it is the page, so it is not asked whether it is a wall.

    Raises:
        PageUnreadable: no text, or not a page at all; says which.
        BotWall: something else came instead, see `dragoman.watch.walls`.
    """
    if other := name_media(payload, content_type):
        raise PageUnreadable(f"This is {other}, not a page of text.", subject=url or "")
    if not payload.strip():
        raise PageUnreadable("The page is empty.", subject=url or "")
    kind = kind_of(payload, content_type)
    charset, _ = choose_charset(payload, content_type, html=kind == "html")
    source = unicodedata.normalize("NFC", decode(payload, charset))
    problems = _decoding_problems(source, charset)
    if kind == "html":
        return _extract_html(source, problems, url or "", taken_for_page=taken_for_page)
    return _extract_plain(source, problems, url or "")


def _decoding_problems(source: str, charset: str) -> tuple[str, ...]:
    lost = source.count("\ufffd")
    if not lost:
        return ()
    return (f"{lost} characters could not be read as {charset}: the page declares the wrong charset, or is damaged.",)


def _extract_html(source: str, problems: tuple[str, ...], url: str, *, taken_for_page: bool) -> Extracted:
    if len(source) > MAX_PAGE_CHARS or is_bottomless(source):
        raise PageUnreadable(
            "The page is too large or too deeply nested to read.", detail=f"{len(source)} characters", subject=url
        )
    tree = LexborHTMLParser(source)
    about = read_about(tree)
    lines = _without_title(main_lines(source, tree), about.title)
    chars = sum(map(len, lines))
    if chars <= _MORE_THAN_A_WALL_CHARS and not taken_for_page and (found := wall(source)):
        raise found.error(url)
    if not lines:
        raise PageUnreadable("No main text was found on the page.", subject=url)
    return _assemble(lines, about, (*problems, VERY_LITTLE) if chars < _VERY_LITTLE_CHARS else problems)


def _without_title(lines: list[str], title: str) -> list[str]:
    """A headline repeated as the first line is not part of the text, unless it is all there is."""
    return lines[1:] if len(lines) > 1 and lines[0] == title else lines


def _extract_plain(source: str, problems: tuple[str, ...], url: str) -> Extracted:
    lines = [part.strip() for part in _BLANK_LINES.split(source.replace("\r\n", "\n").replace("\r", "\n"))]
    lines = [line for line in lines if line]
    if not lines:
        raise PageUnreadable("The file has no text.", subject=url)
    title = _SPACES.sub(" ", lines[0].partition("\n")[0])[:_TITLE_CHARS]
    return _assemble(lines, About(title=title), problems)


def _assemble(lines: Iterable[str], about: About, problems: tuple[str, ...]) -> Extracted:
    paragraphs: list[Paragraph] = []
    start = 0
    for line in lines:
        paragraphs.append(Paragraph(line, start, start + len(line)))
        start += len(line) + 2
    return Extracted(
        title=about.title or paragraphs[0].text[:_TITLE_CHARS],
        text="\n\n".join(paragraph.text for paragraph in paragraphs),
        paragraphs=paragraphs,
        authors=about.authors,
        published=about.published,
        published_printed=about.published_printed,
        language=about.language,
        problems=problems,
    )
