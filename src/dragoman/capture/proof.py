"""Write a proof file: a WACZ with just the cited records, and `proof.json`, which ties each quotation to them.

Members, in this order: `archive/data.warc.gz` (the cited records, byte for byte as the archive holds them),
`indexes/index.cdx`, `pages/pages.jsonl`, `proof/proof.json`, `datapackage.json` (digests of those), `datapackage-digest.json`.

`proof.json`: `version`; `dispatch` {series, number, title, url, published}; `captures` {id, url, fetched, status, media_type,
record {file, offset, length, sha256}, payload_sha256, charset, charset_from, text_rule}; `quotations`: one W3C Web Annotation
each, whose body is the sentence as published and whose targets select every segment quoted, in order; what the standard has no
place for stands under `dragoman`: capture, marks, renderings with bylines, share quoted. A capture that is in the ledger has
`ledger` {leaf, index, path}: the leaf's content as it was hashed, its index, and the hashes that lead to the root, in
hexadecimal. `ledger` of the whole proof {checkpoint, key, stamps}: the signed note that names this root; the public key that
signed it, which proves nothing by standing here; each time stamp {authority, token, roots, stamped_at} over just the note's
bytes, its token the whole RFC 3161 response in base64 (see `proof_ledger`). The package's digest is signed with the same key
(see `package_signature`).

Source: W3C Web Annotation Data Model (2017); for the members around it see `wacz`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from dragoman.capture import text_rule
from dragoman.capture.checkpoint import SigningKey
from dragoman.capture.container import wrap
from dragoman.capture.decode import decode_payload
from dragoman.capture.package_signature import describe_digest, sign_package
from dragoman.capture.proof_format import PROOF, VERSION, describe_marks, describe_selector
from dragoman.capture.proof_ledger import LedgerPlace, ProvenLedger, describe_ledger, describe_place
from dragoman.capture.record import read_record
from dragoman.capture.selectors import Selector
from dragoman.capture.wacz import DIGEST, INDEX, PACKAGE, PAGES, WARC, StoredRecord, describe_package, dump, index, pages
from dragoman.capture.warc import warcinfo_record


@dataclass(frozen=True)
class PublishedDispatch:
    """Which publication the proof is of. `number` as printed; `url` of the public page."""

    series: str
    number: str
    title: str
    url: str
    published_utc: datetime


@dataclass(frozen=True)
class CitedCapture:
    """A capture's gzip members as the archive holds them; `response` is the record that was quoted from."""

    id: UUID
    response: bytes
    request: bytes | None = None
    metadata: bytes | None = None
    ledger: LedgerPlace | None = None


@dataclass(frozen=True)
class ProvenRendering:
    """One quoted segment's rendering.

    Attributes:
        text: the whole rendering, whether or not all of it is quoted.
        selector: where the segment stands in the capture's rule text.
        translator, reviewer: public bylines.
        after_gap: segments of the item between the one before and this one are left out.
    """

    text: str
    selector: Selector
    translator: str
    reviewer: str
    after_gap: bool = False


@dataclass(frozen=True)
class ProvenQuotation:
    """One excerpt.

    Attributes:
        id: short and unique within the proof, such as `excerpt-1`.
        text: as published, marks included.
        language: of the published text, BCP 47.
        share_quoted: of the item's text, 0 to 1.
    """

    id: str
    text: str
    language: str
    capture: UUID
    renderings: tuple[ProvenRendering, ...]
    share_quoted: float


@dataclass(frozen=True)
class ProofContent:
    """All that a proof file holds. Every quotation's capture is among `captures`.

    With a `ledger`, every capture has its place in it.
    """

    dispatch: PublishedDispatch
    captures: tuple[CitedCapture, ...]
    quotations: tuple[ProvenQuotation, ...]
    software: str
    ledger: ProvenLedger | None = None


def build(proof: ProofContent, out: Path, signer: SigningKey | None = None) -> None:
    """Write the proof file to `out`, whole or not at all.

    The same content always gives the same bytes. Does not check that quotations hold: `verify` does.

    Args:
        signer: the key that signed the proof's checkpoint; it signs the package too.

    Raises:
        CaptureAltered: a record is not whole.
        ValueError: a quotation's capture is missing, or nothing is quoted.
        OSError: the file cannot be written.
    """
    known = {capture.id for capture in proof.captures}
    if not proof.quotations or not all(quotation.capture in known for quotation in proof.quotations):
        raise ValueError("a proof needs quotations, and each one's capture")
    write_members(_members(proof, signer), out)


