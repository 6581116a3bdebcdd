"""Read TBX of versions 2 and 3, categories as attributes or as tags, concept by concept. What is left out is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from lxml import etree

from dragoman.errors import ExchangeUnreadable
from dragoman.translate.exchange.dialects import XML_LANG
from dragoman.translate.exchange.events import Broken, Parts, line_of, take_out_entities
from dragoman.translate.exchange.terms import Status, Term, TermEntry
from dragoman.translate.exchange.units import Problem

_ROOTS = ("martif", "tbx")
_ENTRIES = ("termEntry", "conceptEntry")
_LANGUAGES = ("langSet", "langSec")
_TERMS = ("tig", "ntig", "termSec")
# What other tools write for the same, the ending `-admn-sts` taken off.
_STATUSES = {
    "preferredTerm": Status.PREFERRED,
    "preferred": Status.PREFERRED,
    "admittedTerm": Status.ADMITTED,
    "admitted": Status.ADMITTED,
    "deprecatedTerm": Status.FORBIDDEN,
    "supersededTerm": Status.FORBIDDEN,
    "notRecommended": Status.FORBIDDEN,
    "obsolete": Status.FORBIDDEN,
}


@dataclass(frozen=True)
class TermReading:
    """A whole file."""

    entries: tuple[TermEntry, ...]
    problems: tuple[Problem, ...]


def read(payload: bytes) -> TermReading:
    """A whole file. Raises: ExchangeUnreadable, when it is no TBX at all."""
    events = list(stream(BytesIO(payload)))
    return TermReading(
        tuple(event for event in events if isinstance(event, TermEntry)),
        tuple(event for event in events if isinstance(event, Problem)),
    )


def stream(file: BinaryIO) -> Iterator[TermEntry | Problem]:
    """The same one by one; a file that breaks off later ends with a Problem.

    Raises: ExchangeUnreadable, when it is no TBX at all.
    """
    begun, last = False, ""
    ids: set[str] = set()
    parts = Parts(file, (*_ROOTS, *_ENTRIES))
    try:
        for event, element in parts:
            name = etree.QName(element).localname
            if not begun and (name not in _ROOTS or element.getparent() is not None):
                break
            begun = True
            if name in _ENTRIES and event == "end":
                had_entities = take_out_entities(element)
                entry, oddities = _read_entry(element)
                if had_entities:
                    oddities.append(f"Concept {entry.id} uses entities, which were left out.")
                if entry.id in ids:
                    oddities.append(f"The file has concept {entry.id} more than once; each is kept.")
                line = line_of(element)
                parts.done(element)
                ids.add(entry.id)
                last = entry.id or last
                yield from [entry] if entry.terms else []
                yield from (Problem(entry.id, sentence, line) for sentence in oddities)
    except Broken as broken:
        if not begun:
            raise ExchangeUnreadable(f"This is not a TBX file: {broken}.", detail=f"line {broken.line}") from broken
        after = f"concept {last}" if last else "its beginning"
        yield Problem(last, f"The file can't be read beyond {after}: {broken}. What stands before was read.", broken.line)
    if not begun:
        raise ExchangeUnreadable("This is not a TBX file of version 2 or 3.")


@dataclass
class _Facts:
    """The categories of one level, by name; `left_out` gathers those that are not read there."""

    known: tuple[str, ...]
    left_out: set[str]
    values: dict[str, list[str]] = field(default_factory=dict)

    def take(self, elements: Iterable[etree._Element]) -> None:
        """Categories are attributes in one style and tags of other namespaces in the other; groups only hold them."""
        for element in elements:
            if len(element):
                self.take(element)
                continue
            name = element.get("type") or etree.QName(element).localname
            if name in self.known:
                self.values.setdefault(name, []).append((element.text or "").strip())
            else:
                self.left_out.add(name)

    def __getitem__(self, name: str) -> str:
        return "\n".join(value for value in self.values.get(name, []) if value)


def _read_entry(element: etree._Element) -> tuple[TermEntry, list[str]]:
    name, oddities = element.get("id", ""), []
    left_out: set[str] = set()
    facts = _Facts(("subjectField", "definition", "note", "source"), left_out)
    terms: list[Term] = []
    for child in element:
        if etree.QName(child).localname not in _LANGUAGES:
            facts.take([child])
            continue
        language = child.get(XML_LANG) or child.get("lang") or ""
        if not language:
            oddities.append(f"Concept {name} has terms of no named language.")
        _Facts((), left_out).take(one for one in child if etree.QName(one).localname not in _TERMS)
        for section in child.iterchildren(*(f"{{*}}{tag}" for tag in _TERMS)):
            terms += _read_term(section, language or "und", name, left_out, oddities)
    if not terms:
        oddities.append(f"Concept {name} has no term; it was left out.")
    if left_out:
        oddities.append(f"Concept {name} also says, and that was left out: {', '.join(sorted(left_out))}.")
    entry = TermEntry(name, tuple(terms), facts["subjectField"], facts["definition"], facts["note"], facts["source"])
    return entry, oddities


def _read_term(section: etree._Element, language: str, entry: str, left_out: set[str], oddities: list[str]) -> list[Term]:
    element = next(section.iter("{*}term"), None)
    text = "" if element is None else "".join(str(piece) for piece in element.itertext()).strip()
    if not text:
        oddities.append(f"Concept {entry} has an empty term, which was left out.")
        return []
    facts = _Facts(("partOfSpeech", "administrativeStatus", "note", "source"), left_out)
    facts.take(_beside(section, element))
    word = facts["administrativeStatus"]
    status = _STATUSES.get(word.removesuffix("-admn-sts"), Status.UNSAID)
    if word and not status:
        oddities.append(f"Concept {entry} gives “{text}” the unknown status {word}.")
    return [Term(text, language, status, facts["partOfSpeech"], facts["note"], facts["source"])]


def _beside(section: etree._Element, term: etree._Element | None) -> Iterator[etree._Element]:
    """What stands beside the term, which an `ntig` has in a `termGrp` together with its notes."""
    for child in section:
        if child is term:
            continue
        if etree.QName(child).localname == "termGrp":
            yield from (one for one in child if one is not term)
        else:
            yield child
