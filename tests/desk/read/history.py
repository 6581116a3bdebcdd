"""An item that was captured, visited, corrected and rendered."""

from __future__ import annotations

from datetime import timedelta

from dragoman.desk.capture.models import Capture, RenderedCapture
from dragoman.desk.read.models import Item, Version, Visit
from dragoman.desk.watch.models import Entry
from dragoman.read.visits import Finding
from tests.desk.ui.factories import NOW, PIECES, Piece, capture, item


def item_with_entry(piece: Piece = PIECES[0], **fields: object) -> Item:
    """An item that a source announced, at an address that can be asked again."""
    made = item(piece, **fields)  # type: ignore[arg-type]
    made.entry = Entry.objects.create(
        source=made.source, identity=made.url, url=made.url, title=made.title, first_seen_at=NOW, state="captured"
    )
    made.save()
    return made


def corrected(made: Item, text: str, *, hours: int = 1, title: str = "") -> Version:
    """A visit that found another text."""
    assert made.current is not None
    at = NOW + timedelta(hours=hours)
    number = made.versions.count() + 1
    version = Version.objects.create(
        item=made,
        number=number,
        capture=capture(made.url, at=at, entry=made.entry, archive_file="a.warc.gz"),
        title=title or made.current.title,
        text=text,
        created_at=at,
    )
    Visit.objects.create(item=made, at=at, finding=Finding.CHANGED.value, capture=version.capture, version=version)
    made.current = version
    made.save()
    return version


def visited(made: Item, finding: Finding, *, hours: int, **fields: object) -> Visit:
    """A visit that made no version."""
    at = NOW + timedelta(hours=hours)
    values: dict[str, object] = {"finding": finding.value}
    if "capture" not in fields:
        values["capture"] = capture(made.url, at=at, entry=made.entry, archive_file="a.warc.gz")
    return Visit.objects.create(item=made, at=at, **(values | fields))


def shown_by_a_browser(made: Item, *, hours: int, outcome: str = "stored", **fields: object) -> RenderedCapture:
    at = NOW + timedelta(hours=hours)
    values: dict[str, object] = {"entry": made.entry, "url": made.url, "asked_at": at, "started_at": at, "outcome": outcome}
    if outcome == "stored":
        for view, media_type in (("screenshot", "image/jpeg"), ("pdf", "application/pdf"), ("text", "text/plain")):
            values[view] = capture(made.url, at=at, kind="view", media_type=media_type, archive_file="a.warc.gz")
        values["page"] = capture(made.url, at=at, archive_file="a.warc.gz")
    made_by_it = RenderedCapture.objects.create(**(values | fields))
    if made_by_it.page_id:
        Capture.objects.filter(pk=made_by_it.page_id).update(rendered=made_by_it)
    return made_by_it
