"""Altering proof files as people do who know the format: everything that can be made right again is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dragoman.capture.container import unwrap, wrap
from dragoman.capture.package_signature import describe_digest, read_signature
from dragoman.capture.proof_format import PROOF
from dragoman.capture.verify import Verdict
from dragoman.capture.wacz import DIGEST, PACKAGE, digest, dump

MEMBERS = [
    "archive/data.warc.gz",
    "indexes/index.cdx",
    "pages/pages.jsonl",
    "proof/proof.json",
    "datapackage.json",
    "datapackage-digest.json",
]


def states(verdict: Verdict) -> list[dict[str, str]]:
    """Each quotation's links by name."""
    return [{link.name: link.state for link in quotation.links} for quotation in verdict.quotations]


def failed(verdict: Verdict) -> set[str]:
    """Names of all links that fail."""
    links = [verdict.file, *(link for quotation in verdict.quotations for link in quotation.links)]
    return {link.name for link in links if link.state == "failed"}


def sentence(verdict: Verdict, name: str) -> str:
    """What was found for a link of the first quotation."""
    return next(link.sentence for link in verdict.quotations[0].links if link.name == name)


def rewrap(path: Path, changed: dict[str, bytes], *, keep_signature: bool = False) -> Path:
    """Write the parts anew with all digests made right again. The signature is dropped: without the key it cannot be."""
    members = {**unwrap(path.read_bytes())[0], **changed}
    package = json.loads(members[PACKAGE])
    for resource in package["resources"]:
        content = members[resource["path"]]
        resource["hash"], resource["bytes"] = digest(content), len(content)
    members[PACKAGE] = dump(package)
    members[DIGEST] = describe_digest(members[PACKAGE], read_signature(members[DIGEST]) if keep_signature else None)
    path.write_bytes(wrap(members))
    return path


def forge(path: Path, change: Callable[[Any], object]) -> Path:
    """Change proof.json's content, and make the digests right again."""
    content = json.loads(unwrap(path.read_bytes())[0][PROOF])
    change(content)
    return rewrap(path, {PROOF: dump(content)})
