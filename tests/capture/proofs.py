"""Proof files for tests: two captured pages, quotations with marks, made of fixed values."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from dragoman.capture import text_rule
from dragoman.capture.checkpoint import Checkpoint, SigningKey, sign_checkpoint
from dragoman.capture.exchange import Exchange
from dragoman.capture.leaves import Leaf, make_leaf
from dragoman.capture.ledger import Ledger
from dragoman.capture.proof import (
    CitedCapture,
    ProofContent,
    ProvenQuotation,
    ProvenRendering,
    PublishedDispatch,
    build,
)
from dragoman.capture.proof_ledger import LedgerPlace, ProvenLedger, ProvenStamp
from dragoman.capture.record import read_record
from dragoman.capture.selectors import make
from dragoman.capture.timestamps import build_request, read_token
from dragoman.capture.warc import exchange_records
from tests.capture.authorities import NONCE, LocalAuthority

FIRST_ID, SECOND_ID = UUID(int=0xA1), UUID(int=0xA2)
FIRST_SENTENCES = ("قال المتحدث باسم الوزارة إن الاجتماع عُقد أمس.", "وأضاف أن الرسالة وصلت.", "ولم يذكر أسماء الحاضرين.")
SECOND_SENTENCES = ("سخنگو گفت که نشست ديروز برگزار شد.", "او از پاسخ خودداري کرد.")
FETCHED = datetime(2026, 11, 20, 9, 30, 0, 123000, tzinfo=UTC)


def page(sentences: tuple[str, ...]) -> str:
    return "<!doctype html><title>خبر</title>" + "".join(f"<p>{sentence}</p>" for sentence in sentences)


def exchange(url: str, body: bytes, content_type: str, *extra: str) -> Exchange:
    head = "\r\n".join(["HTTP/1.1 200 OK", f"Content-Type: {content_type}", *extra, f"Content-Length: {len(body)}", "", ""])
    return Exchange(
        url=url,
        method="GET",
        started_utc=FETCHED,
        seconds=0.25,
        request_head=b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        response_head=head.encode(),
        body=body,
        status=200,
        remote_address="192.0.2.7",
    )


FIRST = exchange("http://news.example/a", page(FIRST_SENTENCES).encode("cp1256"), "text/html; charset=windows-1256")
SECOND = exchange("http://agency.example/b", page(SECOND_SENTENCES).encode(), "text/html; charset=utf-8")


KEY = SigningKey("desk.example/ledger", bytes(range(32)))


def cited(capture_id: UUID, fetched: Exchange) -> CitedCapture:
    records = exchange_records(fetched, capture_id=capture_id, request_id=UUID(int=capture_id.int + 0x100), collector="test")
    return CitedCapture(capture_id, records.response, records.request, records.metadata)


def leaf(capture: CitedCapture, /, **changed: object) -> Leaf:
    record = read_record(capture.response)
    made = make_leaf(
        capture.id,
        record.url,
        fetched_utc=FETCHED,
        status=record.status,
        outcome="stored",
        digests=(record.payload_sha256, hashlib.sha256(capture.response).hexdigest()),
        salt=capture.id.bytes,
    )
    return made._replace(**changed)


def entered(content: ProofContent, key: SigningKey = KEY) -> ProofContent:
    """The same, its captures leaves 3 and 8 of a ledger of 12, whose head is signed."""
    ledger, leaves = Ledger(), {3: leaf(content.captures[0]), 8: leaf(content.captures[1])}
    ledger.extend(leaves[number].encoded if number in leaves else bytes([number]) for number in range(12))
    captures = tuple(
        replace(capture, ledger=LedgerPlace(leaves[at], at, tuple(ledger.prove_inclusion(at))))
        for capture, at in zip(content.captures, leaves, strict=True)
    )
    note = sign_checkpoint(Checkpoint(key.name, ledger.size, ledger.root()), [key])
    return replace(content, captures=captures, ledger=ProvenLedger(note, key.verifier.text))


def stamp(note: str, authority: LocalAuthority, name: str = "https://hours.example/tsa") -> ProvenStamp:
    token = read_token(authority.answer(build_request(note.encode(), NONCE)))
    return ProvenStamp(name, token.response, (authority.folder / "root.pem").read_text(), token.at_utc)


def stamped(content: ProofContent, authorities: Sequence[LocalAuthority]) -> ProofContent:
    """The same, its checkpoint stamped by each of these."""
    assert content.ledger is not None
    note = content.ledger.checkpoint
    stamps = [stamp(note, one, f"https://hours-{at}.example/tsa") for at, one in enumerate(authorities, start=1)]
    return replace(content, ledger=replace(content.ledger, stamps=tuple(stamps)))


def rendering(fetched: Exchange, sentence: str, text: str, *, after_gap: bool = False) -> ProvenRendering:
    read = text_rule.apply(fetched.body, fetched.content_type).text
    start = read.index(sentence)
    selector = make(read, start, start + len(sentence))
    return ProvenRendering(text, selector, translator="A. Writer", reviewer="B. Reader", after_gap=after_gap)


def content(quotations: int = 3) -> ProofContent:
    spokesman = rendering(FIRST, FIRST_SENTENCES[0], "The ministry's spokesman said that the meeting was held yesterday.")
    letter = rendering(FIRST, FIRST_SENTENCES[1], "He added that the letter had arrived.")
    names = rendering(FIRST, FIRST_SENTENCES[2], "He named none of those present.", after_gap=True)
    reply = rendering(SECOND, SECOND_SENTENCES[0], "The spokesman said that the meeting took place yesterday.")
    meeting = "The ministry's spokesman […] said that the meeting was held yesterday."
    only = "The ministry's spokesman said that the meeting was held [only] yesterday."
    made = [
        (f"{meeting} He added that the letter had arrived.", FIRST_ID, (spokesman, letter)),
        (f"{only} […] He named none of those present.", FIRST_ID, (spokesman, names)),
        ("The spokesman [identity: of the agency] said that the meeting took place yesterday.", SECOND_ID, (reply,)),
    ]
    return ProofContent(
        dispatch=PublishedDispatch(
            "Special Dispatch", "12", "A letter and its reply", "http://desk.example/d/12", datetime(2026, 11, 21, tzinfo=UTC)
        ),
        captures=(cited(FIRST_ID, FIRST), cited(SECOND_ID, SECOND)),
        quotations=tuple(
            ProvenQuotation(f"excerpt-{at + 1}", *_spread(made[at % 3]), share_quoted=0.4) for at in range(quotations)
        ),
        software="Dragoman test",
    )


def _spread(made: tuple[str, UUID, tuple[ProvenRendering, ...]]) -> tuple[str, str, UUID, tuple[ProvenRendering, ...]]:
    text, capture, renderings = made
    return text, "en", capture, renderings


def write(folder: Path, quotations: int = 3, authorities: Sequence[LocalAuthority] = ()) -> Path:
    path = folder / "proof.wacz"
    build(stamped(entered(content(quotations)), authorities), path, KEY)
    return path


def of_other_pages(path: Path) -> Path:
    """A good proof by the same desk of other pages at the same addresses."""
    made = content()
    other = exchange(FIRST.url, page(FIRST_SENTENCES[:1]).encode("cp1256"), "text/html; charset=windows-1256")
    spokesman = replace(made.quotations[0].renderings[0], selector=rendering(other, FIRST_SENTENCES[0], "").selector)
    quotation = replace(made.quotations[0], text=spokesman.text, renderings=(spokesman,))
    captures = (cited(FIRST_ID, other), made.captures[1])
    build(entered(replace(made, captures=captures, quotations=(quotation,))), path, KEY)
    return path
