"""The desk's pages of dispatches. They read requests, call services and selectors, and show what came."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from dragoman.desk.capture.custody import download
from dragoman.desk.compose import selectors, services
from dragoman.desk.compose.custody import dispatch_custody, dispatch_timeline
from dragoman.desk.compose.evidence import check_evidence
from dragoman.desk.compose.glance import citations
from dragoman.desk.compose.models import Dispatch, Passage, Series, Tier
from dragoman.desk.people.access import may, needs
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read.models import Item, Segment
from dragoman.errors import RuleBroken
from dragoman.text.follow import Divergence

_GOOD_CHARS = 18  # digits of a number that a database takes


@needs(Right.VIEW_DESK)
@require_GET
def dispatches(request: HttpRequest) -> HttpResponse:
    """All dispatches, last changed first, and the form for a new one."""
    state = request.GET.get("state", "")
    page = selectors.dispatch_page(state=state, before_key=request.GET.get("before", ""))
    context = {
        "page": page,
        "state": state,
        "series": selectors.series_choices(),
        "may_compose": may(request.user, Right.COMPOSE),
    }
    return render(request, "compose/dispatches.html", context)


@needs(Right.COMPOSE)
@require_POST
def dispatch_new(request: HttpRequest) -> HttpResponse:
    """Begin a dispatch and open it."""
    series = get_object_or_404(Series, pk=_number(request.POST.get("series")))
    try:
        made = services.create_dispatch(
            by=_person(request), series=series, title=request.POST.get("title", ""), language=settings.TARGET_LANGUAGE
        )
    except RuleBroken as error:
        messages.error(request, error.sentence)
        return redirect("dispatches")
    return redirect("dispatch_edit", made.pk)


@needs(Right.VIEW_DESK)
@require_GET
def dispatch_edit(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """The page as its reader will see it, edited in place; evidence in the margin."""
    context = _editor_context(request, dispatch_id) | {"custody": dispatch_timeline(dispatch_id)}
    if "pick" in request.GET:
        context |= {"pick_at": _position(request), **_picker_context(request, context["dispatch"])}
    return render(request, "compose/editor.html", context)


@needs(Right.VIEW_DESK)
@require_GET
def custody(request: HttpRequest, dispatch_id: int, form: str) -> HttpResponse:  # noqa: ARG001
    """Who did what to a dispatch, as a file."""
    dispatch = get_object_or_404(Dispatch.objects.select_related("series"), pk=dispatch_id)
    return download(dispatch_custody(dispatch, now=timezone.now()), form, name=f"dispatch-{dispatch_id}")


@needs(Right.COMPOSE)
@require_POST
def dispatch_head(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """Save title, subjects, date and tier."""
    dispatch = get_object_or_404(Dispatch, pk=dispatch_id)
    day = request.POST.get("date")
    tier = request.POST.get("tier")
    if tier is not None and tier not in Tier.values:
        raise RuleBroken("There is no such tier.")
    services.change_head(
        by=_person(request),
        dispatch=dispatch,
        title=request.POST.get("title"),
        subjects=request.POST.get("subjects"),
        day=_read_day(day) if day else None,
        tier=tier,
    )
    return _saved(request, dispatch_id, [], anchor="head")


@needs(Right.COMPOSE)
@require_POST
def passage_add(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """Add an empty passage or heading at a place."""
    dispatch = get_object_or_404(Dispatch, pk=dispatch_id)
    kind = request.POST.get("kind", Passage.Kind.PROSE)
    services.add_prose(by=_person(request), dispatch=dispatch, kind=kind, position=_position(request))
    return _passages(request, dispatch_id)


@needs(Right.COMPOSE)
@require_POST
def passage_save(request: HttpRequest, passage_id: int) -> HttpResponse:
    """Save a passage's text; an excerpt's departures are pointed at."""
    passage = get_object_or_404(Passage, pk=passage_id)
    checked = services.change_passage(by=_person(request), passage=passage, text=request.POST.get("text", ""))
    return _saved(request, passage.dispatch_id, checked.divergences, anchor=f"passage-{passage_id}", text=checked.passage.text)


@needs(Right.COMPOSE)
@require_POST
def passage_move(request: HttpRequest, passage_id: int) -> HttpResponse:
    """Move a passage one place up or down."""
    passage = get_object_or_404(Passage, pk=passage_id)
    services.move_passage(by=_person(request), passage=passage, steps=-1 if request.POST.get("way") == "up" else 1)
    return _passages(request, passage.dispatch_id)


@needs(Right.COMPOSE)
@require_POST
def passage_remove(request: HttpRequest, passage_id: int) -> HttpResponse:
    """Take a passage out."""
    passage = get_object_or_404(Passage, pk=passage_id)
    services.remove_passage(by=_person(request), passage=passage)
    return _passages(request, passage.dispatch_id)


@needs(Right.COMPOSE)
@require_POST
def passage_renew(request: HttpRequest, passage_id: int) -> HttpResponse:
    """Quote the renderings accepted since."""
    passage = get_object_or_404(Passage, pk=passage_id)
    services.renew_excerpt(by=_person(request), passage=passage)
    return _passages(request, passage.dispatch_id)


@needs(Right.COMPOSE)
@require_POST
def note_comment(request: HttpRequest, passage_id: int) -> HttpResponse:
    """Save the editor's own words in a note."""
    passage = get_object_or_404(Passage, pk=passage_id)
    services.comment_note(by=_person(request), passage=passage, comment=request.POST.get("comment", ""))
    return _saved(request, passage.dispatch_id, [], anchor=f"passage-{passage_id}")


