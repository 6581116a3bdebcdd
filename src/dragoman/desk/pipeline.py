"""The whole way of an item, in order: watch → capture → read → index.

A round polls what is due, captures what is new, reads what is captured and indexes what is read. Every step stores its
result before the next begins and asks the database what is left to do, so a round that was interrupted is simply run again.
One bad source never stops a round: what has a name becomes that source's outcome, and what has none is caught in one
place (`surviving`), logged in full and shown as `unexpected`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction

from dragoman.capture.exchange import Fetched, Request
from dragoman.desk.answers import Answer, Understood, failed, understand
from dragoman.desk.capture import selectors as captures
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.rendered_jobs import request_by_option
from dragoman.desk.capture.services import Taken
from dragoman.desk.fetching import fetch_in_groups
from dragoman.desk.people.models import User
from dragoman.desk.read import selectors as items
from dragoman.desk.read import services as reading
from dragoman.desk.read.services import Reading
from dragoman.desk.readers import Task
from dragoman.desk.rounds import Line, RobotsRules, RoundReport, Tools, open_tools
from dragoman.desk.translate.selectors import translations
from dragoman.desk.watch import services as watching
from dragoman.desk.watch.models import Endpoint, Entry, Round
from dragoman.desk.watch.services import EntryOutcome, PollResult, Tally
from dragoman.errors import Retry, SearchUnavailable
from dragoman.read.identity import canonical_url
from dragoman.read.prepare import Page
from dragoman.watch.decide import Validators, bounded_identity, is_web_address

__all__ = [
    "RoundReport",
    "Tools",
    "capture_due",
    "hand_in",
    "identity_of",
    "index_now",
    "open_tools",
    "poll_due",
    "read_unread",
    "rebuild_index",
    "run_round",
    "store_read",
    "surviving",
]

log = logging.getLogger(__name__)
Subject = TypeVar("Subject")
Result = TypeVar("Result")

ANSWERS_A_GROUP = 64  # acknowledged by one flush to disk, at most
PAGES_A_BATCH = 24
PAGES_IN_HAND = 96  # read but not yet stored, at most; bounds memory
ENTRIES_A_CLAIM = 1000
UNEXPECTED = "Something went wrong here that is not foreseen; the log has the detail."


def run_round(now: datetime | None = None, *, tools: Tools | None = None, all_active: bool = False) -> RoundReport:
    """Poll what is due (or every active endpoint), then capture, read and index what that brought and what earlier rounds left.

    Raises: ArchiveUnwritable, when nothing can be stored any more: that stops the round, loudly.
    """
    if tools is None:
        with open_tools() as own:
            return run_round(now, tools=own, all_active=all_active)
    report = RoundReport()
    started = tools.clock()
    poll_due(tools, report, now=now or started, all_active=all_active)
    read_unread(tools, report)
    capture_due(tools, report)
    try:
        report.indexed = index_now()
    except SearchUnavailable as error:  # the items stand; the next round, or the scheduled job, indexes them
        report.failures.append(("search index", error.sentence))
    report.seconds = (tools.clock() - started).total_seconds()
    return report


# --- watch


def poll_due(tools: Tools, report: RoundReport, *, now: datetime, all_active: bool = False) -> None:
    """Poll endpoints, acknowledge their answers, record their entries and posts."""
    endpoints = watching.claim_endpoints(by=None, now=now, limit=100_000 if all_active else 5_000, all_active=all_active)
    if not endpoints:
        return
    round_ = watching.start_round(by=None, now=now)
    waiting = {_poll_request(endpoint): endpoint for endpoint in endpoints}
    try:
        for batch in fetch_in_groups(tools.fetcher, list(waiting), most=ANSWERS_A_GROUP):
            at = tools.clock()
            answers = [Answer(waiting.pop(fetched.request), fetched, at) for fetched in batch]
            report.lines += _take_answers(tools, round_, answers)
    finally:
        watching.give_back(by=None, endpoints=list(waiting.values()), now=now)
        watching.finish_round(by=None, round_=round_, now=tools.clock())


def _poll_request(endpoint: Endpoint) -> Request:
    return Request(endpoint.url, Validators(endpoint.etag, endpoint.last_modified).headers())


def _take_answers(tools: Tools, round_: Round, answers: Sequence[Answer]) -> list[Line]:
    """Acknowledge first, understand after: what a source sent is evidence even where we cannot read it."""
    to_store = [answer for answer in answers if not answer.unchanged]
    stored = tools.recorder.acknowledge([Taken(answer.fetched, endpoint=answer.endpoint) for answer in to_store])
    of_endpoint = {answer.endpoint.pk: capture for answer, capture in zip(to_store, stored, strict=True)}
    understood = [surviving(answer, understand, _unexpected) for answer in answers]

    def alone(one: Understood) -> list[Line]:
        one.result.endpoint.refresh_from_db()  # the try before this one left its marks on the object
        return _record(round_, [one], of_endpoint)

    def one_by_one(everything: Sequence[Understood]) -> list[Line]:
        return [line for one in everything for line in surviving(one, alone, lambda one: alone(_spoilt(one)))]

    # All in one transaction; where one of them spoils it, each in its own, so that only that one is lost.
    lines = surviving(understood, lambda everything: _record(round_, everything, of_endpoint), one_by_one)
    for one in understood:
        if one.posts:
            reading.hasten_posts(by=None, endpoint=one.result.endpoint, now=one.result.at)
    return lines


@transaction.atomic
def _record(round_: Round, everything: Sequence[Understood], of_endpoint: dict[int, Capture]) -> list[Line]:
    results = [one.result for one in everything]
    tallies = watching.record_polls(by=None, round_=round_, results=results)
    for one in everything:
        if one.posts and one.rule:
            endpoint = one.result.endpoint
            capture = of_endpoint[endpoint.pk]
            reading.record_posts(by=None, endpoint=endpoint, capture=capture, posts=one.posts, rule=one.rule, now=one.result.at)
    return [_line(result, tally) for result, tally in zip(results, tallies, strict=True)]


def _line(result: PollResult, tally: Tally) -> Line:
    endpoint = result.endpoint
    outcome, new = endpoint.last_outcome, tally.new + tally.changed
    return Line(str(endpoint.source), endpoint.url, outcome, result.sentence, new, tally.known, result.seconds, result.problems)


def _unexpected(answer: Answer) -> Understood:
    return Understood(failed(answer, "unexpected", UNEXPECTED))


def _spoilt(one: Understood) -> Understood:
    return Understood(PollResult(one.result.endpoint, one.result.at, "unexpected", UNEXPECTED, one.result.seconds))


def surviving(subject: Subject, work: Callable[[Subject], Result], otherwise: Callable[[Subject], Result]) -> Result:
    """The broad handler of rounds and visits: one bad source never stops a round, nor one bad visit the others.

    The log gets the trace, `otherwise` what becomes of the subject.
    """
    try:
        return work(subject)
    except Exception:
        log.exception("a source gave something that is not foreseen")
        return otherwise(subject)


# --- capture


def capture_due(
    tools: Tools,
    report: RoundReport,
    *,
    ids: Sequence[int] | None = None,
    ask_robots: bool = True,
    for_person: User | None = None,
) -> None:
    """Capture the pages of due entries (among `ids`, if given) and read them as they come."""
    rules = RobotsRules(tools.fetcher)
    in_hand: list[tuple[Capture, Task]] = []
    while entries := watching.claim_entries(by=None, now=tools.clock(), limit=ENTRIES_A_CLAIM, ids=ids):
        if ask_robots:
            entries, refused = rules.sort(entries)
            _settle_refused(tools, report, refused)
        by_request = _by_request(entries)
        for batch in fetch_in_groups(tools.fetcher, list(by_request), most=ANSWERS_A_GROUP):
            taken = [Taken(fetched, entry=entry, by=for_person) for fetched in batch for entry in by_request[fetched.request]]
            in_hand += _take_pages(tools, report, taken)
            if len(in_hand) >= PAGES_IN_HAND:
                store_read(tools, report, in_hand[: PAGES_IN_HAND // 2])
                in_hand = in_hand[PAGES_IN_HAND // 2 :]
    store_read(tools, report, in_hand)


def _settle_refused(tools: Tools, report: RoundReport, refused: Sequence[Entry]) -> None:
    outcomes = [EntryOutcome(entry, RobotsRules.OUTCOME, RobotsRules.SENTENCE) for entry in refused]
    watching.settle_entries(by=None, outcomes=outcomes, now=tools.clock())
    report.failures += [(entry.url, RobotsRules.SENTENCE) for entry in refused]


def _by_request(entries: Iterable[Entry]) -> dict[Request, list[Entry]]:
    grouped: dict[Request, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(Request(entry.url), []).append(entry)
    return grouped


def _take_pages(tools: Tools, report: RoundReport, taken: Sequence[Taken]) -> list[tuple[Capture, Task]]:
    """Acknowledge pages and settle their entries in one transaction; begin to read those that came."""
    outcomes = [_entry_outcome(one.fetched, one.entry) for one in taken if one.entry]

    def settle(_: list[Capture]) -> None:
        watching.settle_entries(by=None, outcomes=outcomes, now=tools.clock())

    stored = tools.recorder.acknowledge(taken, also=settle)
    report.failures += [(one.entry.url, one.sentence) for one in outcomes if one.outcome]
    report.captured += sum(not one.outcome for one in outcomes)
    request_by_option([one.entry for one in outcomes if not one.outcome], now=tools.clock())
    return [
        (capture, tools.readers.submit(Page.of_exchange(one.fetched.final, language=one.entry.source.language)))
        for one, capture in zip(taken, stored, strict=True)
        if one.entry and not one.fetched.error
    ]


def _entry_outcome(fetched: Fetched, entry: Entry) -> EntryOutcome:
    error = fetched.error
    if error is None:
        return EntryOutcome(entry)
    gone_for_good = bool(fetched.hops) and fetched.hops[-1].status == 410
    return EntryOutcome(entry, error.code, error.sentence, Retry.NEVER if gone_for_good else error.retry)


# --- read


def store_read(tools: Tools, report: RoundReport, in_hand: Sequence[tuple[Capture, Task]]) -> None:
    """Wait for pages that are being read, and store their texts."""
    for batch in _batches(iter(in_hand), PAGES_A_BATCH):
        results = tools.readers.results([task for _, task in batch])
        readings = [
            Reading(capture.entry, capture, prepared)
            for (capture, _), prepared in zip(batch, results, strict=True)
            if capture.entry is not None
        ]
        reading.hasten(by=None, items=reading.store_readings(by=None, readings=readings, now=tools.clock()), now=tools.clock())
        report.read += sum(not prepared.outcome for prepared in results)
        for (capture, _), prepared in zip(batch, results, strict=True):
            if prepared.outcome:
                report.failures.append((capture.url, prepared.sentence))


def read_unread(tools: Tools, report: RoundReport, *, ids: Sequence[int] | None = None) -> None:
    """Read what is captured and was never read (of the entries `ids`, if given): another process died, or left it to us."""
    after = 0
    while unread := items.unread_entries(after=after, ids=ids, limit=PAGES_IN_HAND):
        latest = captures.latest_of_entries(entry.pk for entry in unread)
        in_hand = []
        for entry in unread:
            if (capture := latest.get(entry.pk)) is not None:
                capture.entry = entry
                in_hand.append((capture, tools.readers.submit(reading.page_of(capture, entry.source))))
        store_read(tools, report, in_hand)
        after = unread[-1].pk


def index_now() -> int:
    """Bring the search index up to date, renderings included; returns how many items it took in."""
    return reading.index_pending(translations=translations)


def rebuild_index() -> int:
    """Make the search index anew from the items; returns how many there are."""
    return reading.rebuild_index(translations=translations)


# --- hand-in


def hand_in(tools: Tools, report: RoundReport, *, by: User | None, url: str) -> Entry:
    """Capture and read one address now, because a person asks for it; so robots.txt, which speaks to programs, is not asked.

    Raises: NotAllowed; RuleBroken, when it is no web address.
    """
    entry = watching.hand_in_address(by=by, url=url, identity=identity_of(url), now=tools.clock())
    capture_due(tools, report, ids=[entry.pk], ask_robots=False, for_person=by)
    entry.refresh_from_db()
    return entry


def identity_of(url: str) -> str:
    """What an address is known by; of no web address, itself."""
    return bounded_identity(canonical_url(url)) if is_web_address(url) else url


def _batches(several: Iterator[Result], size: int) -> Iterator[list[Result]]:
    while batch := list(islice(several, size)):
        yield batch
