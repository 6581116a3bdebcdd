"""What an endpoint's answer says: parsed by the endpoint's kind, ready to be recorded."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from dragoman.capture import text_rule
from dragoman.capture.decode import decode_body
from dragoman.capture.exchange import Exchange, Fetched
from dragoman.desk.read.services import Post
from dragoman.desk.watch.models import Endpoint
from dragoman.desk.watch.services import PollResult
from dragoman.errors import CaptureFailed, NotUnderstood
from dragoman.read.identity import canonical_url
from dragoman.watch.decide import Announcement, Found, announcement, bounded_identity, storable, validators, zoned
from dragoman.watch.endpoints import feed, listing, telegram
from dragoman.watch.endpoints.entries import Feed

MAX_DECODED_BYTES = 30_000_000
LONGEST_WAIT = timedelta(days=7)  # a source may not silence itself for longer


@dataclass(frozen=True)
class Answer:
    """An endpoint's answer. `unchanged` answers need not be stored again."""

    endpoint: Endpoint
    fetched: Fetched
    at: datetime

    @property
    def unchanged(self) -> bool:
        """The source says so (304), or sent the same bytes as last time."""
        if self.fetched.error or not self.fetched.hops:
            return False
        last = self.fetched.hops[-1]
        return last.status == 304 or last.payload_sha256 == self.endpoint.payload_sha256

    @property
    def seconds(self) -> float:
        return sum(hop.seconds for hop in self.fetched.hops)


@dataclass(frozen=True)
class Understood:
    """A parsed answer: what to record, and a channel's posts with the text they are anchored in."""

    result: PollResult
    posts: tuple[Post, ...] = ()
    rule: text_rule.RuleText | None = field(default=None, repr=False)


def understand(answer: Answer) -> Understood:
    """Parse an answer. Failures that have a name become results; anything else is raised."""
    endpoint = answer.endpoint
    if answer.unchanged:
        return Understood(PollResult(endpoint, answer.at, "unchanged", seconds=answer.seconds))
    try:
        exchange = answer.fetched.final
        payload = decode_body(exchange, MAX_DECODED_BYTES)
        return _PARSERS[endpoint.kind](answer, exchange, payload)
    except (CaptureFailed, NotUnderstood) as error:
        return Understood(failed(answer, error.code, error.sentence))


def failed(answer: Answer, outcome: str, sentence: str) -> PollResult:
    """The result of an answer that gave nothing."""
    return PollResult(answer.endpoint, answer.at, outcome, storable(sentence), answer.seconds, retry_after=_retry_after(answer))


def _retry_after(answer: Answer) -> datetime | None:
    """When the source wants to be asked again. Source: RFC 9110, 10.2.3."""
    value = (answer.fetched.hops[-1].header("Retry-After") or "").strip() if answer.fetched.hops else ""
    latest = answer.at + LONGEST_WAIT
    if value.isascii() and value.isdigit():
        return min(answer.at + timedelta(seconds=int(value[:9])), latest)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    return min(at if at.tzinfo else at.replace(tzinfo=UTC), latest)


def _succeeded(answer: Answer, exchange: Exchange, found: tuple[Found, ...], problems: tuple[str, ...]) -> PollResult:
    return PollResult(
        answer.endpoint,
        answer.at,
        "new",
        "" if found else "The source answers as it should, but announces nothing.",
        seconds=answer.seconds,
        validators=validators(exchange.header("ETag"), exchange.header("Last-Modified")),
        payload_sha256=exchange.payload_sha256,
        found=found,
        problems=tuple(storable(problem) for problem in problems),
    )


def _feed(answer: Answer, exchange: Exchange, payload: bytes) -> Understood:
    parsed = feed.parse(payload, exchange.content_type, exchange.url)
    return _announced(answer, exchange, parsed)


def _listing(answer: Answer, exchange: Exchange, payload: bytes) -> Understood:
    parsed = listing.parse(payload, exchange.content_type, exchange.url, answer.endpoint.selector)
    return _announced(answer, exchange, parsed)


def _announced(answer: Answer, exchange: Exchange, parsed: Feed) -> Understood:
    said: Announcement = announcement(
        parsed.entries, canonical=canonical_url, zone=ZoneInfo(answer.endpoint.source.time_zone), now=answer.at
    )
    return Understood(_succeeded(answer, exchange, said.found, (*parsed.problems, *said.problems)))


def _telegram(answer: Answer, exchange: Exchange, payload: bytes) -> Understood:
    """A channel's posts; notices of the service itself ("pinned a photo") are none."""
    preview = telegram.parse_preview(payload, exchange.url)
    if preview.outcome not in (telegram.Outcome.MESSAGES, telegram.Outcome.NO_POSTS):
        return Understood(failed(answer, preview.outcome.value, preview.sentence))
    messages = [message for message in preview.messages if not message.service]
    zone = ZoneInfo(answer.endpoint.source.time_zone)
    result = _succeeded(answer, exchange, tuple(_announced_post(message, zone) for message in messages), ())
    posts = tuple(_post(message) for message in messages)
    return Understood(result, posts, text_rule.apply(payload, exchange.content_type))


def _announced_post(message: telegram.Message, zone: ZoneInfo) -> Found:
    return Found(
        identity=bounded_identity(message.url),
        feed_id=str(message.id),
        url=storable(message.url, 2000),
        author=storable(message.author, 300),
        published_at=zoned(message.published, zone),
        published_printed=storable(message.published_printed, 200),
        number=message.number,
    )


def _post(message: telegram.Message) -> Post:
    text = unicodedata.normalize("NFC", message.text)
    return Post(bounded_identity(message.url), message.number, text, message.media)


_PARSERS: dict[str, Callable[[Answer, Exchange, bytes], Understood]] = {
    Endpoint.Kind.FEED: _feed,
    Endpoint.Kind.LISTING: _listing,
    Endpoint.Kind.TELEGRAM: _telegram,
}
