"""Custody and the ledger: the head of the acts is captured like anything else, and exports are signed with the ledger's key.

An anchor is a file of two lines' worth of JSON, handed in by the desk itself: how many acts there are, and the link that stands
for them all. It has its record in the archive, its leaf in the ledger, and with the ledger's next head a signature and time
stamps. Whoever changes an act later, or cuts some off, contradicts it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from dragoman.capture.custody.chain import End
from dragoman.capture.custody.entries import canonical
from dragoman.capture.custody.export import Custody, write_file
from dragoman.capture.warc import file_name, file_uri
from dragoman.desk.capture import keys
from dragoman.desk.capture.checkpoints import make_key
from dragoman.desk.capture.ledger import prove
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.services import recorder
from dragoman.desk.custody import selectors as acts
from dragoman.desk.custody.services import set_anchored
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.errors import CaptureAltered

_PLACE, _ENDING = "custody/", ".json"


def anchor_custody(*, by: User | None, now: datetime) -> Capture | None:
    """Enter the head of the acts in the ledger, if there are new ones. Raises: NotAllowed; ArchiveUnwritable."""
    require(by, Right.MANAGE_SETTINGS)
    head = acts.head()
    if head.count <= acts.anchored():
        return None
    return recorder().acknowledge_file(
        _statement(head),
        name=f"{_PLACE}{head.count}{_ENDING}",
        media_type="application/json",
        at=now,
        by=None,
        also=lambda _: set_anchored(by=by, count=head.count),
    )


def check_custody(*, newest: int | None = None) -> Iterator[str]:
    """A sentence for each fault: chains that are broken, and heads in the ledger that the acts contradict.

    Args:
        newest: look at the last acts and the last anchor alone, for a quick answer.
    """
    yield from acts.check_chain(newest=newest)
    found = Capture.objects.filter(kind=Capture.Kind.FILE, entry=None, handed_in_by=None, url__startswith=file_uri(_PLACE))
    last = found.order_by("-leaf_index").first()
    if last is None:
        if acts.anchored():
            yield f"The ledger's anchor over {acts.anchored()} acts was removed."
        return
    for anchor in [last] if newest is not None else found.order_by("leaf_index").iterator():
        yield from _check_anchor(anchor)
    try:
        prove(last)
    except CaptureAltered as error:
        yield f"The last anchor of the acts: {error.sentence}"


def sign_export(custody: Custody) -> str:
    """A thing's custody as a file, signed with the key that signs the ledger now; makes the first key if there is none.

    Raises: CheckpointInvalid, when the key can't be used; ArchiveUnwritable.
    """
    return write_file(custody, keys.signing_key(make_key(by=None)))


def _check_anchor(anchor: Capture) -> Iterator[str]:
    written = (file_name(anchor.url) or "").removeprefix(_PLACE).removesuffix(_ENDING)
    count = int(written) if written.isascii() and written.isdigit() else 0
    stands, link = acts.head().count, acts.link_at(count)
    if not link:
        yield f"The chain is cut off at the end: leaf {anchor.leaf_index} of the ledger counts {count} acts; {stands} stand here."
    elif hashlib.sha256(_statement(End(count, link))).hexdigest() != anchor.payload_sha256:
        yield f"One of the first {count} acts was altered, and all hashes after it: leaf {anchor.leaf_index} holds another head."


def _statement(head: End) -> bytes:
    return canonical({"acts": head.count, "sha256": head.sha256})
