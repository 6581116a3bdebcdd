"""What the queue's and the search page's addresses may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from dragoman.desk.read.models import Item
from dragoman.desk.read.selectors import QueueFilter
from dragoman.desk.ui.sent import words

# view → (heading, state asked for, flagged only)
VIEWS: dict[str, tuple[str, str, bool | None]] = {
    "new": ("New", Item.State.NEW, None),
    "selected": ("Selected", Item.State.SELECTED, None),
    "flagged": ("Flagged", "", True),
    "rejected": ("Rejected", Item.State.REJECTED, None),
}
REASONS = ("Off our subjects", "Already have it", "No news in it", "Advertising or service page", "Cannot be read")


@dataclass(frozen=True)
class QueueAsk:
    """One view of the queue, narrowed by source and language, after a row. Unknown values ask for nothing."""

    view: str = "new"
    source: str = ""
    language: str = ""
    before: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> QueueAsk:
        view = query.get("view", "new")
        return cls(
            view=view if view in VIEWS else "new",
            source=words(query, "source", 80),
            language=words(query, "language", 16),
            before=words(query, "before", 60),
        )

    @property
    def state(self) -> str:
        return VIEWS[self.view][1]

    @property
    def heading(self) -> str:
        return VIEWS[self.view][0]

    @property
    def filters(self) -> QueueFilter:
        return QueueFilter(source=self.source, language=self.language, flagged=VIEWS[self.view][2])

    def address(self, **changes: str) -> str:
        """The query string of this ask with some values changed; empty values are left out."""
        values = {"view": self.view, "source": self.source, "language": self.language} | changes
        return "?" + urlencode({name: value for name, value in values.items() if value})
