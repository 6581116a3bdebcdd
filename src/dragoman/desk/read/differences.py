"""The difference between two versions of an item, as a page and a command show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dragoman.desk.read.models import Version
from dragoman.errors import RuleBroken
from dragoman.text.difference import Difference, Kind, Row, count_kinds, difference
from dragoman.text.segments import Span
from dragoman.text.word_changes import Change

_UNFOLDED = 3  # unchanged paragraphs in a row, and more of them are folded away


@dataclass(frozen=True)
class Stretch:
    """Words of one fate: `kept`, `taken out`, `put in`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Line:
    """One paragraph of either text beside its counterpart.

    Attributes:
        old, both: the paragraph as it was, and as it is with what was taken out left in; empty where there is none.
        partner: of a moved paragraph, the number of the line where it stands in the other text, from 1.
    """

    number: int
    kind: Kind
    old: list[Stretch]
    both: list[Stretch]
    partner: int = 0


@dataclass(frozen=True)
class Block:
    """Lines next to each other; `folded` are unchanged ones that a reader need not see."""

    folded: bool
    lines: list[Line]


@dataclass(frozen=True)
class Compared:
    """Two versions, what changed in title and text, and how many paragraphs of each kind there are."""

    old: Version
    new: Version
    title: list[Line]  # empty when the title is the same
    blocks: list[Block]
    counts: dict[Kind, int]
    is_none: bool


def compare_versions(item_id: int, old: int, new: int) -> Compared:
    """Two versions of an item, by number. Raises: RuleBroken, when there is no such version."""
    rows = {row.number: row for row in Version.objects.filter(item_id=item_id, number__in=(old, new)).select_related("capture")}
    for number in (old, new):
        if number not in rows:
            raise RuleBroken(f"Item {item_id} has no version {number}.", subject=str(item_id))
    before, after = rows[old], rows[new]
    text, title = difference(before.text, after.text), difference(before.title, after.title)
    found = list(lines(text))
    return Compared(
        before,
        after,
        [] if title.is_none else list(lines(title)),
        list(_blocks(found)),
        count_kinds(line.kind for line in found),
        text.is_none and title.is_none,
    )


def lines(found: Difference) -> Iterator[Line]:
    """A difference's rows with their words; empty paragraphs are left out."""
    for number, row in enumerate(found.rows, 1):
        old, both = list(_side(found, row, both=False)), list(_side(found, row, both=True))
        if any(stretch.text.strip() for stretch in (*old, *both)):
            yield Line(number, row.kind, old, both, 0 if row.partner is None else row.partner + 1)


def _side(found: Difference, row: Row, *, both: bool) -> Iterator[Stretch]:
    if row.kind is Kind.CHANGED:
        for run in row.words:
            if run.old and (both or run.kind is not Change.PUT_IN):
                yield Stretch(run.kind.value, _cut(found.old, run.old))
            elif run.new and both:
                yield Stretch(run.kind.value, _cut(found.new, run.new))
    elif row.new and both:
        yield Stretch("put in" if row.kind is Kind.PUT_IN else "kept", _cut(found.new, row.new))
    elif row.old and (not both or row.new is None):
        yield Stretch("taken out" if row.kind is Kind.TAKEN_OUT else "kept", _cut(found.old, row.old))


def _cut(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _blocks(found: Iterable[Line]) -> Iterator[Block]:
    """Unchanged lines are folded where there are many in a row; one stays beside each change, for context."""
    held: list[Line] = []
    for line in [*found, None]:
        if line is not None and line.kind is Kind.SAME:
            held.append(line)
            continue
        if len(held) > _UNFOLDED:
            yield Block(folded=False, lines=held[:1])
            yield Block(folded=True, lines=held[1:-1])
            held = held[-1:]
        if line is not None:
            held.append(line)
        if held:
            yield Block(folded=False, lines=held)
        held = []
