"""Find the capture whose payload an unchanged page may refer to. Nothing is written here."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

from dragoman.capture.exchange import Exchange
from dragoman.capture.revisit import may_refer
from dragoman.capture.warc import target_uri
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.rows import ViewTaken
from dragoman.desk.capture.selectors import archive, place
from dragoman.errors import CaptureAltered

_WITH_A_BODY = (
    f"SELECT * FROM {Capture._meta.db_table} "  # noqa: S608 -- names of our own
    f"WHERE kind = '{Capture.Kind.EXCHANGE.value}' AND payload_of_id IS NULL AND archive_file <> ''"
)


class Unchanged:
    """Earlier captures with a body of their own, of the addresses and payloads of one batch; found in one query.

    None is referred to before its body was read back from the archive and is, byte for byte, what came again: evidence never
    leans on a record that is damaged or gone.
    """

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        asked = [exchange for exchange in exchanges if may_refer(exchange)]
        self._found: dict[tuple[str, str], Capture] = {}
        self._seen_whole: set[tuple[str, str]] = set()
        if not asked:
            return
        payloads = {exchange.payload_sha256 for exchange in asked}
        urls = {exchange.url for exchange in asked}  # a page of many addresses, such as an error page, is many rows
        # By hand: put together by Django, the statement costs four times what it does.
        where = f"payload_sha256 IN ({_marks(payloads)}) AND url IN ({_marks(urls)})"
        for row in Capture.objects.raw(f"{_WITH_A_BODY} AND {where} ORDER BY fetched_at", [*payloads, *urls]):
            self._found[row.url, row.payload_sha256] = row

    def find(self, exchange: Exchange) -> Capture | None:
        """The capture to refer to; None when the body must be stored."""
        key = (exchange.url, exchange.payload_sha256)
        row = self._found.get(key) if may_refer(exchange) else None
        if row is None or key in self._seen_whole:
            return row
        if not _is_whole(row, exchange):
            return None
        self._seen_whole.add(key)
        return row

    def add(self, row: Capture, exchange: Exchange) -> None:
        """This capture stores its body: the rest of the batch may refer to it, since it is acknowledged together with it."""
        key = (exchange.url, exchange.payload_sha256)
        self._found[key] = row
        self._seen_whole.add(key)


def held_view(one: ViewTaken) -> Capture | None:
    """The capture that holds this very view already, read back whole; None when there is none."""
    digest = hashlib.sha256(one.payload).hexdigest()
    held = Capture.objects.filter(kind=Capture.Kind.VIEW, url=one.uri, payload_sha256=digest).order_by("fetched_at").first()
    if held is None:
        return None
    try:
        return held if archive().read(place(held)).payload == one.payload else None
    except CaptureAltered:
        return None


def _marks(values: Collection[str]) -> str:
    return ", ".join(["%s"] * len(values))


def _is_whole(row: Capture, exchange: Exchange) -> bool:
    try:
        record = archive().read(place(row))
    except CaptureAltered:
        return False
    return record.type == "response" and record.url == target_uri(exchange.url) and record.payload == exchange.body
