"""Rendered captures, the part of the capture services that writes them: asked for by a person or a source's option."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from dragoman.capture.custody.actions import Action, Kind
from dragoman.desk.capture.models import RenderedCapture
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.watch.models import Entry
from dragoman.errors import BrowserUnavailable, RuleBroken
from dragoman.watch.decide import is_web_address

NO_BROWSER = "No browser is installed here, so pages cannot be rendered. An administrator can install Chromium."


@transaction.atomic
def ask(*, by: User | None, entry: Entry, now: datetime) -> RenderedCapture:
    """Want an entry's page rendered; one that is wanted already is returned, and serves both.

    Raises: NotAllowed; BrowserUnavailable; RuleBroken, when the entry has no web address.
    """
    require(by, Right.CAPTURE)
    if not settings.CHROMIUM:
        raise BrowserUnavailable(NO_BROWSER)
    if not is_web_address(entry.url):
        raise RuleBroken("This has no web address that a browser could open.", subject=str(entry.pk))
    rendered, new = RenderedCapture.objects.get_or_create(
        entry=entry, outcome=RenderedCapture.WAITING, defaults={"url": entry.url, "asked_by": by, "asked_at": now}
    )
    if new:
        action = Action.RENDERED_CAPTURE_ASKED
        custody.record(by=by, action=action, on=(Kind.ENTRY, entry.pk), detail={"rendered": str(rendered.pk)}, at=now)
    return rendered
