"""The search page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dragoman.desk.people.access import needs
from dragoman.desk.people.roles import Right
from dragoman.desk.read import selectors
from dragoman.desk.read.beside import BESIDE
from dragoman.desk.read.findings import findings
from dragoman.desk.ui.sent import words
from dragoman.desk.watch.models import Source

ROWS = 20
MAX_PAGE = 50
FACETS = (("language", "Language"), ("source", "Source"), ("state", "State"))


@dataclass(frozen=True)
class Ask:
    """What is looked for, and what narrows it."""

    words: str
    filters: Mapping[str, str]
    page: int

    @classmethod
    def read(cls, query: QueryDict) -> Ask:
        page = query.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
        filters = {name: value for name, _ in FACETS if (value := words(query, name, 80))}
        return cls(words(query, "q", 400).strip(), filters, min(max(number, 1), MAX_PAGE))

    def address(self, **changes: str) -> str:
        """This search with some values changed, from its first page unless a page is given."""
        values = {"q": self.words, **self.filters} | changes
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Choice:
    """A value of a facet."""

    value: str
    words: str
    count: int
    href: str
    here: bool


@require_safe
@needs(Right.VIEW_DESK)
def search(request: HttpRequest) -> HttpResponse:
    """Originals and translations, under every spelling."""
    ask = Ask.read(request.GET)
    context: dict[str, object] = {"q": ask.words, "ask": ask}
    if ask.words:
        found = selectors.search(ask.words, filters=ask.filters, limit=ROWS, offset=(ask.page - 1) * ROWS)
        shown = findings(found)
        context |= {
            "relaxed": found.results.relaxed,
            "total": found.results.total,
            "findings": shown,
            "glosses": BESIDE.glosses([finding.item.pk for finding in shown]),
            "facets": _facets(ask, found.results.facets),
            "more": ask.address(page=str(ask.page + 1)) if ask.page < MAX_PAGE and found.results.total > ask.page * ROWS else "",
            "back": ask.address(page=str(ask.page - 1)) if ask.page > 1 else "",
        }
    return render(request, "read/search.html", context)


def _facets(ask: Ask, facets: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str, list[Choice]]]:
    """Each facet's name, heading and values, commonest first; a value in use stays even when it finds nothing."""
    names = dict(Source.objects.filter(slug__in=list(facets.get("source", {}))).values_list("slug", "name_english"))
    shown = []
    for name, heading in FACETS:
        used = ask.filters.get(name, "")
        counts = dict(facets.get(name, {}))
        if used:
            counts.setdefault(used, 0)
        choices = [
            Choice(value, names.get(value) or value, count, ask.address(**{name: "" if value == used else value}), value == used)
            for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:12]
        ]
        if choices:
            shown.append((name, heading, choices))
    return shown
