"""What a workbench row sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from dragoman.desk.ui.sent import words

MAX_SENT_CHARS = 100_000  # beyond what a rendering may be, so that the service can say so


@dataclass(frozen=True)
class Typed:
    """A translator's wording and what should become of it: `save`, `overwrite` or `submit`."""

    text: str
    act: str
    seen: datetime | None  # when the wording this one began from was last changed
    opened: datetime | None  # when the page was made
    reason: str = ""  # why what checks found stays
    draft: int = 0  # the machine's draft that was put into the field

    @classmethod
    def read(cls, sent: QueryDict) -> Typed:
        act = sent.get("act", "save")
        return cls(
            text=words(sent, "text", MAX_SENT_CHARS).replace("\r\n", "\n"),
            act=act if act in ("save", "overwrite", "submit") else "save",
            seen=None if act == "overwrite" else _moment(sent.get("seen", "")),
            opened=_moment(sent.get("opened", "")),
            reason=words(sent, "reason", 500),
            draft=int(number) if (number := sent.get("draft", "")).isascii() and number.isdigit() and len(number) < 19 else 0,
        )


def _moment(text: str) -> datetime | None:
    """A time as the page wrote it; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
