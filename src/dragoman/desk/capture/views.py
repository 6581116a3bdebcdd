"""A capture: what was fetched, when, from where, and its bytes; nothing hostile is ever rendered."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dragoman.desk.capture import replays, selectors
from dragoman.desk.capture.models import Capture
from dragoman.desk.people.access import needs
from dragoman.desk.people.roles import Right
from dragoman.errors import DragomanError

MAX_SHOWN_CHARS = 100_000
ROWS = 100
_WORDS = re.compile(r"text/|json|xml|html|^$", re.IGNORECASE)


@dataclass(frozen=True)
class Opened:
    """What a capture's record gave. A non-empty `fault` says why it gave nothing."""

    headers: list[tuple[str, str]] = field(default_factory=list)
    status_line: str = ""
    text: str = ""
    charset: str = ""
    how: str = ""
    cut: bool = False
    is_text: bool = True
    fault: str = ""
    wall: str = ""  # what came instead of the page, in a sentence


@require_safe
@needs(Right.VIEW_DESK)
def recent(request: HttpRequest) -> HttpResponse:
    """Captures, newest first."""
    captures = Capture.objects.filter(rendered=None)  # what a rendered page is made of stands with it
    captures = captures.select_related("endpoint__source", "entry__source").order_by("-fetched_at", "-id")
    if request.GET.get("view") == "failed":
        captures = captures.exclude(outcome="stored")
    number = _uuid(request.GET.get("before", ""))
    before = Capture.objects.filter(pk=number).first() if number else None
    if before is not None:
        captures = captures.filter(Q(fetched_at__lt=before.fetched_at) | Q(fetched_at=before.fetched_at, id__lt=before.pk))
    rows = list(captures[: ROWS + 1])
    older = str(rows[ROWS - 1].pk) if len(rows) > ROWS else ""
    return render(
        request, "capture/recent.html", {"captures": rows[:ROWS], "older": older, "failed": request.GET.get("view") == "failed"}
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@require_safe
@needs(Right.VIEW_DESK)
def capture(request: HttpRequest, capture_id: uuid.UUID) -> HttpResponse:
    """One capture: its text by the text rule, headers, digests and place."""
    try:
        page = selectors.capture_page(capture_id)
    except Capture.DoesNotExist:
        raise Http404("no such capture") from None
    source = page.capture.entry.source if page.capture.entry else page.capture.endpoint.source if page.capture.endpoint else None
    context = {
        "capture": page.capture,
        "hops": page.hops,
        "source": source,
        "opened": _open(page.capture) if page.capture.archive_file else None,
        "shown_type": replays.shown_type(page.capture),
        "items": list(page.capture.versions.select_related("item")),
    }
    return render(request, "capture/capture.html", context)


def _open(found: Capture) -> Opened:
    """Read a capture back. Damage is shown on the page, in words."""
    try:
        record = selectors.record(found)
        status_line, headers = _head(record.http_head)
        if not _WORDS.search(found.media_type):
            return Opened(headers, status_line, is_text=False)
        ruled = selectors.rule_text(found)
        wall = selectors.wall_in(found)
    except DragomanError as error:
        return Opened(fault=error.sentence)
    return Opened(
        headers,
        status_line,
        ruled.text[:MAX_SHOWN_CHARS],
        ruled.charset,
        ruled.how,
        len(ruled.text) > MAX_SHOWN_CHARS,
        wall=wall.sentence if wall else "",
    )


def _head(head: bytes) -> tuple[str, list[tuple[str, str]]]:
    """Status line and headers as received; bytes that are no UTF-8 are shown as Latin-1."""
    try:
        lines = head.decode().split("\r\n")
    except UnicodeDecodeError:
        lines = head.decode("latin-1").split("\r\n")
    pairs = [line.partition(":") for line in lines[1:] if line]
    return lines[0], [(name, value.strip()) for name, _, value in pairs]


@require_safe
@needs(Right.VIEW_DESK)
def record(request: HttpRequest, capture_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """The WARC record itself, as it stands in the archive."""
    found = Capture.objects.filter(pk=capture_id).first()
    if found is None or not found.archive_file:
        raise Http404("no record is stored for this capture")
    member = selectors.archive().read_member(selectors.place(found))
    answer = HttpResponse(member, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.pk}.warc.gz"'
    return answer
