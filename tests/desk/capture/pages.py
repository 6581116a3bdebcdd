"""Captures of any bytes, through the product's own recorder, and a rendered capture put together from them."""

from __future__ import annotations

from datetime import UTC, datetime

from dragoman.capture.exchange import Exchange, Fetched, Request
from dragoman.desk.capture.models import Capture, RenderedCapture
from dragoman.desk.capture.services import Taken, recorder
from dragoman.desk.watch.models import Entry

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def store(
    url: str,
    body: bytes,
    media_type: str = "text/html; charset=utf-8",
    *,
    status: int = 200,
    at: datetime = NOW,
    entry: Entry | None = None,
    location: str = "",
) -> Capture:
    """One answer, captured as it came. A `location` is what it redirects to."""
    extra = f"Location: {location}\r\n" if location else ""
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: {media_type}\r\n{extra}Content-Length: {len(body)}\r\n\r\n"
    exchange = Exchange(
        url=url,
        method="GET",
        started_utc=at,
        seconds=0.1,
        request_head=f"GET {url} HTTP/1.1\r\nHost: press.example\r\n\r\n".encode(),
        response_head=head.encode(),
        body=body,
        status=status,
        remote_address="192.0.2.7",
    )
    (capture,) = recorder().acknowledge([Taken(Fetched(request=Request(url), hops=(exchange,), error=None), entry=entry)])
    return capture


def rendered_with(page: Capture, *parts: Capture, **views: Capture) -> RenderedCapture:
    """A rendered capture that began with `page` and fetched `parts`; `views`: screenshot, pdf, text."""
    rendered = RenderedCapture.objects.create(
        entry=page.entry, url=page.url, asked_at=NOW, started_at=NOW, outcome=RenderedCapture.STORED, page=page, **views
    )
    for part in parts:
        Capture.objects.filter(pk=part.pk).update(rendered=rendered)
    for view in views.values():
        Capture.objects.filter(pk=view.pk).update(rendered=rendered, kind=Capture.Kind.VIEW)
    return rendered
