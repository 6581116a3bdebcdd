"""Read `proof.json` as what it is: something a stranger wrote. Its form is described in `proof`."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from dragoman.capture.proof_format import VERSION
from dragoman.capture.selectors import Selector
from dragoman.errors import ProofUnreadable

MAX_PATH = 64
MAX_STAMPS = 16
MAX_ROOTS_CHARS = 200_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_T = TypeVar("_T")


@dataclass(frozen=True)
class StatedPlace:
    """Where a capture is said to stand in the ledger. `leaf` as it was hashed; `path` as bytes, from the leaf up."""

    leaf: str
    index: int
    path: tuple[bytes, ...]


@dataclass(frozen=True)
class StatedStamp:
    """A time stamp that is said to be over the signed note. `token` as bytes, `roots` in PEM."""

    authority: str
    token: bytes
    roots: str
    stamped_at: str


@dataclass(frozen=True)
class StatedLedger:
    """The signed note of a proof, the key that is said to have signed it, and its time stamps."""

    checkpoint: str
    key: str
    stamps: tuple[StatedStamp, ...]


@dataclass(frozen=True)
class StatedCapture:
    """What a proof says of a capture; nothing of it is checked yet."""

    id: str
    url: str
    fetched: str
    status: int | None
    media_type: str | None
    file: str
    offset: int
    length: int
    record_sha256: str
    payload_sha256: str
    charset: str
    charset_from: str
    text_rule: int
    ledger: StatedPlace | None


@dataclass(frozen=True)
class StatedRendering:
    """A rendering and where its segment is said to stand."""

    text: str
    source: str
    selector: Selector
    translator: str
    reviewer: str
    after_gap: bool


@dataclass(frozen=True)
class StatedQuotation:
    """A quotation as the proof has it."""

    id: str
    text: str
    capture: str
    marks: list[Any]
    renderings: tuple[StatedRendering, ...]


@dataclass(frozen=True)
class StatedProof:
    """A proof's content, well-formed but not checked."""

    series: str
    number: str
    title: str
    url: str
    published: str
    captures: tuple[StatedCapture, ...]
    quotations: tuple[StatedQuotation, ...]
    ledger: StatedLedger | None


def load(content: bytes, part: str) -> Any:
    """A part's JSON. Raises: ProofUnreadable, naming the part."""
    try:
        return json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ProofUnreadable(f"The part {part!r} is no JSON.", detail=str(error)[:200], subject=part) from error


def read_proof(content: bytes) -> StatedProof:
    """Read `proof.json`. Raises: ProofUnreadable, naming the field that is missing or of another kind."""
    root = _Node(load(content, "proof.json"), "proof.json")
    if root.take("version", int) != VERSION:
        raise ProofUnreadable("This proof is of a newer kind than this program knows.", detail=str(root.take("version", int)))
    dispatch = root.node("dispatch")
    proof = StatedProof(
        series=dispatch.take("series", str),
        number=dispatch.take("number", str),
        title=dispatch.take("title", str),
        url=dispatch.take("url", str),
        published=dispatch.take("published", str),
        captures=tuple(_read_capture(node) for node in root.nodes("captures")),
        quotations=tuple(_read_quotation(node) for node in root.nodes("quotations")),
        ledger=_read_ledger(root.optional_node("ledger")),
    )
    if not proof.quotations:
        raise ProofUnreadable("This proof holds no quotation.")
    if len({capture.id for capture in proof.captures}) != len(proof.captures):
        raise ProofUnreadable("This proof names a capture twice.")
    return proof


