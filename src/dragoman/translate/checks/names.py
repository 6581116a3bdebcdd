"""Names of the source that the rendering has not, or spells otherwise than the house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler, Levenshtein

from dragoman.read.tokens import Word, places
from dragoman.text.scripts import fold, script
from dragoman.translate.checks.values import Finding, Pair
from dragoman.translate.termbase import FoundTerm, Standing, Term, Termbase

_ALIKE = 0.72
_ALIKE_WORD = 0.5
_SHORTEST = 4  # letters of a part of a name that says who is meant
_MOST_WORDS = 2_000  # of a rendering that are looked through for another spelling


def check(pair: Pair) -> Iterator[Finding]:
    seen: set[str] = set()
    written = {
        one.term.id for one in pair.names.find(pair.target, pair.target_language) if one.form.standing is not Standing.FORBIDDEN
    }
    for found in pair.names.find(pair.source, pair.source_language):
        house = found.term.preferred(pair.target_language)
        if house is None or found.term.id in written or found.term.id in seen:
            continue
        seen.add(found.term.id)
        finding = _look_for(pair, found, house.text)
        if finding is not None:
            yield finding


def _look_for(pair: Pair, found: FoundTerm, house: str) -> Finding | None:
    where = (found.start, found.end)
    known = _known_wrong(pair, found.term)
    if known is not None:
        return Finding("name", f"The house writes “{house}”.", *known, where, fix=house)
    parts = [part.text for part in places(house)]
    other = _spelled_otherwise(pair.target_words[:_MOST_WORDS], parts)
    if other is not None:
        start, end = other[0].start, other[-1].end
        printed = pair.target[start:end]
        return Finding("name", f"The house writes “{house}”, not “{printed}”.", start, end, where, fix=house)
    said = {fold(word.text) for word in pair.target_words}
    if len(parts) > 1 and len(parts[-1]) >= _SHORTEST and _is_said(fold(parts[-1]), said):
        return None  # the family name alone
    short = _spelled_otherwise(pair.target_words[:_MOST_WORDS], parts[-1:]) if len(parts) > 1 else None
    if short is not None:
        start, end = short[0].start, short[-1].end
        sentence = f"The house writes “{parts[-1]}”, not “{pair.target[start:end]}”."
        return Finding("name", sentence, start, end, where, fix=parts[-1])
    printed = pair.source[found.start : found.end]
    return Finding("name", f"The name “{printed}” ({house}) is missing.", len(pair.target), len(pair.target), where)


def _is_said(part: str, said: set[str]) -> bool:
    return part in said or any(word.startswith(part) and len(word) - len(part) <= 3 for word in said)


def _known_wrong(pair: Pair, term: Term) -> tuple[int, int] | None:
    """Where a form of the name stands that the house forbids."""
    for one in _base_of(term).find(pair.target, pair.target_language):
        if one.form.standing is Standing.FORBIDDEN and one.form.primary == pair.languages[1]:
            return one.start, one.end
    return None


@lru_cache(maxsize=10_000)
def _base_of(term: Term) -> Termbase:
    return Termbase([term])


def _spelled_otherwise(words: Sequence[Word], parts: Sequence[str]) -> Sequence[Word] | None:
    """The words most like a name's parts, one each, that are not them."""
    folded = [fold(part) for part in parts]
    best, chosen = 0.0, None
    for at in range(len(words) - len(parts) + 1):
        window = words[at : at + len(parts)]
        likeness = _likeness(window, parts, folded)
        if likeness > best:
            best, chosen = likeness, window
    return chosen


def _likeness(window: Sequence[Word], parts: Sequence[str], folded: Sequence[str]) -> float:
    """0 where they are too unlike, or the words are no name."""
    scores = []
    for word, part, wanted in zip(window, parts, folded, strict=True):
        if part[:1].isupper() and not word.text[:1].isupper():
            return 0.0
        said = fold(word.text)
        if not said or script(said) != script(wanted):
            return 0.0
        scores.append(_spelling(said, wanted))
    whole = sum(scores) / len(scores)
    return whole if min(scores) >= _ALIKE_WORD and whole >= _ALIKE else 0.0


def _spelling(said: str, wanted: str) -> float:
    if said == wanted:
        return 1.0
    bones = _bones(said), _bones(wanted)
    edits = float(Levenshtein.normalized_similarity(said, wanted))
    return (
        max(edits, 0.9 * float(JaroWinkler.similarity(*bones)))
        if min(map(len, bones)) >= 2 and bones[0][:1] == bones[1][:1]
        else edits
    )


_SOUNDS = str.maketrans({"y": "", "h": "", "w": "v", "q": "k", "c": "k", "z": "s", **dict.fromkeys("aeiouаеиоуэюя")})


def _bones(word: str) -> str:
    """Consonants, the ones that romanisations exchange made one."""
    return word.translate(_SOUNDS)
