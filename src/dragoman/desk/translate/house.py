"""How the house says things, for one item's sentences: its terms, and the names that it knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from dragoman.desk.read.known import highlights, names_in
from dragoman.desk.translate.kept_file import KeptFile
from dragoman.desk.ui.foreign import Highlight
from dragoman.errors import TermsUnreadable
from dragoman.names.linker import Mention
from dragoman.names.register import Entity
from dragoman.text.scripts import script
from dragoman.text.written import script_of
from dragoman.translate.term_rows import TermList, read_terms
from dragoman.translate.termbase import Form, FoundTerm, Standing, Term, Termbase, primary_tag

_MOST_PAIRS = 500  # of an item that an engine is told


@dataclass(frozen=True)
class Advice:
    """A term or a name that stands in a source, and how the house writes it."""

    printed: str
    house: str
    note: str = ""


def termbase() -> Termbase:
    """The house's terms; none while their file is missing or can't be read (`terms_problem` says why)."""
    try:
        return _file(Path(settings.TERMS_PATH)).now()[1]
    except TermsUnreadable:
        return _NOTHING[1]


def terms_problem() -> str:
    """Why the terms can't be used; empty when they can."""
    try:
        _file(Path(settings.TERMS_PATH)).now()
    except TermsUnreadable as error:
        return error.sentence
    return ""


def terms_list() -> TermList:
    """The file as it was read, with what is wrong in it. Raises: TermsUnreadable."""
    return _file(Path(settings.TERMS_PATH)).now()[0]


def advise(text: str, language: str, target: str) -> list[Advice]:
    """What the house says of a source's terms and names, in order, each once."""
    advice = [
        (one.start, Advice(text[one.start : one.end], better.text, one.term.note))
        for one in termbase().find(text, language)
        if (better := one.term.preferred(target)) is not None
    ]
    advice += [(one.start, Advice(one.text, who)) for one in names_in([text], language)[0] if (who := _who(one, target))]
    return list(dict.fromkeys(each for _, each in sorted(advice, key=lambda pair: pair[0])))


def pairs_in(texts: Sequence[str], language: str, target: str) -> tuple[tuple[str, str], ...]:
    """What an engine is told of the house's words: printed form in these sources, target form."""
    pairs: dict[str, str] = {}
    for text, mentions in zip(texts, names_in(texts, language), strict=True):
        for one in termbase().find(text, language):
            if (better := one.term.preferred(target)) is not None:
                pairs.setdefault(text[one.start : one.end], better.text)
        sure = ((one.text, house_in(one.best.entity, target)) for one in mentions if not one.ambiguous)
        pairs |= {printed: house for printed, house in sure if house}
    return tuple(pairs.items())[:_MOST_PAIRS]


def marks(text: str, language: str, target: str) -> list[Highlight]:
    """The terms and names of a sentence as a page marks them."""
    return _merged(highlights(names_in([text], language)[0]), _of_terms(termbase().find(text, language), target))


def names_of(text: str, language: str, target: str) -> Termbase:
    """The known names of one source as checks want them: the house's spelling preferred, other ones of its length forbidden."""
    sure = {one.best.entity.id: one for one in names_in([text], language)[0] if not one.ambiguous}
    return Termbase([Term(key, tuple(_forms(one, language, target))) for key, one in sure.items()])


def _forms(mention: Mention, language: str, target: str) -> Iterator[Form]:
    entity = mention.best.entity
    house = house_in(entity, target)
    yield Form(mention.text, language)
    if not house:
        return
    yield Form(house, target)
    for name in entity.names:
        if primary_tag(name.language) == primary_tag(target) and name.text != house:
            whole = len(name.text.split()) >= len(house.split())  # a part of a name is another way to say it
            yield Form(name.text, target, Standing.FORBIDDEN if whole else Standing.ADMITTED)


def house_in(entity: Entity, target: str) -> str:
    """How the house writes a name in a language: its own spelling, where that is in the language's letters; else the first
    one that the register has in this language, or none.
    """
    if script(entity.house) in ("Zyyy", script_of(target)):
        return entity.house
    return next((name.text for name in entity.names if primary_tag(name.language) == primary_tag(target)), "")


def _who(mention: Mention, target: str) -> str:
    houses = (house_in(candidate.entity, target) for candidate in mention.candidates)
    return " or ".join(filter(None, houses))


def _of_terms(found: Iterable[FoundTerm], target: str) -> list[Highlight]:
    return [
        Highlight(one.start, one.end, f"{better.text} (term)")
        for one in found
        if (better := one.term.preferred(target)) is not None
    ]


def _merged(names: Sequence[Highlight], terms: Sequence[Highlight]) -> list[Highlight]:
    """Both in order, without overlaps; a name is told before a term."""
    merged: list[Highlight] = []
    for one in sorted([*names, *terms], key=lambda each: (each.start, each not in names)):
        if not merged or one.start >= merged[-1].end:
            merged.append(one)
    return merged


_NOTHING = (TermList((), ()), Termbase())


def _read(path: Path) -> tuple[TermList, Termbase]:
    found = read_terms(path)
    return found, Termbase(found.terms)


@cache
def _file(path: Path) -> KeptFile[tuple[TermList, Termbase]]:
    return KeptFile(path, _read, _NOTHING)
