"""The chain under every quotation: sentence · translation · original · bytes · ledger · time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """Whether a link holds. WAITING is for somebody outside the desk; NONE for a link that this desk does not make."""

    HELD = "held"
    FAILED = "failed"
    NOT_YET = "not-yet"
    WAITING = "waiting"
    NONE = "none"


SIGNS = {Holds.HELD: "✓", Holds.FAILED: "✕", Holds.NOT_YET: "–", Holds.WAITING: "…", Holds.NONE: "–"}
WORDS = {
    Holds.HELD: "holds",
    Holds.FAILED: "broken",
    Holds.NOT_YET: "not yet",
    Holds.WAITING: "waiting",
    Holds.NONE: "none here",
}
LINKS = ("sentence", "translation", "original", "bytes", "ledger", "time")


@dataclass(frozen=True)
class Link:
    """One link of the chain. `href` opens what stands behind it; `sentence` says what was found, on hover."""

    holds: Holds
    href: str = ""
    sentence: str = ""
    name: str = ""

    @property
    def sign(self) -> str:
        return SIGNS[self.holds]

    @property
    def word(self) -> str:
        return WORDS[self.holds]


def strip(links: Mapping[str, Link]) -> list[Link]:
    """The six links in order; those not given are *not yet*. Raises: KeyError for a name that is no link."""
    if unknown := set(links) - set(LINKS):
        raise KeyError(f"no such link: {', '.join(sorted(unknown))}")
    given = {name: links.get(name, Link(Holds.NOT_YET)) for name in LINKS}
    return [Link(link.holds, link.href, link.sentence, name) for name, link in given.items()]
