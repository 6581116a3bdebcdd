"""An item's history: its captures, what visits found, the versions they made and how a browser showed it, on one time line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dragoman.desk.capture import selectors as captures
from dragoman.desk.capture.models import Capture, RenderedCapture
from dragoman.desk.jobs.models import Job
from dragoman.desk.people.models import User
from dragoman.desk.read.models import Item, Version, Visit
from dragoman.desk.read.selectors import ItemPage
from dragoman.desk.read.visits import visits_of
from dragoman.read.visits import Finding
from dragoman.watch.decide import is_web_address

MOST_RENDERED = 100
# finding → (state, words) as the page says them
FINDINGS = {
    Finding.UNCHANGED: ("unchanged", "Unchanged"),
    Finding.CHANGED: ("changed", "Changed"),
    Finding.MOVED: ("moved", "Moved"),
    Finding.GONE: ("gone", "Gone"),
    Finding.MISSING: ("gone", "Not there; asked again before this is told"),
    Finding.UNREADABLE: ("failed", "Not readable then"),
}


@dataclass(frozen=True)
class Moment:
    """One line of the time line.

    Attributes:
        capture: the bytes of that moment; None when nothing was asked or stored.
        visit: what was found, if the address was visited again.
        version: the text that was new then; `before` is the number of the one that stood until then, 0 for none.
        rendered: how a browser showed the page then.
    """

    at: datetime
    capture: Capture | None = None
    visit: Visit | None = None
    version: Version | None = None
    before: int = 0
    rendered: RenderedCapture | None = None

    @property
    def by(self) -> User | None:
        """Who asked for it; None for the desk itself."""
        if self.rendered:
            return self.rendered.asked_by
        return self.visit.by if self.visit else self.capture.handed_in_by if self.capture else None

    @property
    def state(self) -> str:
        return self._told[0]

    @property
    def words(self) -> str:
        return self._told[1]

    @property
    def sentence(self) -> str:
        """Why, where the state alone does not say it."""
        if self.rendered:
            return " ".join([self.rendered.sentence, *self.rendered.remarks]).strip()
        return (self.visit.sentence if self.visit else "") or (self.capture.sentence if self.capture else "")

    @property
    def _told(self) -> tuple[str, str]:
        """State, and its words; empty words are the state's usual ones, or the outcome's."""
        if self.rendered:
            if self.rendered.outcome == RenderedCapture.WAITING:
                return "waiting", ""
            good = self.rendered.outcome in (RenderedCapture.STORED, RenderedCapture.CUT)
            return ("stored", "Rendered") if good else ("failed", "")
        if self.visit:
            return FINDINGS[Finding(self.visit.finding)]
        if self.capture and self.capture.outcome != "stored":
            return "failed", ""
        return "stored", "Captured"

    @property
    def outcome(self) -> str:
        """The code of what came of it, for its words."""
        return self.rendered.outcome if self.rendered else self.capture.outcome if self.capture else ""


@dataclass(frozen=True)
class Asked:
    """What somebody wants done again and is not done yet, or could not be; both are sentences, empty when there is nothing."""

    waiting: str = ""
    fault: str = ""


def history(page: ItemPage) -> list[Moment]:
    """All moments, newest first; two queries beside the page's own."""
    visits = visits_of(page.item.pk)
    rendered = list(captures.rendered_captures(page.item.entry)[:MOST_RENDERED]) if page.item.entry else []
    by_capture = {visit.capture_id: visit for visit in visits if visit.capture_id}
    made = {version.capture_id: version for version in page.versions}
    before = {new.number: old.number for old, new in zip(page.versions, page.versions[1:], strict=False)}
    known = {capture.pk: capture for capture in page.captures if capture.rendered_id is None}
    known |= {visit.capture.pk: visit.capture for visit in visits if visit.capture}
    moments = [Moment(visit.at, visit=visit) for visit in visits if visit.capture is None]
    for capture in known.values():
        version = made.get(capture.pk)
        number = before.get(version.number, 0) if version else 0
        moments.append(Moment(capture.fetched_at, capture, by_capture.get(capture.pk), version, number))
    moments += [Moment(each.started_at or each.asked_at, each.page, rendered=each) for each in rendered]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def asked(item: Item, moments: Sequence[Moment]) -> Asked:
    """What is still to come of what was asked for on the item's page. One query."""
    job = Job.objects.filter(key=visit_key(item.pk)).order_by("-created_at").first()
    if job is not None and job.state in Job.LIVE:
        return Asked(waiting="The page is being captured again.")
    if any(moment.rendered and moment.rendered.outcome == RenderedCapture.WAITING for moment in moments):
        return Asked(waiting="A browser is to render the page.")
    if job is not None and job.state == Job.State.FAILED:
        return Asked(fault=f"Capturing again failed: {job.sentence}")
    return Asked()


def visit_key(item_id: int) -> str:
    """The key of the job that visits an item because a person asks."""
    return f"revisit:{item_id}"


def may_be_rendered(item: Item) -> bool:
    """Whether a browser could open its address."""
    return item.entry is not None and is_web_address(item.entry.url)