def write_members(members: Mapping[str, bytes], out: Path) -> None:
    """Write a proof file's members to `out`, whole or not at all. Raises: OSError."""
    whole = wrap(members)
    partial = out.with_name(f".{out.name}.partial")
    with partial.open("wb") as file:
        file.write(whole)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(out)


def _members(proof: ProofContent, signer: SigningKey | None) -> dict[str, bytes]:
    warc, stored = _gather(proof)
    places = {capture.id: capture.ledger for capture in proof.captures}
    described = {one.id: _describe_capture(one) | _describe_place(places[one.id]) for one in stored}
    content: dict[str, Any] = {
        "version": VERSION,
        "dispatch": _describe_dispatch(proof.dispatch),
        "captures": list(described.values()),
        "quotations": [_annotate(quotation, described[quotation.capture]) for quotation in proof.quotations],
    }
    if proof.ledger is not None:
        content["ledger"] = describe_ledger(proof.ledger)
    members = {WARC: warc, INDEX: index(stored), PAGES: pages(stored, proof.dispatch.title), PROOF: dump(content)}
    published = content["dispatch"]["published"]
    members[PACKAGE] = dump(describe_package(members, title=proof.dispatch.title, software=proof.software, created=published))
    members[DIGEST] = describe_digest(members[PACKAGE], sign_package(members[PACKAGE], signer) if signer else None)
    return members


def _gather(proof: ProofContent) -> tuple[bytes, list[StoredRecord]]:
    info = warcinfo_record("data.warc.gz", date_utc=proof.dispatch.published_utc, software=proof.software)
    pieces, offset, stored = [info], len(info), []
    for capture in proof.captures:
        for member in (capture.request, capture.response, capture.metadata):
            if member is None:
                continue
            if member is capture.response:
                stored.append(StoredRecord(capture.id, read_record(member), offset, member))
            pieces.append(member)
            offset += len(member)
    return b"".join(pieces), stored


def _describe_dispatch(dispatch: PublishedDispatch) -> dict[str, str]:
    return {
        "series": dispatch.series,
        "number": dispatch.number,
        "title": dispatch.title,
        "url": dispatch.url,
        "published": dispatch.published_utc.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    }


def _describe_capture(stored: StoredRecord) -> dict[str, Any]:
    record = stored.record
    read = text_rule.apply(decode_payload(record.payload, record.content_codings), record.content_type)
    return {
        "id": str(stored.id),
        "url": record.url,
        "fetched": record.header("WARC-Date"),
        "status": record.status,
        "media_type": record.content_type,
        "record": {
            "file": WARC,
            "offset": stored.offset,
            "length": len(stored.member),
            "sha256": hashlib.sha256(stored.member).hexdigest(),
        },
        "payload_sha256": record.payload_sha256,
        "charset": read.charset,
        "charset_from": read.how,
        "text_rule": text_rule.RULE,
    }


def _describe_place(place: LedgerPlace | None) -> dict[str, Any]:
    return {} if place is None else {"ledger": describe_place(place)}


def _annotate(quotation: ProvenQuotation, capture: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"#{quotation.id}",
        "type": "Annotation",
        "motivation": "describing",
        "body": {"type": "TextualBody", "value": quotation.text, "format": "text/plain", "language": quotation.language},
        "target": [
            {"type": "SpecificResource", "source": capture["url"], "selector": describe_selector(rendering.selector)}
            for rendering in quotation.renderings
        ],
        "dragoman": {
            "capture": capture["id"],
            "marks": describe_marks(quotation.text),
            "renderings": [
                {
                    "text": rendering.text,
                    "translator": rendering.translator,
                    "reviewer": rendering.reviewer,
                    "after_gap": rendering.after_gap,
                }
                for rendering in quotation.renderings
            ],
            "share_quoted": round(quotation.share_quoted, 4),
        },
    }
