"""Publishing from the desk: preview and the publisher's button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from dragoman.desk.compose.models import Dispatch
from dragoman.desk.people.access import may, needs
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.publish import selectors, services
from dragoman.desk.publish.render import serve_preview
from dragoman.errors import DragomanError


@needs(Right.VIEW_DESK)
@require_GET
def preview(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """The dispatch as its readers will see it."""
    dispatch = get_object_or_404(Dispatch.objects.select_related("series"), pk=dispatch_id)
    response = serve_preview(request, dispatch)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@needs(Right.PUBLISH)
@require_POST
def publish(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """Number and publish; back to the editor with what happened."""
    dispatch = get_object_or_404(Dispatch, pk=dispatch_id)
    assert isinstance(request.user, User)
    try:
        published = services.publish(by=request.user, dispatch=dispatch, now=timezone.now())
    except DragomanError as error:
        messages.error(request, f"Not published. {error.sentence}", extra_tags="bad")
    else:
        messages.success(
            request, f"Published as {published.series.prefix} {published.number}, version {published.version}. Its proof holds."
        )
    return redirect("dispatch_edit", dispatch_id)


@needs(Right.VIEW_DESK)
@require_GET
def remarks(request: HttpRequest) -> HttpResponse:
    """What became of the sources of published quotations, newest first."""
    page = selectors.remark_page(before_key=request.GET.get("before", ""))
    lines = [(row, selectors.as_remark(row)) for row in page.rows]
    context = {"lines": lines, "next_key": page.next_key, "may_compose": may(request.user, Right.COMPOSE)}
    return render(request, "publish/remarks.html", context)


@needs(Right.VIEW_DESK)
@require_GET
def dispatch_remarks(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """The remarks on one dispatch, for its editor's page."""
    rows = selectors.dispatch_remarks(dispatch_id)
    context = {
        "dispatch_id": dispatch_id,
        "lines": [(row, selectors.as_remark(row)) for row in rows],
        "unseen": sum(row.seen_at is None for row in rows),
        "may_compose": may(request.user, Right.COMPOSE),
    }
    return render(request, "publish/dispatch_remarks.html", context)


@needs(Right.COMPOSE)
@require_POST
def remarks_seen(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """An editor has seen what became of the sources."""
    dispatch = get_object_or_404(Dispatch, pk=dispatch_id)
    assert isinstance(request.user, User)
    services.take_note(by=request.user, dispatch=dispatch, now=timezone.now())
    return redirect("dispatch_edit", dispatch_id)
