"""A dispatch's rows as the public page's values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dragoman.compose.excerpts import share_quoted
from dragoman.compose.notes import print_dates
from dragoman.desk.capture.models import Capture
from dragoman.desk.compose.excerpts import quoted
from dragoman.desk.compose.models import Dispatch, Note
from dragoman.desk.compose.selectors import PassageView
from dragoman.desk.publish.days import print_day
from dragoman.desk.read.models import Version
from dragoman.desk.ui.chain import LINKS
from dragoman.publish.page import Block, Check, LinkState, Page, PageNote, show_in_context, split_excerpt, split_prose

_AT_PUBLICATION = LinkState("not-yet", "Checked when the dispatch is published.")
UNCHECKED: Mapping[str, LinkState] = dict.fromkeys(LINKS, _AT_PUBLICATION)


@dataclass(frozen=True)
class Issue:
    """Under which number, in which version and when a dispatch is published."""

    number: int
    version: int
    published_at: datetime


def build_page(
    dispatch: Dispatch, views: Sequence[PassageView], issue: Issue, chains: Mapping[int, Mapping[str, LinkState]]
) -> Page:
    """The public page. `chains` gives each excerpt's links by its number; those not given are *not yet*."""
    return Page(
        series=dispatch.series.name,
        series_slug=dispatch.series.slug,
        designation=f"{dispatch.series.prefix} {issue.number}" if issue.number else f"{dispatch.series.name}, draft",
        number=issue.number,
        version=issue.version,
        title=dispatch.title,
        date=dispatch.date.isoformat(),
        date_printed=print_day(dispatch.date, dispatch.language),
        subjects=dispatch.subject_list,
        tier=dispatch.tier,
        language=dispatch.language,
        published_at=issue.published_at.astimezone(UTC).isoformat(timespec="seconds"),
        blocks=[
            _block(view, chains.get(view.number, UNCHECKED), dispatch.language) for view in views if view.passage.text.strip()
        ],
    )


def summarise(page: Page, most_chars: int = 280) -> str:
    """How the text begins, headings apart, for lists and feeds. Never cut inside a word."""
    paragraphs = [paragraph for block in page.blocks if block.kind != "heading" for paragraph in block.paragraphs]
    text = " ".join(" ".join("".join(piece.shown for piece in paragraph) for paragraph in paragraphs).split())
    if len(text) <= most_chars:
        return text
    return text[:most_chars].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _block(view: PassageView, chain: Mapping[str, LinkState], language: str) -> Block:
    passage = view.passage
    if not view.number:
        return Block(passage.kind, split_prose(passage.text))
    version = view.quoted[0].segment.version
    return Block(
        passage.kind,
        split_excerpt(passage.text),
        number=view.number,
        note=_note(view.number, next(iter(passage.notes.all())), language),
        check=_check(view, version),
        chain=dict(chain),
    )


def _note(number: int, note: Note, language: str) -> PageNote:
    ours, printed = print_dates(note.date_printed, note.published_at, lambda day: print_day(day, language))
    return PageNote(
        number=number,
        source_native=note.source_native,
        source_english=note.source_english if note.source_english != note.source_native else "",
        title=note.title,
        language=note.language,
        date=ours,
        date_printed=printed,
        url=note.url,
        comment=note.comment,
    )


def _check(view: PassageView, version: Version) -> Check:
    rows = view.quoted
    capture: Capture = version.capture
    return Check(
        original=show_in_context(version.text, [(row.segment.start, row.segment.end) for row in rows]),
        language=version.item.language,
        capture_id=str(capture.pk),
        captured_at=capture.fetched_at.astimezone(UTC).isoformat(timespec="seconds"),
        payload_sha256=capture.payload_sha256,
        charset=version.charset,
        share_percent=round(100 * share_quoted(quoted(rows), len(version.text))),
        translators=_once(row.rendering.translator.public_name for row in rows),
        reviewers=_once(row.rendering.reviewer.public_name for row in rows if row.rendering.reviewer),
    )


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
