"""Write sources, endpoints, polls and entries."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from dragoman.desk.bulk import insert_rows, new_row, update_rows
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.watch.entries import MAX_TRIES, RETRY_SECONDS, EntryOutcome, Tally, record_entries, settle_entries
from dragoman.desk.watch.models import Endpoint, Entry, Poll, Round
from dragoman.desk.watch.register import (
    add_endpoint,
    add_source,
    collection_source,
    hand_in_address,
    import_outlines,
    set_sensitivity,
    source_of_address,
)
from dragoman.watch.decide import Found, Validators
from dragoman.watch.schedule import next_due

__all__ = [
    "MAX_TRIES",
    "RETRY_SECONDS",
    "EntryOutcome",
    "PollResult",
    "Tally",
    "add_endpoint",
    "add_source",
    "claim_endpoints",
    "claim_entries",
    "collection_source",
    "finish_round",
    "give_back",
    "hand_in_address",
    "import_outlines",
    "record_entries",
    "record_poll",
    "record_polls",
    "set_sensitivity",
    "settle_entries",
    "source_of_address",
    "start_round",
]

LEASE_SECONDS = 600  # a watcher that died gives its endpoints and entries back after this


@dataclass(frozen=True)
class PollResult:
    """What one endpoint gave. `outcome` is `new`, `unchanged` or an error's code."""

    endpoint: Endpoint
    at: datetime
    outcome: str
    sentence: str = ""
    seconds: float = 0.0
    validators: Validators | None = None  # None keeps the old ones
    payload_sha256: str | None = None  # None keeps the old one
    retry_after: datetime | None = None
    found: tuple[Found, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return self.outcome in ("new", "unchanged")


def start_round(*, by: User | None, now: datetime) -> Round:
    """Open a round."""
    require(by, Right.MANAGE_SOURCES)
    return Round.objects.create(started_at=now)


def finish_round(*, by: User | None, round_: Round, now: datetime) -> None:
    """Close a round."""
    require(by, Right.MANAGE_SOURCES)
    Round.objects.filter(pk=round_.pk).update(finished_at=now)


def claim_endpoints(*, by: User | None, now: datetime, limit: int = 500, all_active: bool = False) -> list[Endpoint]:
    """Take what is due, by one UPDATE: two watchers never get the same endpoint.

    The claim lapses after ten minutes. `all_active` takes every active endpoint, due or not, that nobody polls just now.
    """
    require(by, Right.MANAGE_SOURCES)
    token = uuid.uuid4().hex
    due = Q(next_due_at__lte=now) | Q(claim="") if all_active else Q(next_due_at__lte=now)
    waiting = Endpoint.objects.filter(due, active=True, source__active=True).order_by("next_due_at", "id")
    chosen = list(waiting.values_list("id", flat=True)[:limit])
    Endpoint.objects.filter(due, pk__in=chosen).update(claim=token, next_due_at=now + timedelta(seconds=LEASE_SECONDS))
    return list(Endpoint.objects.filter(claim=token).select_related("source").order_by("id"))


def claim_entries(*, by: User | None, now: datetime, limit: int = 200, ids: Sequence[int] | None = None) -> list[Entry]:
    """Take entries whose page is due for a capture (among `ids`, if given), by one UPDATE; the claim lapses after ten minutes."""
    require(by, Right.CAPTURE)
    token = uuid.uuid4().hex
    due = Entry.objects.filter(next_try_at__lte=now)
    if ids is not None:
        due = due.filter(pk__in=ids)
    chosen = list(due.order_by("next_try_at", "id").values_list("id", flat=True)[:limit])
    Entry.objects.filter(pk__in=chosen, next_try_at__lte=now).update(
        claim=token, next_try_at=now + timedelta(seconds=LEASE_SECONDS)
    )
    return list(Entry.objects.filter(claim=token).select_related("source").order_by("id"))


def record_poll(*, by: User | None, round_: Round, result: PollResult) -> Tally:
    """Store what one endpoint gave."""
    return record_polls(by=by, round_=round_, results=[result])[0]


@transaction.atomic(savepoint=False)
def record_polls(*, by: User | None, round_: Round, results: Sequence[PollResult]) -> list[Tally]:
    """Store what some endpoints gave, entries included, in one transaction and a constant number of statements.

    Returns one tally a result, in order.
    """
    require(by, Right.MANAGE_SOURCES)
    tallies = record_entries(by=by, found={r.endpoint: r.found for r in results if r.found}, now=max(r.at for r in results))
    per_result = [tallies.get(result.endpoint.pk, Tally()) for result in results]
    polls = [_poll(round_, result, tally) for result, tally in zip(results, per_result, strict=True)]
    insert_rows(polls)
    for result, poll in zip(results, polls, strict=True):
        _apply(result, poll.outcome)
    fields = ["etag", "last_modified", "payload_sha256", "next_due_at", "claim", "failures"]
    fields += ["last_polled_at", "last_success_at", "last_outcome", "last_sentence"]
    update_rows([result.endpoint for result in results], fields)
    return per_result


def _poll(round_: Round, result: PollResult, tally: Tally) -> Poll:
    outcome = result.outcome
    if outcome == "new" and not (tally.new or tally.changed):
        outcome = "unchanged"
    return new_row(
        Poll,
        round_id=round_.pk,
        endpoint_id=result.endpoint.pk,
        at=result.at,
        outcome=outcome,
        sentence=result.sentence,
        new_count=tally.new + tally.changed,
        known_count=tally.known,
        problems=list(result.problems),
        seconds=result.seconds,
    )


def _apply(result: PollResult, outcome: str) -> None:
    """Bring the endpoint's own row up to date, in memory."""
    endpoint = result.endpoint
    endpoint.failures = 0 if result.good else endpoint.failures + 1
    endpoint.last_polled_at = result.at
    endpoint.last_outcome, endpoint.last_sentence = outcome, result.sentence
    endpoint.claim = ""
    if result.good:
        endpoint.last_success_at = result.at
        if result.validators is not None:
            endpoint.etag, endpoint.last_modified = result.validators.etag, result.validators.last_modified
        if result.payload_sha256 is not None:
            endpoint.payload_sha256 = result.payload_sha256
    endpoint.next_due_at = next_due(outcome, endpoint.failures, endpoint.interval_seconds, result.at, result.retry_after)


def give_back(*, by: User | None, endpoints: Sequence[Endpoint], now: datetime) -> None:
    """Let go of endpoints that were claimed and not polled: the round was interrupted, they are due at once."""
    require(by, Right.MANAGE_SOURCES)
    for endpoint in endpoints:
        Endpoint.objects.filter(pk=endpoint.pk, claim=endpoint.claim).update(claim="", next_due_at=now)
