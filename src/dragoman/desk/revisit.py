"""The way of a captured address again: visit → capture → read → judge → carry → remark.

What is cited is visited by the clock, ever more seldom; any item when a person asks. Every visit is a capture like any
other. What came is judged and stored in one transaction, and what it means for dispatches in the next: whatever stops in
between is done by the visit after it, because remarks are made from what is stored.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from dragoman.capture import text_rule
from dragoman.capture.decode import decode_body
from dragoman.capture.exchange import Exchange, Fetched, Request
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.services import Taken
from dragoman.desk.fetching import fetch_in_groups
from dragoman.desk.people.models import User
from dragoman.desk.pipeline import UNEXPECTED, surviving
from dragoman.desk.publish import remarks
from dragoman.desk.read import visiting
from dragoman.desk.read.models import Item, Standing, Visit
from dragoman.desk.read.posts import Post, prepare_message
from dragoman.desk.read.visiting import Came
from dragoman.desk.readers import Task
from dragoman.desk.rounds import RobotsRules, Tools
from dragoman.desk.translate.carrying import carry_renderings
from dragoman.errors import DragomanError
from dragoman.read.prepare import Page, Prepared, unreadable
from dragoman.read.visits import Answer, answer_of
from dragoman.watch.decide import storable
from dragoman.watch.endpoints.telegram_post import parse_post, post_address

VISITS_A_BATCH = 64  # acknowledged by one flush to disk, at most
MAX_DECODED_BYTES = 30_000_000


@dataclass(frozen=True)
class Call:
    """One address to go to again, and whose it is."""

    url: str
    standing: Standing

    @property
    def item(self) -> Item:
        return self.standing.item

    @property
    def is_post(self) -> bool:
        return self.item.kind == Item.Kind.POST


@dataclass
class VisitReport:
    """What visits found. `remarked` counts remarks on publications; `failures` are visits that could not be stored."""

    visits: list[Visit] = field(default_factory=list)
    remarked: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)

    def count(self, finding: str) -> int:
        return sum(visit.finding == finding for visit in self.visits)


def revisit_due(tools: Tools, *, limit: int) -> VisitReport:
    """Visit what is due by the clock, as robots.txt allows it. Raises: ArchiveUnwritable."""
    report = VisitReport()
    calls = [_call(standing) for standing in visiting.claim_visits(by=None, now=tools.clock(), limit=limit)]
    allowed, refused = RobotsRules(tools.fetcher).sort(calls)
    _store(tools, report, [(call, Came(Answer(call.url, trouble=RobotsRules.SENTENCE), None)) for call in refused], by=None)
    _visit(tools, report, allowed, by=None)
    return report


def capture_again(tools: Tools, *, by: User | None, items: Sequence[Item]) -> VisitReport:
    """Visit these items now, because a person asks for it; so robots.txt, which speaks to programs, is not asked.

    Raises: NotAllowed; RuleBroken, when one has no address; ArchiveUnwritable.
    """
    report = VisitReport()
    _visit(tools, report, [_call(standing) for standing in visiting.claim_items(by=by, items=items)], by=by)
    return report


def _call(standing: Standing) -> Call:
    item = standing.item
    return Call(post_address(item.url) if item.kind == Item.Kind.POST else item.url, standing)


def _visit(tools: Tools, report: VisitReport, calls: Iterable[Call], *, by: User | None) -> None:
    by_request: dict[Request, list[Call]] = {}
    for call in calls:
        by_request.setdefault(Request(call.url), []).append(call)
    for batch in fetch_in_groups(tools.fetcher, list(by_request), most=VISITS_A_BATCH):
        pairs = [(fetched, call) for fetched in batch for call in by_request[fetched.request]]
        stored = tools.recorder.acknowledge([Taken(fetched, entry=call.item.entry, by=by) for fetched, call in pairs])
        begun = [_begin_reading(tools, fetched, call) for fetched, call in pairs]
        came = [
            (call, _came(tools, fetched, call, capture, reading))
            for (fetched, call), capture, reading in zip(pairs, stored, begun, strict=True)
        ]
        _store(tools, report, came, by=by)


def _begin_reading(tools: Tools, fetched: Fetched, call: Call) -> Task | None:
    """Have another process read the page; None where there is nothing to read, or it can be told without."""
    if fetched.error is not None or call.is_post or _is_as_before(fetched, call):
        return None
    return tools.readers.submit(Page.of_exchange(fetched.final, language=call.item.source.language))


def _is_as_before(fetched: Fetched, call: Call) -> bool:
    """The very bytes that the item's text was read from, of the same address and type: they need not be read again."""
    version = call.item.current
    if version is None or not version.text or call.is_post:
        return False
    before: Capture = version.capture
    last = fetched.hops[-1]
    return (before.url, before.payload_sha256, before.media_type) == (last.url, last.payload_sha256, last.content_type or "")


def _came(tools: Tools, fetched: Fetched, call: Call, capture: Capture, reading: Task | None) -> Came:
    if fetched.error is not None:
        return Came(answer_of(fetched, None), capture)
    if call.is_post:
        return Came(_post(fetched, call), capture)
    if reading is not None:
        return Came(answer_of(fetched, tools.readers.results([reading])[0]), capture)
    version = call.item.current
    assert version is not None
    return Came(answer_of(fetched, Prepared(text=version.text)), capture, as_version=version.pk)


def _post(fetched: Fetched, call: Call) -> Answer:
    exchange: Exchange = fetched.final
    assert call.item.entry is not None
    number = call.item.entry.number or 0
    try:
        payload = decode_body(exchange, MAX_DECODED_BYTES)
        message = parse_post(payload, exchange.url, number)
    except DragomanError as error:
        return answer_of(fetched, unreadable(error))
    if message is None:
        return Answer(call.url, exchange.url, missing=True, trouble="The channel says that it has no such post.")
    post = Post(call.item.entry.identity, number, storable(unicodedata.normalize("NFC", message.text)), message.media)
    rule = text_rule.apply(payload, exchange.content_type)
    return answer_of(fetched, prepare_message(post, rule, call.item.source.language))


def _store(tools: Tools, report: VisitReport, came: Sequence[tuple[Call, Came]], *, by: User | None) -> None:
    """All in one transaction; where one of them spoils it, each in its own, so that only that one is lost.

    The claim of a lost one lapses, so that it is visited again.
    """

    def store(several: Sequence[tuple[Call, Came]]) -> None:
        _store_together(tools, report, several, by=by)

    def lose(one: Sequence[tuple[Call, Came]]) -> None:
        report.failures += [(call.url, UNEXPECTED) for call, _ in one]

    def store_each(several: Sequence[tuple[Call, Came]]) -> None:
        for one in several:
            surviving([one], store, lose)

    if came:
        surviving(came, store, store_each)


def _store_together(tools: Tools, report: VisitReport, came: Sequence[tuple[Call, Came]], *, by: User | None) -> None:
    now = tools.clock()
    with transaction.atomic():
        visiting.hold(call.standing for call, _ in came)
        visits = [visiting.record_visit(by=by, standing=call.standing, came=one, now=now) for call, one in came]
        for visit in visits:
            if visit.version is not None:
                carry_renderings(by=None, version=visit.version, now=now)
    remarked = remarks.remark_on(by=None, items=[visit.item_id for visit in visits], now=now)
    report.visits += visits
    report.remarked += remarked
