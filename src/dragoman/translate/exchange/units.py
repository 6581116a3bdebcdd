"""What an exchange file carries: segments with their renderings, states, notes and evidence anchors."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from dragoman.text.segments import Span


class State(StrEnum):
    """How far a rendering is. What another tool means by a word of its own is kept in `ExchangeUnit.state_word`."""

    NEW = "new"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


def digest(text: str) -> str:
    """SHA-256 of the text's UTF-8, in hexadecimal. A half of a surrogate pair, which no UTF-8 has, counts as its three bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Anchor:
    """Where the source words stand.

    Attributes:
        capture, version: ids of the capture and of the version of its text.
        span: of that text, in Unicode code points.
        sha256: `digest` of the source words.
    """

    capture: str
    version: str
    span: Span
    sha256: str


@dataclass(frozen=True)
class Note:
    """A remark to or from a translator. `by` may be empty."""

    text: str
    by: str = ""


@dataclass(frozen=True)
class Foreign:
    """What another tool put into a unit and Dragoman does not read. It is written back into a file of the same dialect.

    Attributes:
        dialect: `1.2` or `2`.
        attributes: names in Clark notation (`{namespace}name`), and values.
        elements: each as XML, with its namespaces declared.
        source, target: the inside of these elements as XML, where it holds codes that the plain text lacks; else empty.
    """

    dialect: str
    attributes: tuple[tuple[str, str], ...] = ()
    elements: tuple[str, ...] = ()
    source: str = ""
    target: str = ""


@dataclass(frozen=True)
class ExchangeUnit:
    """One segment and its rendering.

    Attributes:
        id: unique in its document.
        target: None where there is no rendering; empty where there is an empty one. Marks stand in it as they are typed: `[…]`.
        state: NEW wherever target is None.
        state_word: the state as the file had it, where another tool wrote one of its own.
        sent_sha256: `digest` of the target as it was when the file was written; empty when the file doesn't say.
    """

    id: str
    source: str
    target: str | None = None
    state: State = State.NEW
    notes: tuple[Note, ...] = ()
    anchor: Anchor | None = None
    state_word: str = field(default="", compare=False)
    sent_sha256: str = field(default="", compare=False)
    foreign: Foreign | None = None


@dataclass(frozen=True)
class Document:
    """The segments of one text, in order. Languages are BCP 47; `und` when unknown.

    Attributes:
        name: what the segments are of (`item 12`).
        target_language: empty when the file names none.
    """

    name: str
    source_language: str
    target_language: str
    units: tuple[ExchangeUnit, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Something in a file that is not as it should be. The rest was read.

    Attributes:
        unit: the id of the unit, or of the last one before; empty before the first.
        line: counted from 1; 0 when unknown.
    """

    unit: str
    sentence: str
    line: int = 0


@dataclass(frozen=True)
class Reading:
    """A whole file. `dialect` is `1.2` (1.1 counts as such) or `2`."""

    dialect: str
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
