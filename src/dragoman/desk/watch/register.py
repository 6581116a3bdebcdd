"""The part of the watch services that writes the register: sources and their endpoints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from dragoman.capture.custody.actions import Action, Kind
from dragoman.capture.decode import decode_body
from dragoman.capture.exchange import Request
from dragoman.capture.fetch import Fetcher
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.watch.models import Endpoint, Entry, Source
from dragoman.errors import RuleBroken
from dragoman.watch.decide import is_web_address, storable
from dragoman.watch.discover import Discovered, discover
from dragoman.watch.opml import Outline

MAX_LOOK_BYTES = 20_000_000
COLLECTION_SLUG = "handed-in"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass
class Import:
    """How an import of an OPML file went."""

    added: list[Source] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # one sentence for each outline left out


@dataclass(frozen=True)
class NewSource:
    """What is known of a source before it is stored; empty values are filled from what its address gives."""

    url: str
    kind: str | None = None  # of its endpoint
    name_native: str = ""
    name_english: str = ""
    language: str = ""
    country: str = ""
    selector: str = ""
    time_zone: str = "UTC"
    interval_seconds: int = 900
    render_pages: bool = False
    sensitivity: str = Source.Sensitivity.INTERNAL


def add_source(  # noqa: PLR0913 -- the fields of a form
    *,
    by: User | None,
    url: str,
    kind: str | None = None,
    name_native: str = "",
    name_english: str = "",
    language: str = "",
    country: str = "",
    selector: str = "",
    time_zone: str = "UTC",
    interval_seconds: int = 900,
    render_pages: bool = False,
    sensitivity: str = Source.Sensitivity.INTERNAL,
    fetcher: Fetcher | None = None,
) -> Source:
    """Add a source with its first endpoint. The address is fetched once, to see what it is and what it calls itself.

    A page that names its feed gives a source that polls the feed; a page without one needs a CSS selector.

    Raises: NotAllowed; RuleBroken for an unusable or known address or setting; CaptureFailed (AddressRefused for
        a private address); NotUnderstood when it is neither feed, channel, nor a page with a selector.
    """
    require(by, Right.MANAGE_SOURCES)
    new = NewSource(
        url.strip(),
        kind,
        name_native.strip(),
        name_english.strip(),
        language,
        country.upper(),
        selector.strip(),
        time_zone,
        interval_seconds,
        render_pages,
        sensitivity,
    )
    _check(new)
    discovered = _look(new, fetcher)
    return _store(by, new, discovered)


@transaction.atomic
def set_sensitivity(*, by: User | None, source: Source, sensitivity: str) -> Source:
    """Say how far a source's texts may go from now on. Raises: NotAllowed; RuleBroken, when there is no such sensitivity."""
    require(by, Right.MANAGE_SOURCES)
    _check_sensitivity(sensitivity)
    current = Source.objects.select_for_update().get(pk=source.pk)
    if current.sensitivity != sensitivity:
        detail = {"before": current.sensitivity, "after": sensitivity}
        current.sensitivity = sensitivity
        current.save(update_fields=["sensitivity"])
        custody.record(by=by, action=Action.SENSITIVITY_CHANGED, on=(Kind.SOURCE, source.pk), detail=detail)
    return current


def add_endpoint(
    *,
    by: User | None,
    source: Source,
    url: str,
    kind: str,
    selector: str = "",
    interval_seconds: int = 900,
    now: datetime | None = None,
) -> Endpoint:
    """Add one more address to a source; due at once. Raises: NotAllowed; RuleBroken."""
    require(by, Right.MANAGE_SOURCES)
    _check(NewSource(url, kind, selector=selector, interval_seconds=interval_seconds))
    known = Endpoint.objects.filter(url=url).select_related("source").first()
    if known is not None:
        raise RuleBroken(f"This address is watched already, as part of {known.source}.", subject=url)
    try:
        with transaction.atomic():
            endpoint = Endpoint.objects.create(
                source=source,
                url=url,
                kind=kind,
                selector=selector,
                interval_seconds=interval_seconds,
                next_due_at=now or timezone.now(),
            )
            custody.record(
                by=by, action=Action.ENDPOINT_ADDED, on=(Kind.SOURCE, source.pk), detail={"endpoint": endpoint.pk, "kind": kind}
            )
            return endpoint
    except IntegrityError as error:
        raise RuleBroken("This address is watched already.", subject=url, detail=str(error)) from error


@transaction.atomic
def set_render_pages(*, by: User | None, source: Source, render_pages: bool, now: datetime) -> None:
    """Have what is captured of a source from now on rendered in a browser as well, or no longer. Raises: NotAllowed."""
    require(by, Right.MANAGE_SOURCES)
    if Source.objects.filter(pk=source.pk, render_pages=not render_pages).update(render_pages=render_pages):
        detail = {"render_pages": render_pages}
        custody.record(by=by, action=Action.SOURCE_CHANGED, on=(Kind.SOURCE, source.pk), detail=detail, at=now)


def import_outlines(*, by: User | None, outlines: Sequence[Outline]) -> Import:
    """Add a source for each outline of an OPML file, without fetching anything; the next round will say what each gives."""
    require(by, Right.MANAGE_SOURCES)
    report = Import()
    for outline in outlines:
        new = NewSource(outline.feed_url, Endpoint.Kind.FEED, name_native=outline.title or "", language=outline.language or "")
        try:
            _check(new)
            found = Discovered(
                kind=Endpoint.Kind.FEED, url=outline.feed_url, title=outline.title or "", language=outline.language
            )
            report.added.append(_store(by, new, found))
        except RuleBroken as error:
            report.problems.append(f"{outline.title or outline.feed_url}: {error.sentence}")
    return report


