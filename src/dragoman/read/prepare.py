"""From bytes to a text with its segments, each tied to the captured bytes: one pure step, fit for another process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dragoman.capture import text_rule
from dragoman.capture.decode import decode_payload
from dragoman.capture.exchange import Exchange, read_list
from dragoman.errors import BotWall, DragomanError, NotUnderstood, Retry, SourceTooLarge
from dragoman.read.anchor import align
from dragoman.read.extract import extract
from dragoman.text.languages import identify
from dragoman.text.segments import Span, segment

MAX_DECODED_BYTES = 50_000_000


@dataclass(frozen=True)
class Page:
    """A captured payload and what is known of it.

    Attributes:
        body: as received; `codings` are its content codings in the order applied.
        content_type: the header as sent; None when there was none.
        language: BCP 47 of the source, used where the text itself does not tell.
    """

    body: bytes = field(repr=False)
    codings: tuple[str, ...] = ()
    content_type: str | None = None
    url: str = ""
    language: str = "und"

    @classmethod
    def of_exchange(cls, exchange: Exchange, *, language: str) -> Page:
        """The payload of an answer, just as it came."""
        left = [coding for coding in exchange.transfer_codings if coding != "chunked"]
        codings = (*read_list(exchange.headers, "content-encoding"), *left)
        return cls(exchange.body, codings, exchange.content_type, exchange.url, language)


@dataclass(frozen=True)
class Piece:
    """A segment: [start, end) of the text, in code points; the anchor is its place in the text rule's text, or None."""

    paragraph: int
    start: int
    end: int
    anchor: tuple[int, int] | None


@dataclass(frozen=True)
class Prepared:
    """A text ready to be stored. A non-empty `outcome` is an error's code: there is no text, and `sentence` says why.

    `walled`: something else came instead of the page (see `dragoman.watch.walls`).
    """

    title: str = ""
    text: str = field(default="", repr=False)
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_printed: str = ""
    language: str = "und"
    charset: str = ""
    rule: int = text_rule.RULE
    pieces: tuple[Piece, ...] = field(default=(), repr=False)
    problems: tuple[str, ...] = ()
    outcome: str = ""
    sentence: str = ""
    retry: Retry = Retry.NEVER
    walled: bool = False


def prepare(page: Page, *, taken_for_page: bool = False) -> Prepared:
    """Extract, segment and anchor one page. What cannot be read is a value, not an exception.

    Args:
        taken_for_page: a person says that it is the page, so it is not asked whether it is a wall.
    """
    try:
        payload = decode_payload(page.body, page.codings, MAX_DECODED_BYTES)
        return _prepare(payload, page, taken_for_page=taken_for_page)
    except (NotUnderstood, SourceTooLarge) as error:
        return unreadable(error)


def unreadable(error: DragomanError) -> Prepared:
    """The value that stands for a page without a text."""
    return Prepared(
        outcome=error.code,
        sentence=error.sentence,
        retry=error.retry,
        problems=(error.sentence,),
        walled=isinstance(error, BotWall),
    )


def _prepare(payload: bytes, page: Page, *, taken_for_page: bool) -> Prepared:
    extracted = extract(payload, page.content_type, page.url, taken_for_page=taken_for_page)
    rule = text_rule.apply(payload, page.content_type)
    language = language_of(extracted.text, extracted.language, page.language)
    spans = [(paragraph.start, paragraph.end) for paragraph in extracted.paragraphs]
    pieces = anchored_pieces(extracted.text, spans, language, rule.text)
    return Prepared(
        title=extracted.title or "",
        text=extracted.text,
        authors=tuple(extracted.authors),
        published=extracted.published,
        published_printed=extracted.published_printed or "",
        language=language,
        charset=rule.charset,
        pieces=pieces,
        problems=(*extracted.problems, *_anchor_problem(pieces)),
    )


def prepare_post(text: str, rule: text_rule.RuleText, *, title: str, language: str) -> Prepared:
    """Segment and anchor a post whose words are known already; `rule` is the text rule's text of the page that showed it."""
    found = language_of(text, None, language)
    pieces = anchored_pieces(text, _paragraphs(text), found, rule.text)
    return Prepared(title=title, text=text, language=found, charset=rule.charset, pieces=pieces, problems=_anchor_problem(pieces))


def anchored_pieces(text: str, paragraphs: Sequence[tuple[int, int]], language: str, rule_text: str) -> tuple[Piece, ...]:
    """The segments of each paragraph, none across two, with their places in the text rule's text."""
    numbered = [
        (number, Span(start + span.start, start + span.end))
        for number, (start, end) in enumerate(paragraphs)
        for span in segment(text[start:end], language)
    ]
    anchors = align(text, [span for _, span in numbered], rule_text)
    return tuple(Piece(number, span.start, span.end, anchor) for (number, span), anchor in zip(numbered, anchors, strict=True))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Lines with words in them, as [start, end)."""
    spans, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _anchor_problem(pieces: Sequence[Piece]) -> tuple[str, ...]:
    lost = sum(piece.anchor is None for piece in pieces)
    if not lost:
        return ()
    return (f"{lost} of {len(pieces)} sentences do not stand in the captured page word for word and cannot be quoted.",)


def language_of(text: str, declared: str | None, fallback: str) -> str:
    """The language of the words themselves; where they do not tell, what the page declares, else the source's."""
    found = identify(text).tag
    if found != "und":
        return found
    tag = (declared or "").replace("_", "-").split("-")[0].lower()
    return tag if tag.isalpha() and len(tag) in (2, 3) else fallback
