"""Which source segments a stretch of translation renders: many to many, and no source span is ever lost.

An alignment is a value. Splitting, merging, linking and unlinking give a new one, in which every character of the
source that a segment held is still held by exactly one segment, and every segment stands in exactly one pair:

    alignment = Alignment.of(segment(original, "ar"), segment(translation, "en"))
    alignment.link(source=[0, 1], target=[0])      # one English sentence renders two Arabic ones
    alignment.split_source(3, 214, original)       # segment 3 is two, from character 214 on

Segments are named by their number, in the order of the text. White space where a segment was split belongs to no segment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dragoman.errors import AlignmentRefused
from dragoman.text.segments import Span


@dataclass(frozen=True)
class Pair:
    """Segments of the source and those of the translation that render them, by number, in ascending order.

    No target: not yet translated, or left out. No source: the translator's own words.
    """

    source: tuple[int, ...] = ()
    target: tuple[int, ...] = ()


@dataclass(frozen=True)
class Alignment:
    """Two lists of segments and the pairs between them.

    Attributes:
        source, target: in the order of their texts, without overlap, in code points.
        pairs: each segment of either side stands in exactly one. Ordered by first source segment; those without one last.

    Raises:
        AlignmentRefused: when that does not hold.
    """

    source: tuple[Span, ...]
    target: tuple[Span, ...]
    pairs: tuple[Pair, ...]

    def __post_init__(self) -> None:
        _check_order(self.source, "original")
        _check_order(self.target, "translation")
        _check_once((pair.source for pair in self.pairs), len(self.source), "original")
        _check_once((pair.target for pair in self.pairs), len(self.target), "translation")

    @classmethod
    def of(cls, source: Iterable[Span], target: Iterable[Span] = ()) -> Alignment:
        """One to one in order, as far as both go; what is left over stands in pairs of its own."""
        of_source, of_target = tuple(source), tuple(target)
        pairs = (
            Pair(
                (number,) if number < len(of_source) else (),
                (number,) if number < len(of_target) else (),
            )
            for number in range(max(len(of_source), len(of_target)))
        )
        return cls(of_source, of_target, tuple(pairs))

    def renders(self, source: int) -> tuple[int, ...]:
        """The target segments that render a source segment, perhaps with its neighbours."""
        return next((pair.target for pair in self.pairs if source in pair.source), ())

    def link(self, *, source: Collection[int], target: Collection[int] = ()) -> Alignment:
        """Join all pairs that hold any of these segments into one."""
        self._check_known(source, target)
        joined = [pair for pair in self.pairs if {*pair.source} & {*source} or {*pair.target} & {*target}]
        kept = [pair for pair in self.pairs if pair not in joined]
        return self._with([*kept, _joined(joined)])

    def unlink(self, *, source: Collection[int] = (), target: Collection[int] = ()) -> Alignment:
        """Take these segments out of their pairs and make them a pair of their own."""
        self._check_known(source, target)
        kept = [
            Pair(
                tuple(number for number in pair.source if number not in source),
                tuple(number for number in pair.target if number not in target),
            )
            for pair in self.pairs
        ]
        return self._with([*kept, Pair(tuple(sorted({*source})), tuple(sorted({*target})))])

    def split_source(self, number: int, at: int, text: str) -> Alignment:
        """Split a source segment before character `at` of its text; both halves stay in its pair."""
        self._check_known([number], ())
        halves = split_span(self.source[number], at, text)
        pairs = [Pair(_opened(pair.source, number), pair.target) for pair in self.pairs]
        return Alignment(_replaced(self.source, number, 1, halves), self.target, tuple(pairs))

    def merge_source(self, number: int) -> Alignment:
        """Merge a source segment with the one behind it; their pairs are joined."""
        self._check_known([number, number + 1], ())
        whole = merge_spans(self.source[number], self.source[number + 1])
        linked = self.link(source=[number, number + 1])
        pairs = [Pair(_closed(pair.source, number), pair.target) for pair in linked.pairs]
        return Alignment(_replaced(self.source, number, 2, [whole]), self.target, tuple(pairs))

    def split_target(self, number: int, at: int, text: str) -> Alignment:
        """Split a target segment before character `at` of the translation; both halves stay in its pair."""
        return self._turned().split_source(number, at, text)._turned()

    def merge_target(self, number: int) -> Alignment:
        """Merge a target segment with the one behind it; their pairs are joined."""
        return self._turned().merge_source(number)._turned()

    def _turned(self) -> Alignment:
        turned = Alignment(self.target, self.source, tuple(Pair(pair.target, pair.source) for pair in self.pairs))
        return turned._with(turned.pairs)

    def _with(self, pairs: Iterable[Pair]) -> Alignment:
        filled = [pair for pair in pairs if pair.source or pair.target]
        ordered = sorted(filled, key=lambda pair: (not pair.source, pair.source, pair.target))
        return Alignment(self.source, self.target, tuple(ordered))

    def _check_known(self, source: Collection[int], target: Collection[int]) -> None:
        for numbers, spans, side in ((source, self.source, "original"), (target, self.target, "translation")):
            unknown = [number for number in numbers if not 0 <= number < len(spans)]
            if unknown:
                raise AlignmentRefused(f"The {side} has no segment {unknown[0] + 1}: it has {len(spans)}.")
        if not source and not target:
            raise AlignmentRefused("No segment was named.")


def split_span(span: Span, at: int, text: str) -> tuple[Span, Span]:
    """The two parts of a span before and from character `at`, without the white space between them.

    Raises:
        AlignmentRefused: when a part would be empty or blank.
    """
    if not span.start < at < span.end:
        raise AlignmentRefused("A segment can be split only inside itself.", detail=f"{span} at {at}")
    first, second = text[span.start : at], text[at : span.end]
    if not first.strip() or not second.strip():
        raise AlignmentRefused("A part of a split segment must hold something other than white space.")
    return Span(span.start, span.start + len(first.rstrip())), Span(span.end - len(second.lstrip()), span.end)


def merge_spans(first: Span, second: Span) -> Span:
    """One span over both and what stands between them.

    Raises:
        AlignmentRefused: when the second does not stand behind the first.
    """
    if second.start < first.end:
        raise AlignmentRefused("Only a segment and the one behind it can be merged.", detail=f"{first} and {second}")
    return Span(first.start, second.end)


def _check_order(spans: Sequence[Span], side: str) -> None:
    if any(span.start < 0 or span.end <= span.start for span in spans):
        raise AlignmentRefused(f"A segment of the {side} is empty.")
    if any(second.start < first.end for first, second in pairwise(spans)):
        raise AlignmentRefused(f"Segments of the {side} overlap or are out of order.")


def _check_once(groups: Iterable[tuple[int, ...]], count: int, side: str) -> None:
    if sorted(number for group in groups for number in group) != list(range(count)):
        raise AlignmentRefused(f"Each segment of the {side} must stand in exactly one pair.")


def _joined(pairs: Sequence[Pair]) -> Pair:
    return Pair(
        tuple(sorted(number for pair in pairs for number in pair.source)),
        tuple(sorted(number for pair in pairs for number in pair.target)),
    )


def _opened(numbers: tuple[int, ...], split: int) -> tuple[int, ...]:
    """The numbers after segment `split` became two."""
    moved = (number + (number > split) for number in numbers)
    return tuple(sorted([*moved, split + 1] if split in numbers else moved))


def _closed(numbers: tuple[int, ...], merged: int) -> tuple[int, ...]:
    """The numbers after segment `merged` took in the one behind it."""
    return tuple(sorted({number - (number > merged) for number in numbers}))


def _replaced(spans: tuple[Span, ...], number: int, count: int, by: Iterable[Span]) -> tuple[Span, ...]:
    return (*spans[:number], *by, *spans[number + count :])