@transaction.atomic
def hand_in_address(*, by: User | None, url: str, identity: str, now: datetime) -> Entry:
    """An entry for an address that a person wants captured now; a known one becomes due again.

    Args:
        identity: the canonical address.

    Raises: NotAllowed; RuleBroken, when it is no web address.
    """
    require(by, Right.CAPTURE)
    if not is_web_address(url):
        raise RuleBroken("An address begins with http:// or https:// and names a host.", subject=url)
    source = source_of_address(url)
    entry, new = Entry.objects.get_or_create(
        source=source, identity=identity, defaults={"url": url, "first_seen_at": now, "next_try_at": now}
    )
    if not new:
        entry.next_try_at, entry.tries = now, 0
        entry.save(update_fields=["next_try_at", "tries"])
    custody.record(by=by, action=Action.CAPTURE_ASKED, on=(Kind.ENTRY, entry.pk), detail={"again": not new}, at=now)
    return entry


def collection_source() -> Source:
    """The source of everything handed in that belongs to no other; made the first time."""
    what = {"name_native": "Handed in", "name_english": "Handed in", "kind": Source.Kind.COLLECTION}
    # Nobody has said of these pages and files how far they may go.
    source, _ = Source.objects.get_or_create(
        slug=COLLECTION_SLUG, defaults={**what, "sensitivity": Source.Sensitivity.CONFIDENTIAL}
    )
    return source


def source_of_address(url: str) -> Source:
    """The one source that has an endpoint on this address's host; without one, or with several, the collection."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    candidates: dict[int, Source] = {}
    for endpoint in Endpoint.objects.filter(url__icontains=host).select_related("source")[:200]:
        if (urlsplit(endpoint.url).hostname or "").removeprefix("www.") == host:
            candidates[endpoint.source_id] = endpoint.source
    return next(iter(candidates.values())) if len(candidates) == 1 else collection_source()


def _check(new: NewSource) -> None:
    """Raises: RuleBroken, with a sentence that names what to change."""
    if not is_web_address(new.url):
        raise RuleBroken("An address begins with http:// or https:// and names a host.", subject=new.url)
    if new.kind is not None and new.kind not in Endpoint.Kind.values:
        raise RuleBroken(f"There is no kind {new.kind}. Kinds are: {', '.join(Endpoint.Kind.values)}.")
    if new.language and not _LANGUAGE.fullmatch(new.language):
        raise RuleBroken(f"{new.language} is no language tag; write it as ar, fa or zh-Hant.")
    if new.country and not re.fullmatch("[A-Z]{2}", new.country):
        raise RuleBroken(f"{new.country} is no country code; write it with two letters, as LB.")
    _check_sensitivity(new.sensitivity)
    if not 60 <= new.interval_seconds <= 7 * 86_400:
        raise RuleBroken("The interval must lie between one minute and seven days.")
    try:
        ZoneInfo(new.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RuleBroken(f"{new.time_zone} is no time zone; write it as Asia/Beirut.") from error


def _check_sensitivity(sensitivity: str) -> None:
    if sensitivity not in Source.Sensitivity.values:
        raise RuleBroken(f"There is no sensitivity {sensitivity}. There are: {', '.join(Source.Sensitivity.values)}.")


def _look(new: NewSource, fetcher: Fetcher | None) -> Discovered:
    """Fetch the address and say what it is."""
    own = fetcher or Fetcher(networks=settings.ALLOWED_NETWORKS)
    try:
        exchange = own.fetch(Request(new.url)).final
        body = decode_body(exchange, MAX_LOOK_BYTES)
    finally:
        if fetcher is None:
            own.close()
    return discover(body, exchange.header("Content-Type"), exchange.url, kind=new.kind, selector=new.selector)


@transaction.atomic
def _store(by: User | None, new: NewSource, found: Discovered) -> Source:
    host = (urlsplit(new.url).hostname or "").removeprefix("www.")
    native = storable(new.name_native or found.title or host, 200)
    source = Source.objects.create(
        slug=_free_slug(new.name_english or native, host),
        name_native=native,
        name_english=storable(new.name_english, 200),
        kind=Source.Kind.CHANNEL if found.kind == Endpoint.Kind.TELEGRAM else Source.Kind.SITE,
        country=new.country,
        language=new.language or _language(found.language),
        time_zone=new.time_zone,
        render_pages=new.render_pages,
        sensitivity=new.sensitivity,
    )
    custody.record(by=by, action=Action.SOURCE_ADDED, on=(Kind.SOURCE, source.pk))
    add_endpoint(
        by=by, source=source, url=found.url, kind=found.kind, selector=new.selector, interval_seconds=new.interval_seconds
    )
    return source


def _language(declared: str | None) -> str:
    """What the source itself says, where it is a language tag at all."""
    tag = (declared or "").strip().replace("_", "-")
    tag = tag.split("-")[0].lower() if tag else ""
    return tag if _LANGUAGE.fullmatch(tag) else "und"


def _free_slug(name: str, host: str) -> str:
    """A short address for the source's page: of its name where that has Latin letters, else of its host."""
    base = slugify(name)[:60] or slugify(host.replace(".", "-"))[:60] or "source"
    taken = set(Source.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)
