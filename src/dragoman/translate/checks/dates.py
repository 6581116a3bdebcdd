"""Dates, months and weekdays of the source that the rendering has not, or has otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from dragoman.names.linking.inflection import is_turkish_ending
from dragoman.read.tokens import Word
from dragoman.text.date_forms import months_named, weekday_named
from dragoman.text.dates import FoundDate, agree
from dragoman.text.scripts import fold
from dragoman.translate.checks.values import Finding, Pair
from dragoman.translate.term_words import fold_word, front_letters

_Values = tuple[tuple[str, int], ...]
_Read = Callable[[str, str], _Values]
_NOMINATIVES = ("", "а", "я", "е", "ь", "о")


def check(pair: Pair) -> Iterator[Finding]:
    source, target = list(pair.source_dates), list(pair.target_dates)
    for one in list(source):
        met = next((other for other in target if _may_be_same(one, other)), None)
        if met is not None:
            source.remove(one)
            target.remove(met)
    source = [one for one in source if not any(_is_same(one, other) for other in pair.target_dates)]
    target = [one for one in target if not any(_is_same(one, other) for other in pair.source_dates)]
    if source or target:
        yield from _unmet(pair, source, target)
    else:
        yield from _named_otherwise(pair)


def _may_be_same(one: FoundDate, other: FoundDate) -> bool:
    if one.readings and other.readings:
        return _is_same(one, other)
    if one.calendar == other.calendar and _figures(one) and _figures(other):
        return _figures(one) == _figures(other) or bool(one.readings) != bool(other.readings)
    return True


def _is_same(one: FoundDate, other: FoundDate) -> bool:
    if not one.readings or not other.readings:
        return False
    return agree(one, other) is True or (one.precision != other.precision and _overlap(one, other))


def _overlap(one: FoundDate, other: FoundDate) -> bool:
    """A month that holds the day, and the like."""
    return min(one.latest or "", other.latest or "") >= max(one.earliest or "", other.earliest or "")


def _figures(found: FoundDate) -> tuple[int | None, tuple[tuple[str, int], ...]] | None:
    """(day, months) of a date that has no year; None when it is not one of a day and a named month."""
    if found.problem != "no year is printed":
        return None
    words = found.printed.replace("-", " ").replace("/", " ").split()
    days = [int(digits) for word in words if (digits := "".join(str(int(char)) for char in word if char.isdecimal()))]
    months = [month for word in words for month in _months(word)]
    return (days[0] if days else None, tuple(sorted(set(months)))) if months else None


def _unmet(pair: Pair, source: Sequence[FoundDate], target: Sequence[FoundDate]) -> Iterator[Finding]:
    for place, one in enumerate(source):
        other = target[place] if place < len(target) else None
        if other is not None:
            yield Finding(
                "date", f"The source has “{one.printed}”, not “{other.printed}”.", other.start, other.end, (one.start, one.end)
            )
        elif one.readings and one.precision == "day":
            end = len(pair.target)
            yield Finding("date", f"The date “{one.printed}” is missing.", end, end, (one.start, one.end))
    for other in target[len(source) :]:
        if other.readings and other.precision == "day":
            yield Finding("date", f"The source does not have the date “{other.printed}”.", other.start, other.end)


def _named_otherwise(pair: Pair) -> Iterator[Finding]:
    """Weekdays and months that stand alone: told only where both sides name some, and none of them meet."""
    for kind, read in (("weekday", _weekdays), ("month", _months)):
        source = _named(pair.source_words, pair.languages[0], read)
        target = _named(pair.target_words, pair.languages[1], read)
        meant, said = {value for _, values in source for value in values}, {value for _, values in target for value in values}
        if not source or not target or meant & said or not _comparable(kind, meant, said):
            continue
        word, original = target[0][0], source[0][0]
        sentence = f"The source has the {kind} “{original.text}”, not “{word.text}”."
        yield Finding("date", sentence, word.start, word.end, (original.start, original.end))


def _comparable(kind: str, one: set[tuple[str, int]], other: set[tuple[str, int]]) -> bool:
    """Months of different calendars say nothing of each other."""
    return kind == "weekday" or bool({calendar for calendar, _ in one} & {calendar for calendar, _ in other})


def _named(words: Sequence[Word], language: str, read: _Read) -> list[tuple[Word, _Values]]:
    found = []
    for word, after in zip_longest(words, words[1:]):
        if word.text[:1].islower() and language == "en":
            continue  # may, march, sat
        values = read(word.text, language) or (read(f"{word.text} {after.text}", language) if after else ())
        if values:
            found.append((word, values))
    return found


def _weekdays(text: str, language: str = "") -> _Values:
    for bare in _bare(text, language):
        number = weekday_named(bare)
        if number is not None:
            return (("weekday", number),)
    return ()


def _months(text: str, language: str = "") -> _Values:
    if len(text) < 3 or any(char.isdecimal() for char in text):
        return ()
    return next((found for bare in _bare(text, language) if (found := months_named(bare))), ())


def _bare(text: str, language: str) -> Iterator[str]:
    if language in ("ar", "he"):
        folded = fold_word(text)
        yield from (folded[skip:] for skip in front_letters(folded, language))
        return
    yield text
    if language == "tr":
        yield from (text[:end] for end in range(len(text) - 1, 3, -1) if is_turkish_ending(fold(text[end:])))
    elif language in ("ru", "uk"):
        yield from (text[:-cut] + ending for cut in (1, 2) for ending in _NOMINATIVES if len(text) > 4)
