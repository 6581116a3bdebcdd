"""What custody takes from captures: they have no acts of their own, their record and their leaf say it all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse

from dragoman.capture.custody.entries import write_time
from dragoman.capture.custody.export import Custody
from dragoman.capture.custody.table import captured_words, write_table
from dragoman.desk.capture.anchors import sign_export
from dragoman.desk.capture.models import Capture
from dragoman.desk.custody.selectors import Line

# Ending of a download → what its link says.
FORMS = (("json", "File to check (JSON)"), ("csv", "Table (CSV)"))
BY_ITSELF = "system: dragoman"


def capture_facts(captures: Iterable[Capture]) -> list[dict[str, Any]]:
    """Captures as an export has them, in the order of the ledger. `handed_in_by` must be loaded."""
    return [_facts(capture) for capture in sorted(captures, key=lambda capture: capture.fetched_at)]


def capture_lines(captures: Iterable[Capture]) -> list[Line]:
    """Captures as a staff page has them. `handed_in_by` must be loaded."""
    return [
        Line(
            at=capture.fetched_at,
            what=captured_words(_facts(capture)),
            who=str(capture.handed_in_by or "the desk"),
            about=f"capture {capture.pk}",
            sha256=capture.payload_sha256,
        )
        for capture in captures
    ]


def _facts(capture: Capture) -> dict[str, Any]:
    return {
        "id": str(capture.pk),
        "url": capture.url,
        "fetched": write_time(capture.fetched_at),
        "outcome": capture.outcome,
        "status": capture.status,
        "payload_sha256": capture.payload_sha256,
        "record_sha256": capture.record_sha256,
        "leaf": capture.leaf_index,
        "by": capture.handed_in_by.public_name if capture.handed_in_by else BY_ITSELF,
    }


def download(custody: Custody, form: str, *, name: str) -> HttpResponse:
    """A custody as a file of the form that was asked for; for staff, and never kept by a cache. Raises: Http404."""
    if form not in dict(FORMS):
        raise Http404("no such form")
    content, kind = (sign_export(custody), "application/json") if form == "json" else (write_table(custody), "text/csv")
    disposition = f'attachment; filename="{name}-custody.{form}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8", headers=headers)
