"""Read one unit of an XLIFF file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from dragoman.text.segments import Span
from dragoman.translate.exchange import inline
from dragoman.translate.exchange.dialects import GROUP, METADATA, XLIFF_1, XLIFF_1_1, XML_SPACE, Dialect
from dragoman.translate.exchange.units import Anchor, ExchangeUnit, Foreign, Note, State, digest

_META = f"{{{METADATA}}}metadata"
_OURS = {"id", XML_SPACE}


@dataclass(frozen=True)
class _Found:
    """What either dialect has in a unit, before it is understood. `rest` is what is only kept."""

    sources: Sequence[etree._Element]
    targets: Sequence[etree._Element]
    states: Sequence[tuple[State, str]]
    facts: dict[str, str]
    notes: tuple[Note, ...]
    rest: Sequence[etree._Element]


def read_unit(element: etree._Element, dialect: Dialect) -> tuple[ExchangeUnit, list[str]]:
    """The unit, and sentences about what is odd in it."""
    name = element.get("id", "")
    found = _find_1(element) if dialect is XLIFF_1 else _find_2(element, dialect)
    source = "".join(inline.flatten(one) for one in found.sources)
    target = "".join(inline.flatten(one) for one in found.targets) if found.targets else None
    state, word = min(found.states, key=lambda one: list(State).index(one[0]), default=(State.NEW, ""))
    if target and not word:
        state = State.DRAFT
    anchor, oddities = _anchor(found.facts, source, name)
    if not found.sources:
        oddities.append(f"Unit {name} has no source.")
    if len(found.sources) > 1:
        oddities.append(f"Unit {name} was cut into {len(found.sources)} pieces; they are read as one.")
    unit = ExchangeUnit(
        id=name,
        source=source,
        target=target,
        state=State.NEW if target is None else state,
        notes=found.notes,
        anchor=anchor,
        state_word=word,
        sent_sha256=found.facts.get("sent-target-sha256", ""),
        foreign=_foreign(element, found, dialect),
    )
    return unit, oddities


def _find_1(element: etree._Element) -> _Found:
    name = etree.QName(element).namespace
    sources, targets = element.findall(f"{{{name}}}source"), element.findall(f"{{{name}}}target")
    groups = [one for one in element.findall(f"{{{name}}}context-group") if one.get("name", "").startswith(f"{GROUP}-")]
    notes = element.findall(f"{{{name}}}note")
    read = {*sources, *targets, *groups, *notes, *element.findall(f"{{{name}}}seg-source")}
    words = [one.get("state", "") for one in targets]
    return _Found(
        sources,
        targets,
        states=[(XLIFF_1.read.get(word, State.DRAFT), word) for word in words],
        facts={one.get("context-type", "")[2:]: (one.text or "").strip() for group in groups for one in group},
        notes=tuple(Note(one.text or "", one.get("from", "")) for one in notes),
        rest=[one for one in element if one not in read],
    )


def _find_2(element: etree._Element, dialect: Dialect) -> _Found:
    tag = dialect.tag
    parts = [one for one in element if one.tag in (tag("segment"), tag("ignorable"))]
    groups = [one for metadata in element.findall(_META) for one in metadata if one.get("category") == GROUP]
    facts = {one.get("type", ""): (one.text or "").strip() for group in groups for one in group}
    for group in groups:
        metadata = group.getparent()
        assert metadata is not None
        metadata.remove(group)
    notes = element.findall(tag("notes"))
    read = {*parts, *notes, *(one for one in element.findall(_META) if not len(one))}
    return _Found(
        sources=[found for one in parts if (found := one.find(tag("source"))) is not None],
        targets=[found for one in parts if (found := one.find(tag("target"))) is not None],
        states=[_state_2(one, dialect) for one in parts if one.tag == tag("segment")],
        facts=facts,
        notes=tuple(Note(one.text or "", one.get("category", "")) for group in notes for one in group),
        rest=[one for one in element if one not in read],
    )


def _state_2(segment: etree._Element, dialect: Dialect) -> tuple[State, str]:
    """Our own finer word counts only beside the coarse one that goes with it: tools change the one and forget the other."""
    word = segment.get("state", "")
    finer = segment.get("subState", "").removeprefix("dragoman:")
    if finer in list(State) and dialect.written[State(finer)] == word:
        return State(finer), word
    return dialect.read.get(word, State.NEW), word


def _anchor(facts: dict[str, str], source: str, name: str) -> tuple[Anchor | None, list[str]]:
    if "source-sha256" not in facts:
        return None, []
    try:
        span = Span(int(facts["start"]), int(facts["end"]))
        anchor = Anchor(facts["capture"], facts["text-version"], span, facts["source-sha256"])
    except (KeyError, ValueError):
        return None, [f"Unit {name} says where its source stands, but not in full; that was left out."]
    if digest(source) != anchor.sha256:
        return anchor, [f"The source of unit {name} is not what was sent: its digest differs."]
    return anchor, []


def _foreign(element: etree._Element, found: _Found, dialect: Dialect) -> Foreign | None:
    kept = Foreign(
        dialect.key,
        attributes=tuple((str(name), str(value)) for name, value in element.attrib.items() if name not in _OURS),
        elements=tuple(_serialise(one, dialect) for one in found.rest),
        source=_codes(found.sources, dialect),
        target=_codes(found.targets, dialect),
    )
    return kept if kept != Foreign(dialect.key) else None


def _codes(elements: Sequence[etree._Element], dialect: Dialect) -> str:
    return _serialise(elements[0], dialect) if len(elements) == 1 and inline.has_codes(elements[0]) else ""


def _serialise(element: etree._Element, dialect: Dialect) -> str:
    """In the namespace that is written: a file of 1.1 comes back as 1.2."""
    try:
        text = etree.tostring(element, method="c14n", exclusive=True, with_tail=False).decode()
    except etree.C14NError:  # the canonical form allows no relative namespace
        text = etree.tostring(element, encoding="unicode", with_tail=False)
    return text.replace(f'"{XLIFF_1_1}"', f'"{dialect.namespace}"')
