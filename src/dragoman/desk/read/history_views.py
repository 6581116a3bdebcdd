"""The pages of an item's history: the time line, and the difference between two versions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dragoman.desk.people.access import may, needs
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read import history, selectors
from dragoman.desk.read.differences import compare_versions
from dragoman.desk.read.models import Item
from dragoman.desk.read.visits import has_address

MOST_LOOKS = 90  # of two seconds each; then the reader is told to come back instead of being kept waiting


@require_safe
@needs(Right.VIEW_DESK)
def item_history(request: HttpRequest, item_id: int) -> HttpResponse:
    """The time line by itself, as the page asks for it while something is being done."""
    try:
        page = selectors.item_page(item_id)
    except Item.DoesNotExist:
        raise Http404("no such item") from None
    return render(request, "read/history.html", history_context(request, page))


def history_context(request: HttpRequest, page: selectors.ItemPage) -> dict[str, Any]:
    """What the time line shows. While something asked for is not done it looks again, and not for ever."""
    moments = history.history(page)
    looks = _number(request.GET.get("looks", ""))
    asked = history.asked(page.item, moments)
    person = request.user if isinstance(request.user, User) else None
    return {
        "item": page.item,
        "moments": moments,
        "asked": asked,
        "looks": looks + 1,
        "looking": bool(asked.waiting) and looks < MOST_LOOKS,
        "may_capture": person is not None and may(person, Right.CAPTURE),
        "may_be_asked": has_address(page.item),
        "may_be_rendered": history.may_be_rendered(page.item),
        "has_browser": bool(settings.CHROMIUM),
    }


@require_safe
@needs(Right.VIEW_DESK)
def difference(request: HttpRequest, item_id: int) -> HttpResponse:
    """What changed between two versions; without being told which, between the last two."""
    item = Item.objects.select_related("source").filter(pk=item_id).first()
    if item is None:
        raise Http404("no such item")
    versions = selectors.versions(item_id)
    numbers = [version.number for version in versions]
    chosen = sorted(
        _number(request.GET.get(name, "")) or number for name, number in zip(("old", "new"), numbers[-2:], strict=False)
    )
    context: dict[str, Any] = {"item": item, "versions": versions, "chosen": chosen}
    if len(chosen) == 2:
        if not set(chosen) <= set(numbers):
            raise Http404("no such version")
        context["compared"] = compare_versions(item_id, *chosen)
    return render(request, "read/difference.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
