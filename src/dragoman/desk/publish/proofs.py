"""A dispatch's proof file: written, verified, and put where its digest says."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from dragoman import __version__
from dragoman.capture.archive import Place
from dragoman.capture.proof import (
    CitedCapture,
    LedgerPlace,
    ProofContent,
    ProvenLedger,
    ProvenQuotation,
    ProvenRendering,
    PublishedDispatch,
    build,
)
from dragoman.capture.selectors import make
from dragoman.capture.verify import verify
from dragoman.compose.excerpts import share_quoted
from dragoman.desk.capture import selectors as captures
from dragoman.desk.capture.checkpoints import sign_head, signing_entry
from dragoman.desk.capture.ledger import prove
from dragoman.desk.capture.models import Capture
from dragoman.desk.compose.excerpts import quoted
from dragoman.desk.compose.models import Dispatch, ExcerptSegment
from dragoman.desk.compose.selectors import PassageView
from dragoman.desk.publish.content import Issue
from dragoman.desk.publish.models import ArchivedCopy
from dragoman.desk.publish.selectors import proof_path
from dragoman.desk.read.models import Version
from dragoman.errors import ArchiveUnwritable, CaptureAltered
from dragoman.publish.page import LinkState


@dataclass(frozen=True)
class WrittenProof:
    """A proof file in its place, and what its verification found for each excerpt, by number."""

    sha256: str
    size_bytes: int
    chains: Mapping[int, Mapping[str, LinkState]]


def archived_copy(version: Version) -> ArchivedCopy:
    """The text of a cited capture, not saved. Opens the archive. Raises: CaptureAltered."""
    capture = version.capture
    read = captures.rule_text(capture)
    return ArchivedCopy(
        capture_id=capture.pk,
        text=read.text,
        charset=read.charset,
        text_rule=version.text_rule,
        language=version.item.language,
        response_head=captures.record(capture).http_head.decode("utf-8", "replace").strip(),
    )


def write(dispatch: Dispatch, views: Sequence[PassageView], issue: Issue) -> WrittenProof:
    """Build the proof, verify it, and move it into place.

    Raises: CaptureAltered, when the evidence can't be read back, is not in the ledger or the proof does not verify;
        CheckpointInvalid, when the ledger's key can't be used; ArchiveUnwritable.
    """
    excerpts = [view for view in views if view.number]
    signed = sign_head(by=None, now=issue.published_at)  # every cited capture was entered before
    key = signing_entry(signed).key.text
    content = ProofContent(
        dispatch=_published(dispatch, issue),
        captures=tuple(_cited(capture, signed.size) for capture in _captures(excerpts)),
        quotations=tuple(_quotation(view, dispatch.language) for view in excerpts),
        software=f"dragoman/{__version__}",
        ledger=ProvenLedger(signed.note, key),
    )
    growing = Path(settings.PROOFS_PATH) / "growing" / f"{uuid.uuid4()}.wacz"
    try:
        growing.parent.mkdir(parents=True, exist_ok=True)
        build(content, growing)
        chains = _verify(growing, excerpts, key)
        whole = growing.read_bytes()
        sha256 = hashlib.sha256(whole).hexdigest()
        _put(growing, proof_path(sha256))
    except OSError as error:
        raise ArchiveUnwritable("The proof file cannot be written.", detail=str(error), subject=str(dispatch.pk)) from error
    finally:
        growing.unlink(missing_ok=True)
    return WrittenProof(sha256, len(whole), chains)


def _verify(file: Path, excerpts: Sequence[PassageView], key: str) -> dict[int, dict[str, LinkState]]:
    """The chain of each excerpt, as anyone who checks the proof will find it. Raises: CaptureAltered, naming what fails."""
    verdict = verify(file, key)
    if not verdict.ok:
        failed = [verdict.file, *(link for quotation in verdict.quotations for link in quotation.links)]
        sentences = [f"{link.name}: {link.sentence}" for link in failed if link.state == "failed"]
        raise CaptureAltered(f"The proof of this dispatch does not hold. {sentences[0]}", detail="; ".join(sentences))
    chains = {}
    for view, quotation in zip(excerpts, verdict.quotations, strict=True):
        links = {link.name: link for link in quotation.links}
        chains[view.number] = {
            "sentence": LinkState(links["quotation"].state, links["quotation"].sentence),
            "translation": LinkState("held", "Every sentence was translated by one person and accepted by another."),
            "original": LinkState(links["text"].state, links["text"].sentence),
            "bytes": LinkState(links["bytes"].state, links["bytes"].sentence),
            "ledger": LinkState(links["ledger"].state, f"{links['ledger'].sentence} {links['checkpoint'].sentence}"),
        }
    return chains


def _published(dispatch: Dispatch, issue: Issue) -> PublishedDispatch:
    return PublishedDispatch(
        series=dispatch.series.name,
        number=str(issue.number),
        title=dispatch.title,
        url=settings.BASE_URL + reverse("public_version", args=[dispatch.series.slug, issue.number, issue.version]),
        published_utc=issue.published_at,
    )


def _captures(excerpts: Sequence[PassageView]) -> list[Capture]:
    """Each cited capture once, in order of citation; where its page was as before, also the one that has the payload."""
    cited = (view.quoted[0].segment.version.capture for view in excerpts)
    needed = (one for capture in cited for one in (capture, capture.payload_of) if one is not None)
    return list({capture.pk: capture for capture in needed}.values())


def _cited(capture: Capture, ledger_size: int) -> CitedCapture:
    archive = captures.archive()
    entered = prove(capture, ledger_size)
    request = None
    if capture.request_offset is not None and capture.request_length is not None:
        request = archive.read_member(Place(capture.archive_file, capture.request_offset, capture.request_length))
    return CitedCapture(
        id=capture.pk,
        response=archive.read_member(captures.place(capture)),
        request=request,
        payload_of=capture.payload_of_id,
        ledger=LedgerPlace(entered.leaf, entered.index, entered.path),
    )


def _quotation(view: PassageView, language: str) -> ProvenQuotation:
    version = view.quoted[0].segment.version
    text = captures.rule_text(version.capture).text
    renderings = [_rendering(row, before, text) for row, before in zip(view.quoted, [None, *view.quoted], strict=False)]
    return ProvenQuotation(
        id=f"excerpt-{view.number}",
        text=view.passage.text,
        language=language,
        capture=version.capture_id,
        renderings=tuple(renderings),
        share_quoted=share_quoted(quoted(view.quoted), len(version.text)),
    )


def _rendering(row: ExcerptSegment, before: ExcerptSegment | None, text: str) -> ProvenRendering:
    segment, rendering = row.segment, row.rendering
    if segment.anchor_start is None or segment.anchor_end is None or rendering.reviewer is None:
        raise CaptureAltered(f"Sentence {segment.number + 1} lacks its place in the captured page, or its second reader.")
    return ProvenRendering(
        text=rendering.text,
        selector=make(text, segment.anchor_start, segment.anchor_end),
        translator=rendering.translator.public_name,
        reviewer=rendering.reviewer.public_name,
        after_gap=before is not None and segment.number != before.segment.number + 1,
    )


def _put(growing: Path, place: Path) -> None:
    """Move a file, already on disk, to its place, so that the move survives a crash too."""
    place.parent.mkdir(parents=True, exist_ok=True)
    growing.replace(place)
    for folder in (place.parent, place.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
