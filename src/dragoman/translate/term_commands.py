"""The commands `dragoman terms`: on files, without a desk."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

import click

from dragoman.translate.target import target_language
from dragoman.translate.term_files import read_term_file, write_term_file
from dragoman.translate.term_rows import TermList, merge_terms
from dragoman.translate.termbase import Term, Termbase

_SHOWN_PROBLEMS = 20
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("terms")
def terms() -> None:
    """The termbase in a file: import, export, find."""


@terms.command("import")
@click.argument("file", type=_FILE)
@click.option("--into", required=True, type=_FILE, help="The termbase to add to, CSV or TBX; made when it is not there.")
def import_terms(file: Path, into: Path) -> None:
    """Add the terms of a CSV or TBX to a termbase. A term of the same id is replaced; what is no term is told and left out."""
    added = _read(file)
    held = _read(into).terms if into.exists() else ()
    _write(into, merge_terms(held, added.terms))
    click.echo(f"{len(added.terms)} terms read, {len(merge_terms(held, added.terms))} in {into.name}")


@terms.command("export")
@click.argument("file", type=_FILE)
@click.option("--to", required=True, type=_FILE, help="The file to write: TBX when it is called .tbx, else CSV.")
@click.option("--language", help="Only the terms that have a form of this language.")
@click.option("--tbx-version", default="3", show_default=True, type=click.Choice(["2", "3"]), help="For older tools: 2.")
def export_terms(file: Path, to: Path, language: str | None, tbx_version: str) -> None:
    """Write a termbase as TBX, or as CSV that spreadsheets open: UTF-8 with a mark, no cell a formula."""
    chosen = [term for term in _read(file).terms if not language or any(form.language == language for form in term.forms)]
    _write(to, chosen, tbx_version)
    click.echo(f"{len(chosen)} terms in {to.name}")


@terms.command("find")
@click.argument("text_file", type=click.File("r", encoding="utf-8", errors="replace"))
@click.option("--terms", "file", required=True, type=_FILE, help="The termbase, CSV or TBX.")
@click.option("--language", required=True, help="The text's language (BCP 47).")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def find(text_file: TextIO, file: Path, language: str, as_json: bool) -> None:  # noqa: FBT001
    """Where a text uses the terms, inflected or not. `-` reads from standard input."""
    text = text_file.read()
    found = Termbase(_read(file).terms).find(text, language)
    if as_json:
        rows = [
            {"start": one.start, "end": one.end, "printed": text[one.start : one.end], "term": one.term.id,
             "form": one.form.text, "standing": one.form.standing.value}
            for one in found
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.start}–{one.end}  \u2068{text[one.start : one.end]}\u2069  {one.form.standing}  ({one.term.id})")
    if not found:
        click.echo("no term stands in this text")


def _read(file: Path) -> TermList:
    found = read_term_file(file)
    _tell(file, found.problems)
    return found


def _write(file: Path, terms: Iterable[Term], tbx_version: str = "3") -> None:
    _tell(file, write_term_file(file, terms, language=target_language(os.environ), tbx_version=tbx_version))


def _tell(file: Path, problems: Sequence[str]) -> None:
    for problem in problems[:_SHOWN_PROBLEMS]:
        click.echo(f"{file.name}: {problem}", err=True)
    if len(problems) > _SHOWN_PROBLEMS:
        click.echo(f"{file.name}: {len(problems) - _SHOWN_PROBLEMS} more", err=True)
