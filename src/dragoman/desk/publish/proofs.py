"""A dispatch's rows as the content of its proof file."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from dragoman import __version__
from dragoman.capture.archive import Place
from dragoman.capture.proof import (
    CitedCapture,
    ProofContent,
    ProvenQuotation,
    ProvenRendering,
    PublishedDispatch,
    build,
)
from dragoman.capture.proof_ledger import LedgerPlace
from dragoman.capture.selectors import make
from dragoman.compose.excerpts import share_quoted
from dragoman.desk.capture import selectors as captures
from dragoman.desk.capture.heads import head_for_proof
from dragoman.desk.capture.ledger import prove
from dragoman.desk.capture.models import Capture
from dragoman.desk.compose.excerpts import quoted
from dragoman.desk.compose.models import Dispatch, ExcerptSegment
from dragoman.desk.compose.selectors import PassageView
from dragoman.desk.publish.content import Issue
from dragoman.desk.publish.models import ArchivedCopy
from dragoman.desk.publish.proof_files import WrittenProof, keep
from dragoman.desk.read.models import Version
from dragoman.errors import CaptureAltered


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
    cited = _captures(excerpts)
    head = head_for_proof(1 + max(_leaf_index(capture) for capture in cited), now=issue.published_at)
    content = ProofContent(
        dispatch=_published(dispatch, issue),
        captures=tuple(_cited(capture, head.size) for capture in cited),
        quotations=tuple(_quotation(view, dispatch.language) for view in excerpts),
        software=f"dragoman/{__version__}",
        ledger=head.proven,
    )
    return keep(lambda path: build(content, path, head.signer), head, [view.number for view in excerpts])


def _leaf_index(capture: Capture) -> int:
    if capture.leaf_index is None:
        raise CaptureAltered("A cited capture is not in the ledger.", subject=str(capture.pk))
    return capture.leaf_index


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
