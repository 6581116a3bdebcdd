"""The members of a WACZ around its records: index, pages, digests. Source: WACZ 1.1.1; CDXJ; Frictionless Data Package."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dragoman.capture.record import Record
from dragoman.capture.revisit import REVISIT
from dragoman.capture.surt import sort_key

WARC, INDEX, PAGES = "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"


@dataclass(frozen=True)
class StoredRecord:
    """A capture's record in its place in the WACZ's WARC file."""

    id: UUID
    record: Record
    offset: int
    member: bytes


def index(stored: Sequence[StoredRecord]) -> bytes:
    """CDXJ lines in order of their keys."""
    lines = []
    for one in stored:
        record = one.record
        fields = {
            "url": record.url,
            "mime": "warc/revisit" if record.type == REVISIT else (record.content_type or "unk").partition(";")[0].strip(),
            "status": str(record.status or 200),
            "digest": f"sha256:{record.payload_sha256}",
            "length": str(len(one.member)),
            "offset": str(one.offset),
            "filename": "data.warc.gz",
        }
        stamp = "".join(letter for letter in (record.header("WARC-Date") or "")[:19] if letter.isdigit())
        lines.append(f"{sort_key(record.url)} {stamp} {json.dumps(fields)}\n")
    return "".join(sorted(lines)).encode()


def pages(stored: Sequence[StoredRecord], title: str) -> bytes:
    """The pages that replay tools list, one JSON object a line."""
    lines: list[dict[str, str]] = [{"format": "json-pages-1.0", "id": "pages", "title": f"Cited in {title}"}]
    lines += [
        {"id": str(one.id), "url": one.record.url, "ts": one.record.header("WARC-Date") or "", "title": one.record.url}
        for one in stored
    ]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def describe_package(members: Mapping[str, bytes], *, title: str, software: str, created: str) -> dict[str, Any]:
    """The content of `datapackage.json`: the digest of each member."""
    return {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title,
        "software": software,
        "created": created,
        "resources": [
            {"name": name.rpartition("/")[2], "path": name, "hash": digest(content), "bytes": len(content)}
            for name, content in members.items()
        ],
    }


def digest(content: bytes) -> str:
    """`sha256:` and the digest in lower-case hexadecimal."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def dump(content: Any) -> bytes:
    """JSON as WACZ files hold it: indented by one, so that a person can read it, and letters as they are."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