class _Node:
    """An object of the JSON, which knows where it stands."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise ProofUnreadable(f"{where} is not an object.", subject=where)
        self._value = value
        self._where = where

    def take(self, name: str, kind: type[_T]) -> _T:
        found = self._value.get(name)
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise ProofUnreadable(f"{self._where}: {name!r} is missing or of another kind.", subject=self._where)
        if isinstance(found, str) and not _is_text(found):
            raise ProofUnreadable(f"{self._where}: {name!r} holds half a letter.", subject=self._where)
        return found

    def take_optional(self, name: str, kind: type[_T]) -> _T | None:
        return None if self._value.get(name) is None else self.take(name, kind)

    def node(self, name: str) -> _Node:
        return _Node(self._value.get(name), f"{self._where}/{name}")

    def optional_node(self, name: str) -> _Node | None:
        return None if self._value.get(name) is None else self.node(name)

    def hashes(self, name: str) -> tuple[bytes, ...]:
        """A list of SHA-256 in hexadecimal; fewer than any tree's path has."""
        found = self.take(name, list)
        if len(found) > MAX_PATH or not all(isinstance(one, str) and _SHA256.fullmatch(one) for one in found):
            raise ProofUnreadable(f"{self._where}: {name!r} is no list of hashes.", subject=self._where)
        return tuple(bytes.fromhex(one) for one in found)

    def base64(self, name: str) -> bytes:
        """Bytes in base64 with its padding, strictly: one text for one content."""
        found = self.take(name, str)
        try:
            content = base64.b64decode(found, validate=True)
        except (ValueError, binascii.Error):
            content = b""
        if not content or base64.b64encode(content).decode() != found:
            raise ProofUnreadable(f"{self._where}: {name!r} is no base64.", subject=self._where)
        return content

    def optional_nodes(self, name: str) -> list[_Node]:
        return [] if self._value.get(name) is None else self.nodes(name)

    def nodes(self, name: str) -> list[_Node]:
        return [_Node(value, f"{self._where}/{name}[{at}]") for at, value in enumerate(self.take(name, list))]


def _is_text(found: str) -> bool:
    """JSON can hold halves of surrogate pairs; no text in any encoding can."""
    try:
        found.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read_capture(node: _Node) -> StatedCapture:
    record = node.node("record")
    return StatedCapture(
        id=node.take("id", str),
        url=node.take("url", str),
        fetched=node.take("fetched", str),
        status=node.take_optional("status", int),
        media_type=node.take_optional("media_type", str),
        file=record.take("file", str),
        offset=record.take("offset", int),
        length=record.take("length", int),
        record_sha256=record.take("sha256", str),
        payload_sha256=node.take("payload_sha256", str),
        charset=node.take("charset", str),
        charset_from=node.take("charset_from", str),
        text_rule=node.take("text_rule", int),
        ledger=_read_place(node.optional_node("ledger")),
    )


def _read_place(node: _Node | None) -> StatedPlace | None:
    if node is None:
        return None
    return StatedPlace(leaf=node.take("leaf", str), index=node.take("index", int), path=node.hashes("path"))


def _read_ledger(node: _Node | None) -> StatedLedger | None:
    if node is None:
        return None
    stamps = node.optional_nodes("stamps")
    if len(stamps) > MAX_STAMPS:
        raise ProofUnreadable(f"This proof has more than {MAX_STAMPS} time stamps.")
    return StatedLedger(
        checkpoint=node.take("checkpoint", str), key=node.take("key", str), stamps=tuple(_read_stamp(stamp) for stamp in stamps)
    )


def _read_stamp(node: _Node) -> StatedStamp:
    roots = node.take("roots", str)
    if len(roots) > MAX_ROOTS_CHARS:
        raise ProofUnreadable("A time stamp comes with more root certificates than any authority has.")
    return StatedStamp(
        authority=node.take("authority", str),
        token=node.base64("token"),
        roots=roots,
        stamped_at=node.take("stamped_at", str),
    )


def _read_quotation(node: _Node) -> StatedQuotation:
    own = node.node("dragoman")
    targets, renderings = node.nodes("target"), own.nodes("renderings")
    if not renderings or len(targets) != len(renderings):
        raise ProofUnreadable("A quotation has another number of renderings than of passages.", subject=node.take("id", str))
    return StatedQuotation(
        id=node.take("id", str),
        text=node.node("body").take("value", str),
        capture=own.take("capture", str),
        marks=own.take("marks", list),
        renderings=tuple(_read_rendering(*pair) for pair in zip(targets, renderings, strict=True)),
    )


def _read_rendering(target: _Node, rendering: _Node) -> StatedRendering:
    return StatedRendering(
        text=rendering.take("text", str),
        source=target.take("source", str),
        selector=_read_selector(target.nodes("selector")),
        translator=rendering.take("translator", str),
        reviewer=rendering.take("reviewer", str),
        after_gap=rendering.take("after_gap", bool),
    )


def _read_selector(nodes: Sequence[_Node]) -> Selector:
    by_type = {node.take("type", str): node for node in nodes}
    if len(nodes) != 2 or set(by_type) != {"TextQuoteSelector", "TextPositionSelector"}:
        raise ProofUnreadable("A passage is not selected by its words and its position.")
    quote, position = by_type["TextQuoteSelector"], by_type["TextPositionSelector"]
    return Selector(
        exact=quote.take("exact", str),
        prefix=quote.take("prefix", str),
        suffix=quote.take("suffix", str),
        start=position.take("start", int),
        end=position.take("end", int),
    )
