"""A comparison in words: the verdict, what met what and how sure that is, and what was left over."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.names.comparison import Comparison, Meeting
from dragoman.names.cutting import Token
from dragoman.text.isolation import isolate

# What a score is called. Of the 13,643 pairs of the development half, 27 of 2,516 from 0.95 on were two names, 606 of 2,606
# from 0.6 on; of 8,521 below, 238 were one.
_VERDICTS = ((0.95, "one name"), (0.6, "perhaps one name: let a person look"), (0.0, "probably two names"))


def explain(found: Comparison) -> list[str]:
    """The lines in which `dragoman names compare` says what was found; names in them are isolated, of any direction."""
    return [*_lines(found)]


def verdict(score: float) -> str:
    """What a score says, in a few words."""
    return next(said for least, said in _VERDICTS if score >= least)


def text_of(tokens: tuple[Token, ...]) -> str:
    """Tokens as they stand in their name."""
    return " ".join(token.text for token in tokens)


def _lines(found: Comparison) -> Iterator[str]:
    yield f"score {found.score:.3f}  {verdict(found.score)}"
    yield from (f"  {_both(meeting)}  {meeting.chance:.3f}" for meeting in found.meetings)
    for side, left in (("first", found.left_one), ("second", found.left_other)):
        yield from (f"  left over of the {side}: {isolate(token.text)} ({token.kind})" for token in left)
    if not found.left_one and not found.left_other and not found.meetings:
        yield "  nothing to compare"
    elif not found.meetings:
        yield "  nothing met"


def _both(meeting: Meeting) -> str:
    return f"{isolate(text_of(meeting.one))} = {isolate(text_of(meeting.other))}"
