"""What an examination finds: what, what it means, how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    GOOD = "good"
    REMARK = "remark"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `means` and `mend` are empty when all is well."""

    subject: str
    level: Level
    what: str
    means: str = ""
    mend: str = ""

    @property
    def broken(self) -> bool:
        return self.level is Level.BROKEN

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def good(subject: str, what: str) -> Finding:
    return Finding(subject, Level.GOOD, what)


def remark(subject: str, what: str, *, means: str, mend: str) -> Finding:
    return Finding(subject, Level.REMARK, what, means, mend)


def broken(subject: str, what: str, *, means: str, mend: str) -> Finding:
    return Finding(subject, Level.BROKEN, what, means, mend)
