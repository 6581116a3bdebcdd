"""Terms as they go into and come out of files: a concept with its terms in each language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What the house says of a term; UNSAID where a file says nothing."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    FORBIDDEN = "forbidden"
    UNSAID = ""


@dataclass(frozen=True)
class Term:
    """One word or phrase for a concept.

    Attributes:
        language: BCP 47; `und` when the file names none.
        part_of_speech: `noun`, `verb`, `adjective`, `adverb`, `properNoun`, `other` (TBX-Basic's list), a word of another
            tool's, or empty.
        source: where the term is from.
    """

    text: str
    language: str
    status: Status = Status.UNSAID
    part_of_speech: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class TermEntry:
    """One concept.

    Attributes:
        id: empty when a file gives none.
        terms: in the order of the file.
        subject: its field.
        source: where the concept, or its definition, is from.
    """

    id: str
    terms: tuple[Term, ...]
    subject: str = ""
    definition: str = ""
    note: str = ""
    source: str = ""
