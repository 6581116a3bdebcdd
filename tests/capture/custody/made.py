"""Chains of custody made up for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from dragoman.capture.checkpoint import SigningKey
from dragoman.capture.custody.chain import End, Kept
from dragoman.capture.custody.entries import NO_LINK, Actor, CustodyEntry, Subject, link
from dragoman.capture.custody.export import Chain, Custody, make_custody

KEY = SigningKey("desk.example/ledger", bytes(range(32)))
ITEM = Subject("item", "42")
AT = datetime(2026, 11, 21, 8, 30, 5, 250_000, tzinfo=UTC)


def chain(count: int = 5, *, subject: Subject = ITEM, why: str = "no news") -> list[Kept]:
    """A subject's entries, and the desk's links as if the desk had no others."""
    kept: list[Kept] = []
    previous, before = "", NO_LINK
    for place in range(1, count + 1):
        entry = CustodyEntry(
            number=place,
            subject=subject,
            sequence=place,
            at=f"2026-11-21T08:3{place % 10}:05.250Z",
            actor=Actor(7, "Lina M."),
            action="rejected",
            why=why,
            detail={"rendering": place, "text_sha256": "ab" * 32},
            previous=previous,
        )
        previous, before = entry.sha256, link(before, entry.sha256)
        kept.append(Kept(place, entry, entry.sha256, before))
    return kept


def end_of(kept: list[Kept]) -> End:
    return End(len(kept), kept[-1].link)


def custody(kept: list[Kept] | None = None) -> Custody:
    entries = chain() if kept is None else kept
    captured = {
        "id": "6f0e5c1e-2b7a-4e9f-8d53-0a4a5a1c9f10",
        "url": "http://manara.example/articles/17",
        "fetched": "2026-11-21T08:00:00.000Z",
        "outcome": "stored",
        "status": 200,
        "payload_sha256": "cd" * 32,
        "record_sha256": "ef" * 32,
        "leaf": 41,
        "by": "system: dragoman",
    }
    about = {"kind": "item", "id": "42", "title": "مجلس نهر الحجر", "url": "http://manara.example/articles/17"}
    return make_custody(about, [Chain(ITEM, tuple(entries))], [captured], desk=End(len(entries), entries[-1].link), at=AT)
