"""Rendered captures, the part of the capture services that writes them: asked for by a person or a source's option."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from dragoman.capture.custody.actions import Action, Kind
from dragoman.capture.fetch import USER_AGENT
from dragoman.capture.hop import Wire
from dragoman.capture.rendered.addresses import View
from dragoman.capture.rendered.browser import LIMITS, Browser
from dragoman.capture.rendered.program import Program, cage_works
from dragoman.capture.rendered.values import Rendered
from dragoman.desk.capture.models import Capture, RenderedCapture
from dragoman.desk.capture.services import Recorder, Taken, ViewTaken
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.watch.models import Entry
from dragoman.errors import BrowserLost, BrowserUnavailable, RuleBroken
from dragoman.watch.decide import is_web_address, storable

log = logging.getLogger(__name__)
NO_BROWSER = "No browser is installed here, so pages cannot be rendered. An administrator can install Chromium."
MOST_TRIES = 2
ABANDONED_AFTER = timedelta(minutes=5)  # one that was begun and is still waiting: whoever made it is dead
INTERRUPTED = "The desk was interrupted twice while it rendered this page. Ask once more if you want it tried again."


def require_browser() -> str:
    """The browser's program. Raises: BrowserUnavailable."""
    if not settings.CHROMIUM:
        raise BrowserUnavailable(NO_BROWSER)
    return str(settings.CHROMIUM)


def open_browser() -> Browser:
    """This installation's browser, not started yet. Raises: BrowserUnavailable."""
    program = Program(require_browser(), sandbox=settings.CHROMIUM_SANDBOX, caged=cage_works())
    return Browser(program, Wire(settings.ALLOWED_NETWORKS, LIMITS, USER_AGENT))


def next_waiting(now: datetime, besides: Collection[uuid.UUID] = ()) -> RenderedCapture | None:
    """The oldest that waits and that nobody is making; `besides`: not one of these."""
    free = Q(started_at=None) | Q(started_at__lt=now - ABANDONED_AFTER)
    waiting = RenderedCapture.objects.filter(free, outcome=RenderedCapture.WAITING).exclude(pk__in=besides)
    return waiting.order_by("asked_at").first()


@transaction.atomic
def ask(*, by: User | None, entry: Entry, now: datetime) -> RenderedCapture:
    """Want an entry's page rendered; one that is wanted already is returned, and serves both.

    Raises: NotAllowed; BrowserUnavailable; RuleBroken, when the entry has no web address.
    """
    require(by, Right.CAPTURE)
    require_browser()
    if not is_web_address(entry.url):
        raise RuleBroken("This has no web address that a browser could open.", subject=str(entry.pk))
    rendered, new = RenderedCapture.objects.get_or_create(
        entry=entry, outcome=RenderedCapture.WAITING, defaults={"url": entry.url, "asked_by": by, "asked_at": now}
    )
    if new:
        action = Action.RENDERED_CAPTURE_ASKED
        custody.record(by=by, action=action, on=(Kind.ENTRY, entry.pk), detail={"rendered": str(rendered.pk)}, at=now)
    return rendered


def make(
    *, by: User | None, rendered: RenderedCapture, browser: Browser, recorder: Recorder, clock: Callable[[], datetime]
) -> RenderedCapture:
    """Render what was asked for and store all that came of it, failures included.

    One that was begun and never ended, because its process died, is tried once more; then it is given up.

    Raises: NotAllowed; ArchiveUnwritable, and then it waits as before.
    """
    require(by, Right.CAPTURE)
    if not _claim(rendered, clock()):
        return rendered
    if rendered.begun > MOST_TRIES:
        return _settle(rendered, Rendered(clock(), 0.0, error=BrowserLost(INTERRUPTED)), recorder, clock)
    try:
        made = browser.render(rendered.url)
    except BrowserUnavailable as error:
        log.warning("no browser for %s: %s (%s)", rendered.url, error, error.detail)
        made = Rendered(clock(), 0.0, error=error)
    return _settle(rendered, made, recorder, clock)


def _claim(rendered: RenderedCapture, now: datetime) -> bool:
    """Whether it is ours to make: nobody else began it since it was read. It is read anew."""
    mine = RenderedCapture.objects.filter(pk=rendered.pk, outcome=RenderedCapture.WAITING, begun=rendered.begun)
    claimed = mine.update(begun=rendered.begun + 1, started_at=now)
    rendered.refresh_from_db()
    return bool(claimed)


def _settle(rendered: RenderedCapture, made: Rendered, recorder: Recorder, clock: Callable[[], datetime]) -> RenderedCapture:
    """Store the exchanges and views, and what became of it, in one transaction."""
    views = {View.SCREENSHOT: made.screenshot, View.PDF: made.pdf, View.TEXT: made.text.encode()}
    now = clock()
    notes = (("rendered-from", rendered.url), ("browser", made.browser))
    taken = [Taken(fetched, by=rendered.asked_by, rendered=rendered) for fetched in made.fetched]
    seen = [ViewTaken(rendered, view, payload, now, notes) for view, payload in views.items() if payload]

    def write(stored: list[Capture]) -> None:
        captures = dict(zip([one.view for one in seen], stored[len(taken) :], strict=True))
        pages = [capture for one, capture in zip(taken, stored, strict=False) if one.fetched is made.page]
        rendered.page = pages[0] if pages else None
        rendered.screenshot, rendered.pdf = captures.get(View.SCREENSHOT), captures.get(View.PDF)
        rendered.text = captures.get(View.TEXT)
        _tell(rendered, made)
        rendered.save()
        about = (Kind.ENTRY, rendered.entry_id) if rendered.entry_id else (Kind.DESK, "rendered")
        custody.record(by=None, action=Action.RENDERED_CAPTURE_MADE, on=about, detail=_detail(rendered), at=now)

    if taken or seen:
        recorder.acknowledge(taken, views=seen, also=write)
    else:
        with transaction.atomic():
            write([])
    return rendered


def _tell(rendered: RenderedCapture, made: Rendered) -> None:
    rendered.started_at, rendered.seconds = made.started_utc, made.seconds
    rendered.browser, rendered.height_px = made.browser[:100], made.height_px
    rendered.remarks = [*made.cuts, *made.remarks]
    if made.error is not None:
        rendered.outcome, rendered.sentence = made.error.code, storable(made.error.sentence)
    else:
        rendered.outcome = RenderedCapture.CUT if made.cuts else RenderedCapture.STORED
        rendered.sentence = " ".join(made.cuts)


def _detail(rendered: RenderedCapture) -> dict[str, Any]:
    """Every view by its digest, so that one held before is bound to this moment too."""
    views = {name: getattr(rendered, name) for name in ("page", "screenshot", "pdf", "text")}
    digests = {name: capture.payload_sha256 for name, capture in views.items() if capture is not None}
    return {"rendered": str(rendered.pk), "outcome": rendered.outcome, **digests}