@needs(Right.VIEW_DESK)
@require_GET
def passage_evidence(request: HttpRequest, passage_id: int) -> HttpResponse:
    """The chain of an excerpt, read back from the archive now."""
    passage = get_object_or_404(Passage, pk=passage_id)
    context = {"state": check_evidence(passage), "passage": passage, **_chain(passage)}
    return render(request, "compose/evidence.html", context)


@needs(Right.VIEW_DESK)
@require_GET
def dispatch_evidence(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """The evidence of all citations at a glance: to htmx as a part of the editor's page, to others as a page of its own."""
    dispatch = get_object_or_404(Dispatch.objects.select_related("series"), pk=dispatch_id)
    context = {"dispatch": dispatch, "citations": citations(dispatch), "now": timezone.now()}
    htmx = getattr(request, "htmx", False)
    return render(request, "compose/glance.html" if htmx else "compose/glance_page.html", context)


@needs(Right.COMPOSE)
@require_GET
def excerpt_pick(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """Choose an item, then sentences of it."""
    dispatch = get_object_or_404(Dispatch, pk=dispatch_id)
    context = {"dispatch": dispatch, "pick_at": _position(request), **_picker_context(request, dispatch)}
    return render(request, "compose/picker.html", context)


@needs(Right.COMPOSE)
@require_POST
def excerpt_insert(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """Insert the ticked sentences as an excerpt."""
    dispatch = get_object_or_404(Dispatch, pk=dispatch_id)
    chosen = [_number(value) for value in request.POST.getlist("segment")]
    segments = list(Segment.objects.filter(pk__in=chosen))
    services.insert_excerpt(by=_person(request), dispatch=dispatch, segments=segments, position=_position(request))
    return _passages(request, dispatch_id)


def _editor_context(request: HttpRequest, dispatch_id: int) -> dict[str, Any]:
    try:
        editor = selectors.dispatch_editor(dispatch_id)
    except Dispatch.DoesNotExist as error:
        raise Http404 from error
    return {
        "editor": editor,
        "dispatch": editor.dispatch,
        "tiers": Tier.choices,
        "may_compose": may(request.user, Right.COMPOSE),
        "may_publish": may(request.user, Right.PUBLISH),
        "pick_at": None,
    }


def _picker_context(request: HttpRequest, dispatch: Dispatch) -> dict[str, Any]:
    words, item = request.GET.get("words", ""), _number(request.GET.get("item"))
    if not item:
        return {"words": words, "items": selectors.quotable_items(words=words, language=dispatch.language)}
    chosen = get_object_or_404(Item.objects.select_related("source"), pk=item)
    return {"words": words, "item": chosen, "rows": selectors.pick_rows(item, language=dispatch.language)}


def _chain(passage: Passage) -> dict[str, Any]:
    view = next(view for view in selectors.passage_views(passage.dispatch) if view.passage.pk == passage.pk)
    return {"follows": not view.divergences, "accepted": bool(view.quoted) and not view.outdated}


def _passages(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """All passages anew: to htmx as a fragment, to others as the whole page."""
    if not getattr(request, "htmx", False):
        return redirect("dispatch_edit", dispatch_id)
    return render(request, "compose/passages.html", {**_editor_context(request, dispatch_id), "with_missing": True})


def _saved(request: HttpRequest, dispatch_id: int, divergences: list[Divergence], *, anchor: str, text: str = "") -> HttpResponse:
    if not getattr(request, "htmx", False):
        return redirect(f"{reverse('dispatch_edit', args=[dispatch_id])}#{anchor}")
    context = {**_editor_context(request, dispatch_id), "divergences": divergences, "text": text, "with_missing": True}
    return render(request, "compose/saved.html", context)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _position(request: HttpRequest) -> int | None:
    value = request.POST.get("position") or request.GET.get("position") or request.GET.get("pick")
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < _GOOD_CHARS else None


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) <= _GOOD_CHARS else 0


def _read_day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise RuleBroken(f"“{value}” is not a date.") from error
