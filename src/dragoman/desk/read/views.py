"""The queue and an item: they ask selectors, call services, and choose a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from dragoman.desk.capture.custody import download
from dragoman.desk.people.access import may, needs
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read import known, selectors, services
from dragoman.desk.read.beside import BESIDE
from dragoman.desk.read.custody import item_custody, item_timeline
from dragoman.desk.read.forms import REASONS, VIEWS, QueueAsk
from dragoman.desk.read.history_views import history_context
from dragoman.desk.read.models import Item
from dragoman.desk.read.passages import passages
from dragoman.desk.read.selectors import QueueRow
from dragoman.desk.ui.foreign import Highlight
from dragoman.desk.ui.sent import words
from dragoman.desk.watch.models import Source

ROWS = 50
SHOWN_HOUSES = 6


@dataclass(frozen=True)
class Line:
    """A row of the queue with the translation of its headline, if anybody has accepted one, and the names known in it."""

    row: QueueRow
    gloss: str
    names: Sequence[Highlight] = ()  # of the headline
    houses: Sequence[str] = ()  # house spellings of those in headline and excerpt


@dataclass(frozen=True)
class Choice:
    """One way to narrow a list."""

    words: str
    href: str
    here: bool
    count: int | None = None
    state: str = ""
    lang: str = ""


@require_safe
@needs(Right.VIEW_DESK)
def queue(request: HttpRequest) -> HttpResponse:
    """The monitor's queue; with htmx and a key, just the older rows."""
    ask = QueueAsk.read(request.GET)
    page = selectors.queue_page(state=ask.state, before_key=ask.before, filters=ask.filters, limit=ROWS)
    context = {
        "ask": ask,
        "lines": _lines(page.rows),
        "older": ask.address(before=page.next_key) if page.next_key else "",
        "first_key": page.rows[0].key if page.rows and not ask.before else "",
        "may_decide": may(_person(request), Right.DECIDE),
        "reasons": REASONS,
    }
    if request.htmx and ask.before:  # type: ignore[attr-defined]
        return render(request, "read/rows.html", context)
    return render(request, "read/queue.html", context | _choices(ask) | {"has_sources": Source.objects.exists()})


def _lines(rows: list[QueueRow]) -> list[Line]:
    glosses = BESIDE.glosses([row.id for row in rows])
    names = [known.names_in([row.title, row.excerpt], row.language) for row in rows]
    return [
        Line(row, glosses.get(row.id, ""), known.highlights(of_title), known.houses([*of_title, *of_excerpt])[:SHOWN_HOUSES])
        for row, (of_title, of_excerpt) in zip(rows, names, strict=True)
    ]


def _choices(ask: QueueAsk) -> dict[str, list[Choice]]:
    counts = selectors.queue_counts()
    views = [
        Choice(words, ask.address(view=name), name == ask.view, counts.get(name, 0), name)
        for name, (words, _, _) in VIEWS.items()
    ]
    languages = [Choice(tag, ask.address(language=tag), tag == ask.language) for tag in selectors.languages()]
    sources = [
        Choice(
            english or native,
            ask.address(source=slug),
            slug == ask.source,
            lang=settings.TARGET_LANGUAGE if english else language,
        )
        for slug, native, english, language in Source.objects.filter(active=True).values_list(
            "slug", "name_native", "name_english", "language"
        )[:200]
    ]
    return {
        "views": views,
        "languages": [Choice("any language", ask.address(language=""), not ask.language), *languages],
        "sources": [Choice("any source", ask.address(source=""), not ask.source), *sources],
    }


@require_safe
@needs(Right.VIEW_DESK)
def arrivals(request: HttpRequest) -> HttpResponse:
    """How many items wait above the first row shown: asked now and then by the queue."""
    ask = QueueAsk.read(request.GET)
    count = selectors.newer_count(words(request.GET, "key", 60), state=ask.state, filters=ask.filters)
    return render(request, "read/arrivals.html", {"count": count, "ask": ask})


@require_safe
@needs(Right.VIEW_DESK)
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """Everything about one item."""
    page = _page_or_404(item_id)
    context = _item_context(request, page) | history_context(request, page) | {"custody": item_timeline(page)}
    return render(request, "read/item.html", context)


@require_safe
@needs(Right.VIEW_DESK)
def pane(request: HttpRequest, item_id: int) -> HttpResponse:
    """An item's original for the queue's reading pane."""
    page = _page_or_404(item_id)
    return render(request, "read/pane.html", _item_context(request, page))


def _page_or_404(item_id: int) -> selectors.ItemPage:
    try:
        return selectors.item_page(item_id)
    except Item.DoesNotExist:
        raise Http404("no such item") from None


def _item_context(request: HttpRequest, page: selectors.ItemPage) -> dict[str, object]:
    person = _person(request)
    version = page.item.current
    accepted = BESIDE.accepted(version) if version else {}
    of_title, of_text = known.names_in([str(page.item.title), version.text if version else ""], page.item.language)
    names = known.highlights(of_text, anchors="name")
    return {
        "page": page,
        "item": page.item,
        "version": version,
        "passages": passages(version.text, page.segments, accepted, names) if version else [],
        "title_names": known.highlights(of_title),
        "known": known.summary(of_title, of_text, anchors="name"),
        "gloss": BESIDE.glosses([page.item.pk]).get(page.item.pk, ""),
        "translated": len(accepted),
        "own": page.item.is_in(settings.TARGET_LANGUAGE),
        "may_decide": may(person, Right.DECIDE),
        "may_translate": may(person, Right.TRANSLATE) or may(person, Right.REVIEW),
        "reasons": REASONS,
    }


@require_safe
@needs(Right.VIEW_DESK)
def custody(request: HttpRequest, item_id: int, form: str) -> HttpResponse:  # noqa: ARG001
    """Who did what to an item, as a file."""
    found = Item.objects.select_related("source").filter(pk=item_id).first()
    if found is None:
        raise Http404("no such item")
    return download(item_custody(found, now=timezone.now()), form, name=f"item-{item_id}")


@require_POST
@needs(Right.DECIDE)
def decide(request: HttpRequest, item_id: int) -> HttpResponse:
    """Select, reject, flag, or take one of these back. htmx gets the changed row, a plain form goes back where it was."""
    found = Item.objects.filter(pk=item_id).first()
    if found is None:
        raise Http404("no such item")
    reason = words(request.POST, "reason", 500)
    services.decide(by=_person(request), item=found, kind=request.POST.get("kind", ""), reason=reason.strip())
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(_back(request, item_id))
    if request.POST.get("from") == "item":
        return render(request, "read/decide.html", _item_context(request, selectors.item_page(item_id)))
    row = selectors.queue_row(item_id)
    context = {
        "line": _lines([row])[0],
        "may_decide": True,
        "reasons": REASONS,
        "ask": QueueAsk.read(request.POST),
        "decided": row.state != QueueAsk.read(request.POST).state,
    }
    return render(request, "read/row.html", context)


@require_POST
@needs(Right.DECIDE)
def judge(request: HttpRequest, item_id: int) -> HttpResponse:
    """Say that what was captured is the page, or that it is only a wall."""
    found = Item.objects.filter(pk=item_id).first()
    if found is None:
        raise Http404("no such item")
    walled = request.POST.get("is") == "wall"
    services.judge_page(by=_person(request), item=found, walled=walled, reason=words(request.POST, "reason", 500))
    return redirect("item", item_id)


def _back(request: HttpRequest, item_id: int) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return reverse("item", args=[item_id])


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
