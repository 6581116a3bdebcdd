"""An item as a document for other translation tools, and what a file that comes back would change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.desk.people.models import User
from dragoman.desk.read.models import Item, Version
from dragoman.desk.translate.selectors import BenchRow, workbench
from dragoman.errors import RuleBroken
from dragoman.text.segments import Span
from dragoman.text.written import is_in, name_of
from dragoman.translate.exchange.merge import Merge, merge
from dragoman.translate.exchange.units import Anchor, Document, ExchangeUnit, Note, State, digest

_NAME = "item "


@dataclass(frozen=True)
class Incoming:
    """What a file would change for one person.

    Attributes:
        wordings: new wordings by the segment's id.
        refused: a unit's id, and why its wording is not taken over.
        remarks: a unit's id, and a new note to it; the desk keeps no notes of other tools, so that they are shown.
    """

    wordings: dict[int, str]
    refused: tuple[tuple[str, str], ...]
    remarks: tuple[tuple[str, str], ...]


def document_of(item: Item, *, person: User, language: str) -> Document:
    """The current version's segments, each with the person's own wording, else the accepted one.

    Raises: RuleBroken, when there is no text.
    """
    version = item.current
    rows = [] if version is None else workbench(version, person=person, language=language)
    if version is None or not rows:
        raise RuleBroken("This item has no text to translate yet.", subject=str(item.pk))
    return Document(f"{_NAME}{item.pk}", item.language, language, tuple(_unit(row, version) for row in rows))


def _unit(row: BenchRow, version: Version) -> ExchangeUnit:
    span = Span(row.segment.start, row.segment.end)
    anchor = Anchor(str(version.capture_id), str(version.pk), span, digest(row.segment.text))
    rendering = row.mine or row.accepted
    if rendering is None:
        return ExchangeUnit(f"s{row.segment.id}", row.segment.text, anchor=anchor)
    notes = (Note(rendering.remark, "Reviewer"),) if rendering.remark else ()
    return ExchangeUnit(f"s{row.segment.id}", row.segment.text, rendering.text, State(rendering.state), notes, anchor)


def item_of(document: Document) -> Item:
    """The item that a file is of. Raises: RuleBroken."""
    number = document.name.removeprefix(_NAME)
    known = number.isascii() and number.isdigit() and len(number) < 19
    item = Item.objects.filter(pk=int(number)).select_related("current").first() if known else None
    if item is None:
        raise RuleBroken(f"This file is of no item of this desk: it calls itself “{document.name[:80]}”.")
    return item


def incoming(document: Document, *, item: Item, person: User, language: str) -> Incoming:
    """What a file of this item would change in a language. Nothing is written. Raises: RuleBroken, when it is of another."""
    if not document.target_language:
        raise RuleBroken("The file does not say which language it translates into; nothing was saved.")
    if not is_in(document.target_language, language):
        theirs = f"{name_of(document.target_language)} ({document.target_language})"
        raise RuleBroken(f"The file translates into {theirs}, and this desk writes {name_of(language)}; nothing was saved.")
    merged = merge(document_of(item, person=person, language=language).units, document.units)
    wordings = {int(one.ours.id[1:]): one.theirs.target or "" for one in merged.changed if one.theirs.target != one.ours.target}
    return Incoming(
        {segment: text for segment, text in wordings.items() if text}, tuple(_refused(merged)), tuple(_remarks(merged))
    )


def _refused(merged: Merge) -> Iterator[tuple[str, str]]:
    for conflict in merged.conflicts:
        yield conflict.theirs.id, f"{conflict.why}; what is on the desk stands"
    for unit in merged.unknown:
        yield unit.id, "it is no segment of the text as it is now"


def _remarks(merged: Merge) -> Iterator[tuple[str, str]]:
    for pair in (*merged.changed, *merged.unchanged, *merged.conflicts):
        for note in pair.theirs.notes:
            if note not in pair.ours.notes:
                yield pair.theirs.id, note.text
