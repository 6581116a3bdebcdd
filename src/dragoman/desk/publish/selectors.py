"""Questions about publications: what readers may see."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from dragoman.desk.compose.models import Dispatch
from dragoman.desk.paging import Page
from dragoman.desk.people.access import may
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.publish.models import ArchivedCopy, CitedPassage, Publication, Remark
from dragoman.errors import RuleBroken
from dragoman.publish.access import Tier, readable_tiers
from dragoman.publish.page import Stretch, highlight
from dragoman.publish.remarks import SourceRemark


@dataclass(frozen=True)
class ArchivedPage:
    """What a reader sees of a cited capture: its text with the parts that dispatches they may read quote."""

    copy: ArchivedCopy
    paragraphs: list[list[Stretch]]
    publications: list[Publication]
    remarks: list[SourceRemark]


def reader_tier(person: User | AnonymousUser) -> Tier:
    """What a visitor may read: staff everything, signed-in readers what is for registered ones, all others what is public."""
    if not person.is_authenticated:
        return Tier.PUBLIC
    return Tier.STAFF if may(person, Right.VIEW_DESK) else Tier.REGISTERED


def public_page(tier: str, *, before_key: str = "", limit: int = 20) -> Page[Publication]:
    """Dispatches that a reader of a tier may read, newest date first. One query."""
    rows = _readable(tier).filter(current=True)
    if place := _read_date_key(before_key):
        day, number = place
        rows = rows.filter(Q(date__lt=day) | Q(date=day, id__lt=number))
    found = list(rows.select_related("series", "dispatch").defer("html", "content").order_by("-date", "-id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], f"{last.date.toordinal()}-{last.pk}" if last else "")


def publication(series_slug: str, number: int, version: int | None = None) -> Publication | None:
    """One version, or the current one. One query."""
    rows = Publication.objects.filter(series__slug=series_slug, number=number).select_related("series").defer("content")
    return rows.filter(version=version).first() if version is not None else rows.filter(current=True).first()


def publication_of_proof(series_slug: str, number: int, sha256: str) -> Publication | None:
    """The version whose proof file has, or once had, this digest. One query."""
    rows = Publication.objects.filter(series__slug=series_slug, number=number).select_related("series").defer("content", "html")
    return rows.filter(Q(proof_sha256=sha256) | Q(earlier_proofs__sha256=sha256)).order_by("-version").first()


def archived_page(capture_id: uuid.UUID, tier: str) -> ArchivedPage | None:
    """A capture that some dispatch cites which a reader of this tier may read; None for all others. Three queries."""
    cited = list(
        CitedPassage.objects.filter(capture_id=capture_id, publication__in=_readable(tier))
        .select_related("publication__series", "publication__dispatch")
        .defer("publication__html", "publication__content")
        .order_by("-publication__date", "-publication__id")
    )
    copy = ArchivedCopy.objects.filter(pk=capture_id).select_related("capture").first() if cited else None
    if copy is None:
        return None
    publications = {row.publication_id: row.publication for row in cited if row.publication.current}
    spans = [(row.start, row.end) for row in cited]
    return ArchivedPage(copy, highlight(copy.text, spans), list(publications.values()), _remarks_on(cited))


def _remarks_on(cited: Sequence[CitedPassage]) -> list[SourceRemark]:
    """What became of the source of these passages, each thing once however many excerpts it was said of. One query."""
    excerpts = {(row.publication_id, row.number) for row in cited}
    rows = Remark.objects.filter(publication_id__in={publication for publication, _ in excerpts}).order_by("at", "id")
    said = {(row.state, row.at, row.moved_to): as_remark(row) for row in rows if (row.publication_id, row.number) in excerpts}
    return list(said.values())


def public_copy(capture_id: uuid.UUID) -> ArchivedCopy | None:
    """A cited capture's page as everybody may see it; None when no public dispatch cites it. One query."""
    return ArchivedCopy.objects.filter(pk=capture_id).exclude(public_html="").only("public_html", "public_html_sha256").first()


def latest_publication(name: str) -> Publication:
    """The current publication of a dispatch named by its id or as `series-slug/number`. Raises: RuleBroken."""
    series_slug, slash, number = name.rpartition("/")
    if not number.isascii() or not number.isdigit():
        raise RuleBroken(f"“{name}” is neither a dispatch's id nor series/number.")
    rows = Publication.objects.filter(current=True).select_related("series")
    rows = rows.filter(series__slug=series_slug, number=int(number)) if slash else rows.filter(dispatch_id=int(number))
    found = rows.first()
    if found is None:
        raise RuleBroken(f"There is no published dispatch {name}.")
    return found


def versions(dispatch: Dispatch) -> Sequence[Publication]:
    """All versions of a dispatch, newest first."""
    return list(
        Publication.objects.filter(dispatch=dispatch).select_related("series").defer("html", "content").order_by("-version")
    )


def source_remarks(published: Publication) -> dict[int, list[SourceRemark]]:
    """What became of the sources of a publication's quotations, by excerpt, first one first. One query."""
    found: dict[int, list[SourceRemark]] = defaultdict(list)
    for row in Remark.objects.filter(publication=published).order_by("id"):
        found[row.number].append(as_remark(row))
    return found


def unseen_dispatches() -> int:
    """How many dispatches have remarks that no editor has taken note of. One query."""
    rows = Remark.objects.filter(seen_at=None, publication__current=True)
    counted: int = rows.aggregate(count=Count("publication__dispatch", distinct=True))["count"]
    return counted


def dispatch_remarks(dispatch_id: int) -> list[Remark]:
    """The remarks on a dispatch's current publication, in the order of its excerpts. One query."""
    rows = Remark.objects.filter(publication__dispatch_id=dispatch_id, publication__current=True)
    return list(rows.select_related("seen_by", "visit").order_by("number", "id"))


def remark_page(*, before_key: str = "", limit: int = 50) -> Page[Remark]:
    """Remarks on current publications, newest first, each with its dispatch and the item quoted. One query."""
    rows = Remark.objects.filter(publication__current=True)
    if before_key.isascii() and before_key.isdigit() and len(before_key) < 18:
        rows = rows.filter(pk__lt=int(before_key))
    rows = rows.select_related("publication__dispatch__series", "visit__item__source", "seen_by")
    found = list(rows.defer("publication__html", "publication__content").order_by("-id")[: limit + 1])
    return Page(found[:limit], str(found[limit - 1].pk) if len(found) > limit else "")


def as_remark(row: Remark) -> SourceRemark:
    """A remark as its readers see it."""
    return SourceRemark(row.state, row.words_stand, row.at.astimezone(UTC).isoformat(timespec="seconds"), row.moved_to)


def proof_path(sha256: str) -> Path:
    """Where a proof file with this digest stands."""
    return Path(settings.PROOFS_PATH) / sha256[:2] / f"{sha256}.wacz"


def proof_name(published: Publication) -> str:
    """A proof file's name for the one who downloads it."""
    return f"{published.series.slug}-{published.number}-v{published.version}.wacz"


def _readable(tier: str) -> QuerySet[Publication]:
    return Publication.objects.filter(tier__in=readable_tiers(tier))


def _read_date_key(key: str) -> tuple[date, int] | None:
    """The date and the id of a key; None for anything that is no key, which then means the first page."""
    ordinal, dash, number = key.partition("-")
    if not (dash and ordinal.isascii() and ordinal.isdigit() and number.isascii() and number.isdigit()):
        return None
    if not 1 <= int(ordinal[:8]) <= date.max.toordinal() or len(ordinal) > 7 or len(number) > 18:
        return None
    return date.fromordinal(int(ordinal)), int(number)
