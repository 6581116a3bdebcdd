"""What a person asks for on an item's page and a worker does: they stand above the apps, because the way of a page does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from dragoman.desk.capture import rendered_jobs
from dragoman.desk.people.access import needs
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read import selectors
from dragoman.desk.read.history_views import history_context
from dragoman.desk.read.models import Item
from dragoman.desk.revisit_jobs import request_capture_again
from dragoman.errors import RuleBroken


@require_POST
@needs(Right.CAPTURE)
def capture_again(request: HttpRequest, item_id: int) -> HttpResponse:
    """Have the item's address captured again."""
    assert isinstance(request.user, User)
    request_capture_again(by=request.user, item=get_object_or_404(Item, pk=item_id))
    return _history(request, item_id)


@require_POST
@needs(Right.CAPTURE)
def render_now(request: HttpRequest, item_id: int) -> HttpResponse:
    """Have the item's page rendered by a browser."""
    assert isinstance(request.user, User)
    item = get_object_or_404(Item.objects.select_related("entry"), pk=item_id)
    if item.entry is None:
        raise RuleBroken("This has no web address that a browser could open.", subject=str(item_id))
    rendered_jobs.request(by=request.user, entry=item.entry, now=timezone.now())
    return _history(request, item_id)


def _history(request: HttpRequest, item_id: int) -> HttpResponse:
    """The time line, which says what is being done; without htmx, the page that it stands on."""
    if not getattr(request, "htmx", False):
        return redirect(f"{reverse('item', args=[item_id])}#history")
    return render(request, "read/history.html", history_context(request, selectors.item_page(item_id)))


urlpatterns: list[URLPattern] = [
    path("items/<int:item_id>/again/", capture_again, name="item_capture_again"),
    path("items/<int:item_id>/render/", render_now, name="item_render"),
]
