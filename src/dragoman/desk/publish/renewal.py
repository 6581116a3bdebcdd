"""Make the proof files of what is published anew when time stamps have come for the ledger.

Nothing that a proof says of its quotations changes: only the head under which its captures stand, and the stamps over it. The
file before stays, at the address that its digest names.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from dragoman.capture.custody.actions import Action, Kind
from dragoman.capture.proof_renewal import read_stated, renew
from dragoman.desk.capture.heads import stamped_head
from dragoman.desk.capture.ledger import ledger
from dragoman.desk.capture.models import Stamp
from dragoman.desk.compose.models import Series
from dragoman.desk.custody import services as custody
from dragoman.desk.publish.models import EarlierProof, Publication
from dragoman.desk.publish.proof_files import WrittenProof, keep
from dragoman.desk.publish.selectors import proof_path
from dragoman.desk.publish.services import render_again
from dragoman.errors import DragomanError

log = logging.getLogger(__name__)


def renew_proofs(*, now: datetime) -> int:
    """Make anew each proof that lacks stamps which have come; returns how many. One that fails is left as it is, and logged."""
    renewed = 0
    for publication in _due():
        try:
            renewed += _renew(publication, now)
        except DragomanError as error:
            log.warning("proof of %s not renewed: %s (%s)", publication, error.sentence, error.detail)
    return renewed


def _due() -> list[Publication]:
    """Publications whose proof has fewer stamps than some head that covers what it cites."""
    most = len(settings.TIMESTAMP_AUTHORITIES)
    lacking = Publication.objects.filter(proof_stamps__lt=most).select_related("series").defer("html", "content")
    due: dict[int, Publication] = {}
    for count in range(1, most + 1) if lacking.exists() else ():
        size = _newest_with(count)
        if size is not None:
            due |= {one.pk: one for one in lacking.filter(proof_stamps__lt=count, proof_size__lte=size)}
    return list(due.values())


def _newest_with(count: int) -> int | None:
    """Number of leaves under the newest head that so many authorities have stamped."""
    heads = Stamp.objects.filter(state=Stamp.State.CONFIRMED).values("note_sha256", "size").annotate(count=Count("pk"))
    return heads.filter(count__gte=count).order_by("-size").values_list("size", flat=True).first()


def _renew(publication: Publication, now: datetime) -> bool:
    """Whether a better head was found, and a proof under it took the place of the old one."""
    old = proof_path(publication.proof_sha256)
    places = {capture.id: capture.ledger.index for capture in read_stated(old).captures if capture.ledger is not None}
    head = stamped_head(1 + max(places.values(), default=-1))
    if head is None or len(head.stamps) <= publication.proof_stamps:
        return False
    known, size, signer = ledger(), head.size, head.signer
    paths = {capture: known.prove_inclusion(index, size) for capture, index in places.items()}
    numbers = [block["number"] for block in _excerpts(publication.content)]
    written = keep(lambda path: renew(old, path, ledger=head.proven, paths=paths, signer=signer), head, numbers)
    return _replace(publication, written, now)


@transaction.atomic
def _replace(publication: Publication, written: WrittenProof, now: datetime) -> bool:
    """Let a proof take the old one's place; False when another process was first."""
    # A correction that is being published renders this page too: one after the other.
    Series.objects.select_for_update().get(pk=publication.series_id)
    row: Publication = Publication.objects.select_for_update().get(pk=publication.pk)
    if row.proof_sha256 != publication.proof_sha256:
        return False
    EarlierProof.objects.create(publication=row, sha256=row.proof_sha256, replaced_at=now)
    row.proof_sha256, row.proof_bytes = written.sha256, written.size_bytes
    row.proof_size, row.proof_stamps = written.head.size, len(written.head.stamps)
    for block in _excerpts(row.content):
        block["chain"] = {name: asdict(state) for name, state in written.chains[block["number"]].items()}
    row.save(update_fields=["proof_sha256", "proof_bytes", "proof_size", "proof_stamps", "content"])
    render_again(row)
    custody.record(
        by=None,
        action=Action.PROOF_MADE_AGAIN,
        on=(Kind.DISPATCH, row.dispatch_id),
        detail={"version": row.version, "before": publication.proof_sha256, "proof_sha256": row.proof_sha256},
        at=now,
    )
    return True


def _excerpts(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [block for block in content["blocks"] if block["kind"] == "excerpt"]
