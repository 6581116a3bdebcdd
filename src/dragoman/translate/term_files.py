"""A termbase in a file: TBX when its name ends so, else the table of `term_rows`.

What a term has and TBX has not goes the way that loses nothing: an id that is no XML name is written with escapes, which
reading takes off. What TBX has and a term has not (a concept's field and definition, a note on one term) goes into the note.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from dragoman.errors import TermsUnreadable
from dragoman.translate.exchange import tbx_reader, tbx_writer
from dragoman.translate.exchange.terms import Status, TermEntry
from dragoman.translate.exchange.terms import Term as TbxTerm
from dragoman.translate.exchange.units import Problem
from dragoman.translate.term_rows import TermList, circles, form_problem, read_terms, write_terms
from dragoman.translate.termbase import Form, Standing, Term

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._\-]|_(?=x[0-9A-F]{4,6}_)|^[^A-Za-z_]")
_ESCAPED = re.compile(r"_x([0-9A-F]{4,6})_")
_STANDINGS = {Status.ADMITTED: Standing.ADMITTED, Status.FORBIDDEN: Standing.FORBIDDEN}


def read_term_file(path: Path) -> TermList:
    """The terms of a TBX or CSV file, and a sentence for whatever in it is no term or was left out.

    Raises:
        TermsUnreadable: the file can't be read, or is no table.
        ExchangeUnreadable: a `.tbx` that is no TBX at all, or that is hostile.
    """
    if not _is_tbx(path):
        return read_terms(path)
    try:
        with path.open("rb") as file:
            return _gather(tbx_reader.stream(file))
    except OSError as error:
        raise TermsUnreadable(f"{path.name} could not be read.", detail=str(error), subject=str(path)) from error


def write_term_file(path: Path, terms: Iterable[Term], *, language: str, tbx_version: str = "3") -> tuple[str, ...]:
    """Write the terms as the file's name asks, whole or not at all; a sentence for each thing that TBX has no word for.

    Args:
        language: of the notes (BCP 47), which TBX names.

    Raises:
        TermsUnreadable: the file can't be written.
        ExchangeUnwritable: TBX has no such version, or no room for a term.
    """
    chosen = list(terms)
    entries = map(entry_of, chosen)
    payload = tbx_writer.write(entries, tbx_version, language=language) if _is_tbx(path) else write_terms(chosen).encode()
    waiting = path.with_name(path.name + ".new")
    try:
        waiting.write_bytes(payload)
        waiting.replace(path)
    except OSError as error:
        raise TermsUnreadable(f"{path.name} could not be written.", detail=str(error), subject=str(path)) from error
    return tuple(_unsaid(chosen)) if _is_tbx(path) else ()


def entry_of(term: Term) -> TermEntry:
    """The term as TBX holds it."""
    forms = tuple(TbxTerm(one.text, one.language, Status(one.standing.value), one.part_of_speech) for one in term.forms)
    return TermEntry(_NOT_IN_NAMES.sub(_escape, term.id), forms, note=term.note, source=term.source)


def term_of(entry: TermEntry) -> tuple[Term, tuple[str, ...]]:
    """The concept as a term of the same id, and a sentence for each form that is none. A status that is not said is preferred."""
    forms: dict[Form, None] = {}
    problems = []
    for one in entry.terms:
        problem = form_problem(one.text, one.language)
        form = Form(one.text, one.language, _STANDINGS.get(one.status, Standing.PREFERRED), one.part_of_speech)
        if problem:
            problems.append(f"concept {entry.id}: {problem}")
        elif form in forms:
            problems.append(f"concept {entry.id}: “{form.text}” stands twice in one term")
        forms |= {} if problem else {form: None}
    notes = [entry.subject, entry.definition, entry.note, *(one.note for one in entry.terms)]
    sources = [entry.source, *(one.source for one in entry.terms)]
    name = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), entry.id)
    return Term(name, tuple(forms), _lines(notes), _lines(sources)), tuple(problems)


def _gather(events: Iterable[TermEntry | Problem]) -> TermList:
    terms: dict[str, Term] = {}
    met: Counter[str] = Counter()
    problems = []
    for event in events:
        if isinstance(event, Problem):
            problems.append(f"line {event.line}: {event.sentence}")
            continue
        term, found = term_of(event)
        problems += found
        if term.forms:
            name = base = term.id or "concept"
            while name in terms:
                met[base] += 1
                name = f"{base}-{met[base] + 1}"
            terms[name] = Term(name, term.forms, term.note, term.source)
    return TermList(tuple(terms.values()), (*problems, *circles(terms.values())))


def _unsaid(terms: Iterable[Term]) -> Iterator[str]:
    parts = {form.part_of_speech for term in terms for form in term.forms}
    for part in sorted(parts - {"", *tbx_writer.PARTS_OF_SPEECH}):
        yield f"TBX has no word for the part of speech “{part}”; “other” stands in its place"


def _escape(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _is_tbx(path: Path) -> bool:
    return path.suffix.lower() == ".tbx"
