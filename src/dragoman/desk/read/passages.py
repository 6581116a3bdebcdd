"""An item's text as a page shows it: paragraphs of sentences, each with its accepted rendering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman.desk.read.beside import Accepted
from dragoman.desk.read.known import clip
from dragoman.desk.read.selectors import SegmentRow
from dragoman.desk.ui.foreign import Highlight


@dataclass(frozen=True)
class Piece:
    """A run of a paragraph: a segment's words, or what stands between segments (`segment` is then None)."""

    text: str
    segment: SegmentRow | None = None
    rendering: Accepted | None = None
    names: Sequence[Highlight] = ()


@dataclass(frozen=True)
class Passage:
    """A paragraph. Its pieces join to its exact words."""

    pieces: tuple[Piece, ...]

    @property
    def renderings(self) -> list[Accepted]:
        return [piece.rendering for piece in self.pieces if piece.rendering]

    @property
    def complete(self) -> bool:
        """Every sentence has an accepted rendering."""
        return all(piece.rendering for piece in self.pieces if piece.segment)


def passages(
    text: str, segments: Sequence[SegmentRow], accepted: Mapping[int, Accepted], names: Sequence[Highlight] = ()
) -> list[Passage]:
    """Cut a version's text into paragraphs (two line feeds apart) and these into pieces. `segments` in order.

    `names` are places of the whole text; each piece gets those, or the parts of those, that stand in it.
    """
    found = []
    start = 0
    for paragraph in text.split("\n\n"):
        end = start + len(paragraph)
        if paragraph.strip():
            inside = [row for row in segments if start <= row.start and row.end <= end]
            found.append(Passage(tuple(_pieces(text, start, end, inside, accepted, names))))
        start = end + 2
    return found


def _pieces(
    text: str,
    start: int,
    end: int,
    segments: Sequence[SegmentRow],
    accepted: Mapping[int, Accepted],
    names: Sequence[Highlight],
) -> Iterator[Piece]:
    at = start
    for row in segments:
        if row.start > at:
            yield Piece(text[at : row.start], names=clip(names, at, row.start))
        yield Piece(row.text, row, accepted.get(row.id), clip(names, row.start, row.end))
        at = row.end
    if at < end:
        yield Piece(text[at:end], names=clip(names, at, end))
