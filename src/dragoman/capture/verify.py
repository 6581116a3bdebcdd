"""Check a proof file, offline and without a database: every link from the published sentence down to the ledger.

quotation → renderings → segments → text rule → payload → record → leaf → checkpoint → time stamps. `verify_ledger` has the
ledger's links, `verify_time` the stamps', `verify_file` that of the parts.
Needs neither Django nor a WARC library: only what `pyproject.toml` names as dependencies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dragoman.capture import text_rule
from dragoman.capture.container import read_file, unwrap
from dragoman.capture.decode import decode_payload
from dragoman.capture.links import Link
from dragoman.capture.proof_format import PROOF, describe_marks
from dragoman.capture.proof_reader import StatedCapture, StatedProof, StatedQuotation, read_proof
from dragoman.capture.record import Record, read_record
from dragoman.capture.selectors import stands
from dragoman.capture.verify_file import check_file, find_altered
from dragoman.capture.verify_ledger import LedgerCheck
from dragoman.capture.verify_time import check_time
from dragoman.capture.wacz import DIGEST, INDEX, PACKAGE, PAGES, WARC
from dragoman.errors import DragomanError, ProofUnreadable
from dragoman.text.marks import CUT, follow

MAX_RECORD_BYTES = 100_000_000
MAX_PAYLOAD_BYTES = 50_000_000
_NEEDED = (WARC, INDEX, PAGES, PROOF, PACKAGE, DIGEST)


@dataclass(frozen=True)
class QuotationVerdict:
    """What was found for one quotation, link by link from the sentence down."""

    id: str
    text: str
    url: str
    fetched: str
    links: tuple[Link, ...]

    @property
    def ok(self) -> bool:
        """No link failed."""
        return all(link.state != "failed" for link in self.links)


@dataclass(frozen=True)
class Verdict:
    """What was found in a proof file.

    Attributes:
        file: whether the file's parts are those its digests name.
    """

    dispatch: str
    url: str
    published: str
    file: Link
    quotations: tuple[QuotationVerdict, ...]

    @property
    def ok(self) -> bool:
        """The file is whole and every quotation holds."""
        return self.file.state == "held" and all(quotation.ok for quotation in self.quotations)


def verify(path: Path, keys: Sequence[str] = (), authorities: Sequence[bytes] = ()) -> Verdict:
    """Check a proof file.

    Args:
        keys: the desk's public keys, such as an older and a newer one; checkpoint and digests must be signed with one of them.
        authorities: root certificates (PEM) of time-stamping authorities that the reader trusts.

    Raises: ProofUnreadable, when it cannot be opened or lacks a part; anything else that is wrong is in the verdict.
    """
    members, own_form = unwrap(read_file(Path(path)))
    if PROOF not in members:
        raise ProofUnreadable(f"This is no proof file: it has no {PROOF}.", subject=PROOF)
    missing = [name for name in _NEEDED if name not in members]
    if missing:
        raise ProofUnreadable(f"The part {missing[0]!r} is missing.", subject=missing[0])
    proof = _read_proof(members)
    ledger, time = LedgerCheck(proof.ledger, keys), check_time(proof.ledger, authorities)
    return Verdict(
        dispatch=" ".join(part for part in (proof.series, proof.number, proof.title) if part),
        url=proof.url,
        published=proof.published,
        file=check_file(members, ledger, own_form=own_form),
        quotations=_check_quotations(proof, members[WARC], ledger, time),
    )


def _read_proof(members: Mapping[str, bytes]) -> StatedProof:
    """What the proof says. When it cannot be read and a part was altered, that is what is said."""
    try:
        return read_proof(members[PROOF])
    except ProofUnreadable as error:
        if altered := find_altered(members):
            raise ProofUnreadable(altered, detail=error.sentence, subject=PROOF) from error
        raise


def _check_quotations(proof: StatedProof, warc: bytes, ledger: LedgerCheck, time: Link) -> tuple[QuotationVerdict, ...]:
    captures = {capture.id: _Evidence(capture, warc, ledger) for capture in proof.captures}
    common = (ledger.checkpoint_link, time)
    return tuple(_check_quotation(quotation, captures.get(quotation.capture), common) for quotation in proof.quotations)


def _check_quotation(quotation: StatedQuotation, evidence: _Evidence | None, common: tuple[Link, ...]) -> QuotationVerdict:
    if evidence is None:
        gone = "The capture that it cites is not in this proof."
        links = [Link("text", "failed", gone), Link("bytes", "failed", gone), Link("ledger", "failed", gone)]
    else:
        links = [evidence.check_text(quotation), evidence.bytes_link, evidence.ledger_link]
    return QuotationVerdict(
        id=quotation.id,
        text=quotation.text,
        url=evidence.stated.url if evidence else quotation.renderings[0].source,
        fetched=evidence.stated.fetched if evidence else "",
        links=(_check_words(quotation), *links, *common),
    )


def _check_words(quotation: StatedQuotation) -> Link:
    if quotation.marks != describe_marks(quotation.text):
        return Link("quotation", "failed", "The marks that the proof lists are not those in the sentence.")
    renderings: list[str] = []
    for rendering in quotation.renderings:
        renderings += [CUT, rendering.text] if rendering.after_gap else [rendering.text]
    divergences = follow(quotation.text, renderings)
    if divergences:
        return Link("quotation", "failed", divergences[0].sentence)
    count = len(quotation.renderings)
    words = "its rendering" if count == 1 else f"its {count} renderings"
    return Link("quotation", "held", f"Every word outside the marks follows {words}.")


class _Evidence:
    """A capture of the proof, opened once for all quotations that cite it."""

    def __init__(self, stated: StatedCapture, warc: bytes, ledger: LedgerCheck) -> None:
        self.stated = stated
        self._record: Record | None = None
        self._read: text_rule.RuleText | None = None
        self.bytes_link = self._check_bytes(warc)
        self.ledger_link = ledger.check_capture(stated)
        self._text_fault = self._read_text()

    def _check_bytes(self, warc: bytes) -> Link:
        stated = self.stated
        if stated.file != WARC or stated.offset < 0 or stated.length < 1 or stated.offset + stated.length > len(warc):
            return Link("bytes", "failed", "The record stands outside the proof's archive.")
        member = warc[stated.offset : stated.offset + stated.length]
        if hashlib.sha256(member).hexdigest() != stated.record_sha256:
            return Link("bytes", "failed", "The record does not match its SHA-256.")
        try:
            self._record = read_record(member, max_bytes=MAX_RECORD_BYTES)
        except DragomanError as error:
            return Link("bytes", "failed", error.sentence)
        fault = self._compare(self._record)
        if fault:
            return Link("bytes", "failed", fault)
        return Link("bytes", "held", f"{len(self._record.payload):,} bytes match SHA-256 {stated.payload_sha256}.")

    def _compare(self, record: Record) -> str | None:
        stated = self.stated
        pairs = {
            "is another capture's": (str(record.record_id), stated.id),
            "holds another payload: its SHA-256 differs": (record.payload_sha256, stated.payload_sha256),
            "is of another address": (record.url, stated.url),
            "is of another time": (record.header("WARC-Date"), stated.fetched),
            "holds another answer": ((record.status, record.content_type), (stated.status, stated.media_type)),
            "is no captured page or file": (record.type in ("response", "resource"), True),
        }
        return next((f"The record {fault}." for fault, (found, said) in pairs.items() if found != said), None)

    def _read_text(self) -> str | None:
        """Apply the text rule; what is wrong, or None."""
        if self._record is None:
            return "The text cannot be looked for: the record is not whole."
        if self.stated.text_rule != text_rule.RULE:
            return f"The proof uses version {self.stated.text_rule} of the text rule, which this program does not know."
        try:
            payload = decode_payload(self._record.payload, self._record.content_codings, MAX_PAYLOAD_BYTES)
        except DragomanError as error:
            return error.sentence
        self._read = text_rule.apply(payload, self._record.content_type, detected=self.stated.charset)
        if (self._read.charset, self._read.how) != (self.stated.charset, self.stated.charset_from):
            return f"The page's charset is {self._read.charset!r} (from: {self._read.how}), not as the proof says."
        return None

    def check_text(self, quotation: StatedQuotation) -> Link:
        """Whether every segment stands exactly where the proof says, in the order quoted."""
        if self._text_fault or self._read is None:
            return Link("text", "failed", self._text_fault or "There is no text.")
        before = 0
        for number, rendering in enumerate(quotation.renderings, start=1):
            if rendering.source != self.stated.url:
                return Link("text", "failed", f"Passage {number} names another address than its capture.")
            if not stands(self._read.text, rendering.selector):
                return Link("text", "failed", f"Passage {number} does not stand in the captured bytes at its place.")
            if rendering.selector.start < before:
                return Link("text", "failed", f"Passage {number} stands before the one quoted before it.")
            before = rendering.selector.end
        count = len(quotation.renderings)
        passages = "The passage stands" if count == 1 else f"All {count} passages stand"
        return Link("text", "held", f"{passages} in the captured bytes ({self._read.charset}, from: {self._read.how}).")
