"""Terms as a table: one row a form, in CSV that spreadsheets open and that runs nothing in them.

Columns: `term` (rows with the same one are forms of one term), `language`, `form`, `standing` (preferred, admitted or
forbidden; empty is preferred), `part_of_speech`, `note`, `source`. Written with a byte-order mark, so that spreadsheets see
UTF-8.

A cell that a spreadsheet would take for a formula is written behind an apostrophe; reading takes it off again.
Source: OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import TermsUnreadable
from dragoman.translate.termbase import Form, Standing, Term, circular

COLUMNS = ("term", "language", "form", "standing", "part_of_speech", "note", "source")
_NEEDED = ("language", "form")
_DELIMITERS = ",;\t"
_LONGEST_FORM = 500  # characters; a longer cell is broken quoting
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class TermList:
    """The terms of a table, and a sentence for each row that is none, or that advises in a circle."""

    terms: tuple[Term, ...]
    problems: tuple[str, ...]


@dataclass
class _Gathered:
    forms: list[Form]
    note: str = ""
    source: str = ""


def read_terms(path: Path) -> TermList:
    """Read a table of terms; rows that are no forms are told, and end nothing.

    Raises:
        TermsUnreadable: the file can't be read, is not UTF-8, or its first line doesn't name the columns.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else "could not be read"
        raise TermsUnreadable(f"{path.name} {why}.", detail=str(error), subject=str(path)) from error
    return parse_terms(text, name=path.name)


def parse_terms(text: str, *, name: str = "The table") -> TermList:
    """The terms of a table's text, separated by commas, semicolons or tabs."""
    first_line = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    reader = csv.DictReader(io.StringIO(text.replace("\0", "")), delimiter=delimiter)
    try:
        columns = [column.strip().lower() for column in reader.fieldnames or ()]
        missing = [column for column in _NEEDED if column not in columns]
        if missing:
            raise TermsUnreadable(f"{name} has no column called {' and none called '.join(missing)} in its first line.")
        reader.fieldnames = columns
        rows = [(reader.line_num, {key: _plain(value or "") for key, value in row.items() if key in COLUMNS}) for row in reader]
    except csv.Error as error:
        raise TermsUnreadable(f"{name} is not a table.", detail=str(error)) from error
    return _gather(rows)


def _gather(rows: Iterable[tuple[int, dict[str, str]]]) -> TermList:
    gathered: dict[str, _Gathered] = {}
    problems = []
    for number, row in rows:
        if not any(row.values()):
            continue
        problem, form = _read_form(row)
        if form is None:
            problems.append(f"line {number}: {problem}")
            continue
        term = gathered.setdefault(row.get("term") or f"line-{number}", _Gathered([]))
        if form in term.forms:
            problems.append(f"line {number}: “{form.text}” stands twice in one term")
            continue
        term.forms.append(form)
        term.note = term.note or row.get("note", "")
        term.source = term.source or row.get("source", "")
    terms = tuple(Term(key, tuple(one.forms), one.note, one.source) for key, one in gathered.items())
    return TermList(terms, (*problems, *circles(terms)))


def _read_form(row: dict[str, str]) -> tuple[str, Form | None]:
    text, language, standing = row["form"], row["language"], row.get("standing", "").lower() or "preferred"
    problem = form_problem(text, language)
    if problem:
        return problem, None
    if standing not in set(Standing):
        return f"“{standing}” is not preferred, admitted or forbidden", None
    return "", Form(text, language, Standing(standing), row.get("part_of_speech", ""))


def form_problem(text: str, language: str) -> str:
    """Why a word of a file can be no form; empty when it can."""
    if not any(char.isalnum() for char in text):
        return f"“{text}” has no letter to find" if text else "no form"
    if len(text) > _LONGEST_FORM:
        return f"the form is longer than {_LONGEST_FORM} characters"
    return "" if _LANGUAGE.fullmatch(language) else f"“{language}” is no language tag"


def circles(terms: Iterable[Term]) -> list[str]:
    """A sentence for each form that is advised and forbidden in a circle."""
    return [
        f"“{form}” ({language}) is advised and forbidden in a circle; it is never advised"
        for language, form in sorted(circular(terms))
    ]


def write_terms(terms: Iterable[Term]) -> str:
    """The table of terms, with its byte-order mark; `parse_terms` of it gives the same terms."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for term in terms:
        for form in term.forms:
            cells = (term.id, form.language, form.text, form.standing.value, form.part_of_speech, term.note, term.source)
            writer.writerow([_guarded(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def merge_terms(held: Iterable[Term], added: Iterable[Term]) -> tuple[Term, ...]:
    """Both lists; a term of the second takes the place of the first's of the same id."""
    return tuple(({term.id: term for term in held} | {term.id: term for term in added}).values())


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _plain(cell: str) -> str:
    bare = cell.strip()
    return bare[1:] if bare.startswith("'") and _FORMULA.match(bare) else bare
