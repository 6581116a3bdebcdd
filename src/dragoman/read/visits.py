"""What going to an item's address again found: one word, where it leads now, and a sentence for a monitor.

Only a text and its headline decide. A page where both are word for word the same has not changed, whatever its navigation,
counters and advertisements show; one where they differ in a word has. What shows no text at all (an error of the server, a robot
check, a log-in form, a PDF) says nothing about the item: it is *not readable now*, never *gone*. And what says that the
item is no longer there is told only when a second visit, some time later, says so again: an outage is no deletion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from dragoman.capture.exchange import Fetched
from dragoman.read.identity import canonical_url
from dragoman.read.prepare import Prepared

NOT_THERE = frozenset({404, 410})
PERMANENT = frozenset({301, 308})  # Source: RFC 9110, 15.4
SHARED = 0.3  # of a text's words that must stand in another one for it to be the same work, edited
FEW_WORDS = 8
TELLING_CHARS = 40  # a paragraph this long stands in no other work by chance
HEADLINE_ALONE = "Only its headline changed."
_WORD = re.compile(r"\w{4,}")
_EDITION = re.compile(r"^(?:www|m|mobile|amp)\.")


class Finding(StrEnum):
    """What one visit found."""

    UNCHANGED = "unchanged"  # the text that the desk has stands there
    CHANGED = "changed"  # another text or headline stands there: a new version
    MOVED = "moved"  # the address leads somewhere else, with the text or without it
    GONE = "gone"  # the source says that there is no such page, twice, some time apart
    MISSING = "missing"  # the text was not there this once: asked again before anybody is told
    UNREADABLE = "unreadable"  # nothing that says anything about the item


class Place(StrEnum):
    """Where an item stands, by all visits so far."""

    THERE = "there"
    MOVED = "moved"  # at another address, to which its own leads
    AWAY = "away"  # its address leads to something else, such as the front page
    GONE = "gone"


@dataclass(frozen=True)
class Answer:
    """What an address gave.

    Attributes:
        final: the address of what came, redirects followed.
        for_good: a redirect on the way said that the move is permanent.
        prepared: what was read from it; None when nothing could be.
        missing: the source says that there is no such page.
        trouble: why there is nothing to read, for a monitor; empty when there is.
    """

    asked: str
    final: str = ""
    for_good: bool = False
    prepared: Prepared | None = field(default=None, repr=False)
    missing: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class Seen:
    """What one visit says of an item. `place` is None when it says nothing; with `missing` a second one must confirm it."""

    finding: Finding
    place: Place | None = None
    moved_to: str = ""
    sentence: str = ""


def answer_of(fetched: Fetched, prepared: Prepared | None) -> Answer:
    """A fetched address as an answer. `prepared` is what was read from its last hop, if that came whole."""
    asked = fetched.request.url
    final = fetched.hops[-1].url if fetched.hops else asked
    if fetched.error is not None:
        missing = bool(fetched.hops) and fetched.hops[-1].status in NOT_THERE
        return Answer(asked, final, missing=missing, trouble=fetched.error.sentence)
    if prepared is None or prepared.outcome:
        return Answer(asked, final, trouble=prepared.sentence if prepared else "Nothing was read.")
    return Answer(asked, final, any(hop.status in PERMANENT for hop in fetched.hops), prepared)


def judge(answer: Answer, known_text: str, known_at: str = "", *, known_title: str = "") -> Seen:
    """What an answer says of the item whose text is `known_text`.

    Args:
        known_at: where its address led when it was first captured: that it leads there still is no move.
    """
    if answer.missing:
        return Seen(Finding.MISSING, Place.GONE, sentence=answer.trouble)
    if answer.prepared is None:
        return Seen(Finding.UNREADABLE, sentence=answer.trouble)
    text = answer.prepared.text
    elsewhere = not any(is_same_place(place, answer.final) for place in (answer.asked, known_at))
    if not is_same_work(known_text, text, elsewhere=elsewhere):
        return _away(answer, elsewhere=elsewhere)
    if elsewhere and answer.for_good:
        return Seen(Finding.MOVED, Place.MOVED, answer.final)
    if folded(text) == folded(known_text):
        return _same_text(known_title, answer.prepared.title)
    return Seen(Finding.CHANGED, Place.THERE)


def _same_text(known_title: str, title: str) -> Seen:
    if is_new_headline(known_title, title):
        return Seen(Finding.CHANGED, Place.THERE, sentence=HEADLINE_ALONE)
    return Seen(Finding.UNCHANGED, Place.THERE)


def is_new_headline(known: str, found: str) -> bool:
    """Whether a page says another headline than before; one that was not known, or is not found, says nothing."""
    return bool(known and found) and folded(known) != folded(found)


def _away(answer: Answer, *, elsewhere: bool) -> Seen:
    """The address gives a text, and it is not the item's: a front page, a notice, another article."""
    if elsewhere:
        sentence = f"The address leads to {answer.final}, and the text does not stand there."
        return Seen(Finding.MISSING, Place.AWAY, answer.final, sentence)
    return Seen(Finding.MISSING, Place.AWAY, sentence="The address shows something else: none of the text stands there.")


def confirm(seen: Seen, *, told: Place, missing_since: datetime | None, now: datetime, after: timedelta) -> Seen:
    """Make a finding of what is missing for the second time; the first time it stays what it is.

    Args:
        told: where the item stands by the visits before: what was told needs no second word.
        missing_since: when a visit first found it missing, with none since that saw its text.
        after: how long after that a visit confirms.
    """
    if seen.finding is not Finding.MISSING:
        return seen
    if seen.place is told or (missing_since is not None and now - missing_since >= after):
        return replace(seen, finding=Finding.GONE if seen.place is Place.GONE else Finding.MOVED)
    return replace(seen, sentence=f"{seen.sentence} It is asked again before this is told.")


def is_same_place(one: str, other: str) -> bool:
    """Whether two addresses differ in no more than scheme, a host's edition (www, m), tracking and a final slash."""
    return _place(one) == _place(other)


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(canonical_url(url))
    return _EDITION.sub("", parts.netloc), parts.path.rstrip("/"), parts.query


def is_same_work(known: str, found: str, *, elsewhere: bool = False) -> bool:
    """Whether a text is another one edited, however much: a paragraph stands in it still, or a good part of the words.

    A text of a few words, such as a post, may change all of them at its own address; `elsewhere` they must stand there.
    """
    there = folded(found)
    paragraphs = [folded(part) for part in known.split("\n\n")]
    if any(paragraph in there for paragraph in paragraphs if len(paragraph) >= TELLING_CHARS):
        return True
    words = set(_WORD.findall(known))
    if len(words) < FEW_WORDS:
        return not elsewhere or folded(known) in there
    return len(words & set(_WORD.findall(found))) >= SHARED * len(words)


def folded(text: str) -> str:
    """A text with every run of white space as one blank: what only sets it otherwise does not change it."""
    return " ".join(text.split())


def next_visit(cited: datetime, now: datetime, steps: tuple[timedelta, ...]) -> datetime | None:
    """When an address is visited next: so long after it was cited, ever more slowly; the last step is repeated.

    None when there are no steps.
    """
    if not steps:
        return None
    later = [cited + step for step in steps if cited + step > now]
    if later:
        return later[0]
    last = steps[-1]
    return cited + last * ((now - cited) // last + 1)
