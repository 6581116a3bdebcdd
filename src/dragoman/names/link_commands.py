"""The commands `dragoman names link` and `discover`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from dragoman.names.discovery import LANGUAGES
from dragoman.names.discovery import discover as discover_names
from dragoman.names.linker import Linker, Mention
from dragoman.names.register import Register, load_register
from dragoman.names.rows import read_text
from dragoman.names.terminal import Row, form_options, tell_problems, write_rows
from dragoman.text.isolation import isolate

_AROUND_CHARS = 30
_LINKED = ("start", "end", "text", "score", "id", "house")


@click.command("link")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--register", "register_file", required=True, type=click.Path(path_type=Path), help="The known names: JSON lines or CSV."
)
@click.option("--language", default="", metavar="TAG", help="Of the text.")
@form_options
def link(file: Path, register_file: Path, language: str, *, form: str) -> None:
    """Find a register's names in a text file (- reads standard input): places, house spellings, every candidate's score.

    A place is in code points of the text, the last not counted. --csv has a row for each candidate of a mention.

    \b
    dragoman names link article.txt --register names.jsonl
    """
    register = load_register(register_file)
    text = read_text(file)
    linker = Linker(register)
    _tell_problems(register, linker)
    mentions = linker.link(text, language)
    if form == "json":
        write_rows(map(_as_object, mentions), form, ())
    elif form == "csv":
        write_rows((row for mention in mentions for row in _as_rows(mention)), form, _LINKED)
    else:
        for mention in mentions:
            click.echo(_as_line(mention, text))


def _tell_problems(register: Register, linker: Linker) -> None:
    told = [f"row {problem.row}: {problem.sentence}" for problem in register.problems]
    told += [
        f"{entity_id}: {name!r} is never linked: too short, too common, or only a title"
        for entity_id, name in linker.refused.items()
    ]
    tell_problems(told)


def _as_object(mention: Mention) -> Row:
    candidates = [
        {"id": candidate.entity.id, "house": candidate.entity.house, "score": candidate.score, "reasons": candidate.reasons}
        for candidate in mention.candidates
    ]
    return asdict(mention) | {"candidates": candidates}


def _as_rows(mention: Mention) -> Iterator[Row]:
    place = {"start": mention.start, "end": mention.end, "text": mention.text}
    for candidate in mention.candidates:
        yield place | {"score": candidate.score, "id": candidate.entity.id, "house": candidate.entity.house}


def _as_line(mention: Mention, text: str) -> str:
    """Place, the words in their surroundings, and who it can be."""
    before = text[max(0, mention.start - _AROUND_CHARS) : mention.start]
    after = text[mention.end : mention.end + _AROUND_CHARS]
    around = isolate(f"{before}[{mention.text}]{after}")
    who = "; ".join(
        f"{isolate(candidate.entity.house)} ({isolate(candidate.entity.id)}) {candidate.score:.2f}"
        for candidate in mention.candidates
    )
    return f"{mention.start}-{mention.end}\t{who}\t{around}"


@click.command("discover")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--language", default="", metavar="TAG", help=f"Of the text: {', '.join(LANGUAGES)}. Otherwise all of its scripts.")
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="Leave out the names of this register.")
@form_options
def discover(file: Path, language: str, register_file: Path | None, *, form: str) -> None:
    """Propose names in a text file (- reads standard input) that no register has, each with its reasons.

    Each line has the place in the text (code points, the last not counted), the name and why it may be one. These are
    proposals by titles, verbs and shape: read them before you add any to a register.
    """
    known = Linker(load_register(register_file)) if register_file else None
    if language and language.partition("-")[0].lower() not in LANGUAGES:
        click.echo(
            f"no words are known that stand beside names in {isolate(language)}: those of the text's scripts are used", err=True
        )
    proposals = discover_names(read_text(file), language, known=known)
    if form == "json":
        write_rows(map(asdict, proposals), form, ())
    elif form == "csv":
        rows = (asdict(proposal) | {"reasons": "; ".join(proposal.reasons)} for proposal in proposals)
        write_rows(rows, form, ("start", "end", "text", "reasons"))
    else:
        for proposal in proposals:
            click.echo(f"{proposal.start}-{proposal.end}\t{isolate(proposal.text)}\t{isolate('; '.join(proposal.reasons))}")
