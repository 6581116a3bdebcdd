"""A capture looked at: the page written anew inside a frame that can do nothing, and the views that a browser made of it."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dragoman.capture.replayed.page import POLICY
from dragoman.desk.capture import replays, selectors
from dragoman.desk.capture.models import Capture
from dragoman.desk.people.access import needs
from dragoman.desk.people.roles import Right
from dragoman.errors import DragomanError

_SEALED = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-DNS-Prefetch-Control": "off",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A sandboxed page that is opened by itself is refused by browsers under any other.
    "Cross-Origin-Opener-Policy": "unsafe-none",
    "Cache-Control": "private, no-store",
}


@require_safe
@needs(Right.VIEW_DESK)
def page(request: HttpRequest, capture_id: uuid.UUID) -> HttpResponse:
    """The desk's page around a replayed one."""
    found = _stored(capture_id)
    context: dict[str, object] = {"capture": found}
    try:
        context["replayed"] = replays.replay_capture(found)
    except DragomanError as error:
        context["fault"] = error.sentence
    return render(request, "capture/replay.html", context)


@require_safe
@needs(Right.VIEW_DESK)
def document(request: HttpRequest, capture_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """The page written anew, under a policy that forbids it everything."""
    made = replays.replay_capture(_stored(capture_id)).replay
    return HttpResponse(made.html, content_type="text/html; charset=utf-8", headers=_SEALED)


@require_safe
@needs(Right.VIEW_DESK)
def view(request: HttpRequest, capture_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """A screenshot, to be shown; a PDF, to be kept."""
    found = _stored(capture_id)
    media_type = replays.shown_type(found)
    if not media_type:
        raise Http404("no view that can be shown")
    answer = HttpResponse(selectors.payload(found), content_type=media_type, headers=_SEALED)
    how = "attachment" if media_type == "application/pdf" else "inline"
    answer.headers["Content-Disposition"] = f'{how}; filename="{found.pk}.{replays.SHOWN_TYPES[media_type]}"'
    return answer


def _stored(capture_id: uuid.UUID) -> Capture:
    found = get_object_or_404(Capture.objects.select_related("entry__source", "endpoint__source", "payload_of"), pk=capture_id)
    if not found.archive_file:
        raise Http404("nothing was stored for this capture")
    return found
