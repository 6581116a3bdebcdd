r"""What changed between two texts, for a reader: paragraphs side by side, and words put in or taken out inside them.

A text is its paragraphs with two line feeds between them, as a version's text is. Every paragraph of either text stands in
exactly one row, in the text's own order; so the rows tell the whole new text to who has the old one: `apply`. Offsets are
Unicode code points, and no edge of a word falls inside a grapheme. Nothing is folded: what looks alike and is not is a change.

A row is one of

| kind | old | new | |
| --- | --- | --- | --- |
| `same` | ✓ | ✓ | word for word |
| `changed` | ✓ | ✓ | in `words`, what was kept, taken out and put in |
| `taken out` | ✓ | | |
| `put in` | | ✓ | |
| `moved away` | ✓ | | the same words stand elsewhere now: in the row `partner` |
| `moved here` | | ✓ | the same words stood in the row `partner` |
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dragoman.text.alignment import Work, align
from dragoman.text.segments import Span
from dragoman.text.word_changes import Run, compare_words, word_counts

BREAK = "\n\n"
_STEPS_A_CHAR = 40
_STEPS_AT_LEAST = 100_000
# Of two paragraphs' letters, the share in words of both that makes them one paragraph which changed; less will do where there
# is no other that it could be.
_LIKE, _LIKE_ALONE = 0.35, 0.2
_TELLING = 6  # a word in more paragraphs of a stretch than this does not tell which of them are one
_CANDIDATES = 3


class Kind(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    CHANGED = "changed"
    TAKEN_OUT = "taken out"
    PUT_IN = "put in"
    MOVED_AWAY = "moved away"
    MOVED_HERE = "moved here"


@dataclass(frozen=True)
class Row:
    """One paragraph beside its counterpart: see the table above.

    Attributes:
        old, new: where it stands in the old and in the new text.
        words: only of a changed paragraph.
        partner: only of a moved one: the number of the row where the same words stand in the other text.
    """

    kind: Kind
    old: Span | None = None
    new: Span | None = None
    words: tuple[Run, ...] = ()
    partner: int | None = None


@dataclass(frozen=True)
class Difference:
    """All rows, and how many steps it took to find them."""

    old: str
    new: str
    rows: tuple[Row, ...]
    steps: int

    @property
    def is_none(self) -> bool:
        return self.old == self.new

    def counts(self) -> dict[Kind, int]:
        """How many paragraphs of each kind; what moved is counted once, where it stands now."""
        found = Counter(row.kind for row in self.rows)
        return {kind: found[kind] for kind in Kind if found[kind] and kind is not Kind.MOVED_AWAY}


def difference(old: str, new: str) -> Difference:
    """What became of `old` in `new`. Steps grow with the length of both, never with their product."""
    work = Work(max(_STEPS_AT_LEAST, _STEPS_A_CHAR * (len(old) + len(new))))
    old_words, new_words = old.split(BREAK), new.split(BREAK)
    partners = align(old_words, new_words, work)
    moved = _moved(old_words, new_words, partners)
    _pair_likes(old_words, new_words, partners, moved, work)
    old_spans, new_spans = _spans(old_words), _spans(new_words)
    rows = _rows(old_spans, new_spans, partners, moved)
    return Difference(old, new, tuple(_with_words(row, old, new, work) for row in rows), work.done)


def apply(old: str, found: Difference) -> str:
    """The new text, out of the old one and what was put in: the rows tell all of it."""
    return BREAK.join("".join(_new_words(row, old, found)) for row in found.rows if row.new)


def _new_words(row: Row, old: str, found: Difference) -> Iterator[str]:
    if row.kind is Kind.PUT_IN and row.new:
        yield found.new[row.new.start : row.new.end]
    elif row.kind is Kind.CHANGED:
        for run in row.words:
            if run.old and run.new:
                yield old[run.old.start : run.old.end]
            elif run.new:
                yield found.new[run.new.start : run.new.end]
    else:
        before = row.old if row.partner is None else found.rows[row.partner].old
        if before:
            yield old[before.start : before.end]


def _spans(paragraphs: Sequence[str]) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for paragraph in paragraphs:
        spans.append(Span(start, start + len(paragraph)))
        start += len(paragraph) + len(BREAK)
    return spans


def _moved(old: Sequence[str], new: Sequence[str], partners: Sequence[int | None]) -> dict[int, int]:
    """Paragraphs left over in both texts with the very same words, first with first; empty ones are none."""
    met = {place for place in partners if place is not None}
    waiting: dict[str, list[int]] = defaultdict(list)
    for place in range(len(new) - 1, -1, -1):
        if place not in met and new[place].strip():
            waiting[new[place]].append(place)
    return {place: waiting[words].pop() for place, words in enumerate(old) if partners[place] is None and waiting.get(words)}


def _pair_likes(old: Sequence[str], new: Sequence[str], partners: list[int | None], moved: Mapping[int, int], work: Work) -> None:
    """Between paragraphs that stayed, those that are alike become partners: the likest first, and none across another."""
    arrived = set(moved.values())
    for old_places, new_places in list(_stretches(partners, len(new))):
        left = [place for place in old_places if place not in moved]
        right = [place for place in new_places if place not in arrived]
        if not work.take(sum(len(old[place]) for place in left) + sum(len(new[place]) for place in right)):
            return
        met: list[tuple[int, int]] = [(-1, -1), (len(old), len(new))]
        for _, old_place, new_place in sorted(_likes(old, new, left, right), key=lambda like: (-like[0], like[1:])):
            at = bisect_left(met, (old_place, -1))
            if partners[old_place] is None and met[at - 1][1] < new_place < met[at][1]:
                partners[old_place] = new_place
                met.insert(at, (old_place, new_place))


def _stretches(partners: Sequence[int | None], new_count: int) -> Iterator[tuple[range, range]]:
    old_start = new_start = 0
    for old_place, new_place in [*enumerate(partners), (len(partners), new_count)]:
        if new_place is None:
            continue
        if old_start < old_place and new_start < new_place:
            yield range(old_start, old_place), range(new_start, new_place)
        old_start, new_start = old_place + 1, new_place + 1


def _likes(old: Sequence[str], new: Sequence[str], left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[float, int, int]]:
    """Pairs of paragraphs with enough words in common, found by the words that few of them have."""
    enough = _LIKE_ALONE if len(left) == len(right) == 1 else _LIKE
    counts = {place: word_counts(old[place]) for place in left}
    having: dict[str, list[int]] = defaultdict(list)
    for place, words in counts.items():
        for word in words:
            having[word].append(place)
    for new_place in right:
        words = word_counts(new[new_place])
        shared: Counter[int] = Counter()
        for word in words:
            if len(having.get(word, ())) <= _TELLING:
                shared.update(dict.fromkeys(having.get(word, ()), len(word)))
        for old_place, _ in shared.most_common(_CANDIDATES):
            likeness = _likeness(counts[old_place], words)
            if likeness >= enough:
                yield likeness, old_place, new_place


def _likeness(old: Counter[str], new: Counter[str]) -> float:
    """The share of both paragraphs' letters that stands in words of both, 0 to 1."""
    return 2 * _size(old & new) / (_size(old) + _size(new))


