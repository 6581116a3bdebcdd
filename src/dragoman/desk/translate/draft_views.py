"""Machine drafts on the workbench: asked for, watched as they come, stopped, taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dragoman.desk.people.access import may, needs
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read.models import Item
from dragoman.desk.translate import selectors, services
from dragoman.desk.translate.engines import offer
from dragoman.desk.translate.jobs import request_drafts
from dragoman.desk.translate.models import DraftRun, MachineDraft
from dragoman.desk.ui.sent import words
from dragoman.watch.sensitivity import Sensitivity

if TYPE_CHECKING:
    from dragoman.desk.read.models import Version


def drafting(item: Item, version: Version, person: User) -> dict[str, Any]:
    """What the workbench says of drafts: the last run, and what can be asked for."""
    return _said(item, selectors.latest_run(version, settings.TARGET_LANGUAGE), person)


def _said(item: Item, run: DraftRun | None, person: User) -> dict[str, Any]:
    return {
        "item": item,
        "run": run,
        "tally": selectors.tally(run) if run else None,
        "offer": offer(Sensitivity(item.source.sensitivity), settings.TARGET_LANGUAGE),
        "may_translate": may(person, Right.TRANSLATE),
    }


@require_POST
@needs(Right.TRANSLATE)
def ask(request: HttpRequest, item_id: int) -> HttpResponse:
    """Have a worker draft an item."""
    item = get_object_or_404(Item.objects.select_related("source", "current"), pk=item_id)
    engine = words(request.POST, "engine", 100)
    run = request_drafts(by=_person(request), item=item, language=settings.TARGET_LANGUAGE, engine=engine)
    return _answer(request, run, item)


@require_safe
@needs(Right.VIEW_DESK)
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far a run is, and the drafts that came since the page looked last; they go into their rows and touch no field."""
    run = _run(run_id)
    after = request.GET.get("after", "")
    since = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    fresh = list(run.drafts.filter(pk__gt=since).defer("prompt").order_by("pk"))
    context = _said(run.version.item, run, _person(request)) | {"fresh": fresh, "last": fresh[-1].pk if fresh else since}
    return render(request, "translate/drafting.html", context)


@require_POST
@needs(Right.TRANSLATE)
def stop(request: HttpRequest, run_id: int) -> HttpResponse:
    """End a run as soon as it can."""
    run = _run(run_id)
    services.stop_drafting(by=_person(request), run=run)
    run.refresh_from_db(fields=["state", "stop_asked", "sentence", "finished_at"])
    return _answer(request, run, run.version.item)


@require_POST
@needs(Right.TRANSLATE)
def take(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Begin one's own rendering with a draft, without script; with it, the field itself is filled."""
    draft = get_object_or_404(MachineDraft.objects.select_related("segment__version"), pk=draft_id)
    services.take_over(by=_person(request), draft=draft)
    return redirect(f"{reverse('workbench', args=[draft.segment.version.item_id])}#s-{draft.segment.number}")


def _answer(request: HttpRequest, run: DraftRun, item: Item) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("workbench", item_id=item.pk)
    last = run.drafts.order_by("-pk").values_list("pk", flat=True).first()
    return render(request, "translate/drafting.html", _said(item, run, _person(request)) | {"last": last or 0})


def _run(run_id: int) -> DraftRun:
    return get_object_or_404(DraftRun.objects.select_related("version__item__source", "asked_by"), pk=run_id)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
