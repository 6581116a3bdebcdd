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

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dragoman.text.alignment import Work, align, heaviest_rise
from dragoman.text.segments import Span
from dragoman.text.word_changes import Run, compare_words, word_counts

BREAK = "\n\n"
_STEPS_A_CHAR = 12  # real texts take two
_STEPS = range(100_000, 20_000_000)  # at least, at most
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
        """How many paragraphs of each kind, as `count_kinds` counts them."""
        return count_kinds(row.kind for row in self.rows)


def count_kinds(kinds: Iterable[Kind]) -> dict[Kind, int]:
    """How many there are of each kind that there is; what moved is counted once, where it stands now."""
    found = Counter(kinds)
    return {kind: found[kind] for kind in Kind if found[kind] and kind is not Kind.MOVED_AWAY}


def difference(old: str, new: str) -> Difference:
    """What became of `old` in `new`. Steps grow with the length of both, never with their product."""
    work = Work(min(max(_STEPS.start, _STEPS_A_CHAR * (len(old) + len(new))), _STEPS.stop))
    old_words, new_words = old.split(BREAK), new.split(BREAK)
    same = _same(old_words, new_words, work)
    likes = _likes(old_words, new_words, same, work)
    chosen = heaviest_rise(
        [*((before, after, len(old_words[before]) + 1) for before, after in same.items()), *likes]  # by letters in common
    )
    partners = dict(chosen)
    moved = {before: after for before, after in same.items() if partners.get(before) != after}
    _pair_those_alone(old_words, new_words, partners, moved)
    rows = _rows(_spans(old_words), _spans(new_words), partners, moved)
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


def _same(old: Sequence[str], new: Sequence[str], work: Work) -> dict[int, int]:
    """Paragraphs with the very same words in both texts, one with one: those in order first, then what is left, first with first.

    Empty ones are the same only in order.
    """
    same = {place: partner for place, partner in enumerate(align(old, new, work)) if partner is not None}
    met = set(same.values())
    waiting: dict[str, list[int]] = defaultdict(list)
    for place in range(len(new) - 1, -1, -1):
        if place not in met and new[place].strip():
            waiting[new[place]].append(place)
    for place, words in enumerate(old):
        if place not in same and waiting.get(words):
            same[place] = waiting[words].pop()
    return same


def _likes(old: Sequence[str], new: Sequence[str], same: Mapping[int, int], work: Work) -> Iterator[tuple[int, int, int]]:
    """Pairs of other paragraphs with much in common, and how many letters that is; found by the words that few of them have."""
    met = set(same.values())
    left = [place for place in range(len(old)) if place not in same]
    right = [place for place in range(len(new)) if place not in met]
    if not work.take(sum(len(old[place]) for place in left) + sum(len(new[place]) for place in right)):
        return
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
            if _likeness(counts[old_place], words) >= _LIKE:
                yield old_place, new_place, _size(counts[old_place] & words) + 1


def _likeness(old: Counter[str], new: Counter[str]) -> float:
    """The share of both paragraphs' letters that stands in words of both, 0 to 1."""
    return 2 * _size(old & new) / max(1, _size(old) + _size(new))


def _size(words: Counter[str]) -> int:
    return sum(len(word) * times for word, times in words.items())


def _pair_those_alone(old: Sequence[str], new: Sequence[str], partners: dict[int, int], moved: Mapping[int, int]) -> None:
    """Where one paragraph left and one came between the same two, less in common is enough."""
    arrived = set(moved.values())
    old_start = new_start = 0
    for old_place, new_place in [*sorted(partners.items()), (len(old), len(new))]:
        left = [place for place in range(old_start, old_place) if place not in moved]
        right = [place for place in range(new_start, new_place) if place not in arrived]
        if len(left) == len(right) == 1 and _likeness(word_counts(old[left[0]]), word_counts(new[right[0]])) >= _LIKE_ALONE:
            partners[left[0]] = right[0]
        old_start, new_start = old_place + 1, new_place + 1


def _rows(old: Sequence[Span], new: Sequence[Span], partners: Mapping[int, int], moved: Mapping[int, int]) -> list[Row]:
    """All paragraphs in the order of both texts; between two that stayed, what left comes before what came."""
    rows: list[Row] = []
    away: dict[int, int] = {}  # rows of what left, by where it stands now
    here: dict[int, int] = {}  # rows of what came, by the same
    arrived = set(moved.values())
    old_at = new_at = 0
    for old_place, new_place in [*sorted(partners.items()), (len(old), len(new))]:
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
