"""Recognise what came instead of a page: a robot check, a log-in, a consent form, a refusal, an empty shell.

One question decides: when the words and boxes of such a notice are taken away, is anything left that a reader came for?
So an article about walls passes, a short page beside a consent banner passes, and a paywall with its teaser does not.
What such pages say and how they are built stands in `walls.toml`; the limits stand here. Decision 0025 has the counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dragoman.errors import BotWall, EmptyShell
from dragoman.watch.wall_phrases import Phrases, phrases
from dragoman.watch.wall_sight import Sight, see


class Kind(StrEnum):
    """What stands in the way."""

    ROBOT_CHECK = "robot-check"
    REFUSED = "refused"
    LOG_IN = "log-in"
    CONSENT = "consent"
    SHELL = "shell"


_SENTENCES = {
    Kind.ROBOT_CHECK: "The site showed a robot check instead of the page.",
    Kind.REFUSED: "The site refused to show the page.",
    Kind.LOG_IN: "The site asks its readers to log in or subscribe instead of showing the page.",
    Kind.CONSENT: "The site showed a consent form instead of the page.",
    Kind.SHELL: "The page is an empty shell: its text only comes with its scripts.",
}


@dataclass(frozen=True)
class Wall:
    """What came instead of a page. `why` is for the log: what told it."""

    kind: Kind
    why: str

    @property
    def sentence(self) -> str:
        """What happened, for the person at the screen."""
        return _SENTENCES[self.kind]

    def error(self, url: str = "") -> BotWall:
        """The same as an error of the tree."""
        kind = EmptyShell if self.kind is Kind.SHELL else BotWall
        return kind(self.sentence, detail=self.why, subject=url)


# How many characters of other words a page may hold and still be a wall, by what was recognised. A character of a script
# that writes words without spaces counts threefold.
_LEFT_BESIDE_HEADING_AND_WORDS = 700
_LEFT_BESIDE_HEADING = 120
_LEFT_BESIDE_WORDS: Mapping[Kind, int] = {Kind.ROBOT_CHECK: 250, Kind.REFUSED: 250, Kind.LOG_IN: 400, Kind.CONSENT: 40}
_LEFT_BESIDE_CODE = 250
_LEFT_BESIDE_WEAK_WORDS = 40
_LEFT_BESIDE_WEAK_CODE = 50
_LEFT_BESIDE_PASSWORD = 25
_SHELL_CHARS = 15
_CODE_CHARS = 200_000  # how far into a page its makers' marks are looked for
# Statuses that are a wall whatever the page says. Source: RFC 9110, 15.5; RFC 6585, 4; RFC 7725.
_STATUSES = {401: Kind.LOG_IN, 403: Kind.REFUSED, 407: Kind.LOG_IN, 429: Kind.REFUSED, 451: Kind.REFUSED}
_GONE = frozenset({404, 410})
# Headers by which a protection service says that this is its own answer. Source: the services' documentation.
_CHALLENGE_HEADERS = {"cf-mitigated": "challenge", "x-amzn-waf-action": ""}


def wall(source: str, *, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> Wall | None:
    """What stands in a page's place; None for a page.

    Args:
        source: HTML, decoded; of other texts nothing is said.
        status: of the answer; a page that is gone, or a server's error, is no wall for having few words.
        headers: of the answer, as received.
    """
    for name, text in headers:
        if _CHALLENGE_HEADERS.get(name.lower(), "\0") in text.lower():
            return Wall(Kind.ROBOT_CHECK, f"header {name}: {text}"[:120])
    found = _judge(source)
    if status in _STATUSES:
        kind = found.kind if found and found.kind is not Kind.SHELL else _STATUSES[status]
        return Wall(kind, f"status {status}" + (f", {found.why}" if found else ""))
    if status in _GONE or status >= 500:  # a page of the site's own, unless it is plainly a wall
        return found if found and found.kind in (Kind.ROBOT_CHECK, Kind.REFUSED) else None
    return found


def refuse_wall(source: str) -> None:
    """Let a polled page pass, unless it stands in for another one. A shell passes: its head may still name a feed.

    Raises: BotWall.
    """
    found = wall(source)
    if found and found.kind is not Kind.SHELL:
        raise found.error()


def _judge(source: str) -> Wall | None:
    sight = see(source)
    if sight is None:  # it says more than any wall does
        return None
    table = {kind: phrases(kind) for kind in Kind}
    left = _left(sight, list(table.values()))
    head = source[:_CODE_CHARS]
    for told_by in (_told, _weakly_told):
        for kind in _LEFT_BESIDE_WORDS:
            if found := told_by(kind, sight, left, head):
                return Wall(kind, f"{found}; {left} other characters")
    if sight.boxed and left <= _LEFT_BESIDE_WEAK_CODE:
        return Wall(Kind.CONSENT, f"a box over nothing; {left} other characters")
    if sight.password and left <= _LEFT_BESIDE_PASSWORD:
        return Wall(Kind.LOG_IN, f"a password is asked for; {left} other characters")
    if sight.scripted and _is_shell(sight, table[Kind.SHELL]):
        return Wall(Kind.SHELL, "scripts and no words")
    return None


def _told(kind: Kind, sight: Sight, left: int, head: str) -> str:
    """What shows a wall of one kind; empty, when nothing does."""
    told = phrases(kind)
    said, heading = told.said(sight.said), told.heading(sight.headings)
    if heading and left <= (_LEFT_BESIDE_HEADING_AND_WORDS if said else _LEFT_BESIDE_HEADING):
        return f"heading “{heading}”"
    if said and left <= _LEFT_BESIDE_WORDS[kind]:
        return f"words “{said}”"
    if (mark := told.code(head)) and left <= _LEFT_BESIDE_CODE:
        return f"code {mark}"
    return ""


def _weakly_told(kind: Kind, sight: Sight, left: int, head: str) -> str:
    """The same, by what other pages have as well: where hardly anything else is there."""
    told = phrases(kind)
    if (said := told.weakly_said(sight.said)) and left <= _LEFT_BESIDE_WEAK_WORDS:
        return f"words “{said}”"
    if (mark := told.weak_code(head)) and left <= _LEFT_BESIDE_WEAK_CODE and sight.asks:
        return f"code {mark}"
    return ""


def _left(sight: Sight, table: Sequence[Phrases]) -> int:
    """How much a page says besides what walls say."""
    return sum(weight for sentence, weight in sight.prose if not any(told.says(sentence) for told in table))


def _is_shell(sight: Sight, told: Phrases) -> bool:
    return sum(len(sentence) for sentence in sight.said.split("\n") if not told.says(sentence)) <= _SHELL_CHARS