def _size(words: Counter[str]) -> int:
    return sum(len(word) * times for word, times in words.items())


def _rows(old: Sequence[Span], new: Sequence[Span], partners: Sequence[int | None], moved: Mapping[int, int]) -> list[Row]:
    """All paragraphs in the order of both texts; between two that stayed, what left comes before what came."""
    rows: list[Row] = []
    away: dict[int, int] = {}  # rows of what left, by where it stands now
    here: dict[int, int] = {}  # rows of what came, by the same
    arrived = set(moved.values())
    old_at = new_at = 0
    for old_place, new_place in [*enumerate(partners), (len(old), len(new))]:
        if new_place is None:
            continue
        for place in range(old_at, old_place):
            if place in moved:
                away[moved[place]] = len(rows)
            rows.append(Row(Kind.MOVED_AWAY if place in moved else Kind.TAKEN_OUT, old=old[place]))
        for place in range(new_at, new_place):
            if place in arrived:
                here[place] = len(rows)
            rows.append(Row(Kind.MOVED_HERE if place in arrived else Kind.PUT_IN, new=new[place]))
        if old_place < len(old):
            rows.append(Row(Kind.SAME, old=old[old_place], new=new[new_place]))
        old_at, new_at = old_place + 1, new_place + 1
    for place, row in away.items():
        rows[row] = replace(rows[row], partner=here[place])
        rows[here[place]] = replace(rows[here[place]], partner=row)
    return rows


def _with_words(row: Row, old: str, new: str, work: Work) -> Row:
    """A row of two paragraphs that are not the same word for word tells its words."""
    if row.kind is not Kind.SAME or not row.old or not row.new:
        return row
    before, after = old[row.old.start : row.old.end], new[row.new.start : row.new.end]
    if before == after:
        return row
    return replace(row, kind=Kind.CHANGED, words=compare_words(before, after, row.old.start, row.new.start, work))
