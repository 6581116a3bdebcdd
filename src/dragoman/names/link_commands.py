"""The commands `dragoman names romanise`, `link` and `discover`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from dragoman.errors import NameListUnreadable
from dragoman.names.discovery import LANGUAGES
from dragoman.names.discovery import discover as discover_names
from dragoman.names.linker import Linker, Mention
from dragoman.names.register import Register, load_register
from dragoman.names.romanisation import SCHEMES, load_style
from dragoman.names.romanisation import romanise as romanise_name

_AROUND_CHARS = 30
_SHOWN_PROBLEMS = 10
_JOINERS = "\u200c\u200d"


@click.command("romanise")
@click.argument("name")
@click.option("--scheme", default="ijmes", metavar="SCHEME", help=f"{', '.join(SCHEMES)}, or a style file (TOML).")
@click.option("--language", default="", metavar="TAG", help="Of the name (ar, fa, ur, he, ru, uk), when its letters don't say.")
@click.option("--plain", is_flag=True, help="Do not mark guesses.")
def romanise(name: str, scheme: str, language: str, *, plain: bool) -> None:
    """Write a name in Latin letters. What the name does not say stands in square brackets."""
    style = load_style(Path(scheme)) if scheme.endswith(".toml") else scheme
    said = romanise_name(name, style, language=language)
    click.echo(said.text if plain else said.marked)


@click.command("link")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--register", "register_file", required=True, type=click.Path(path_type=Path), help="The known names: JSON lines or CSV."
)
@click.option("--language", default="", metavar="TAG", help="Of the text.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a mention.")
def link(file: Path, register_file: Path, language: str, *, as_json: bool) -> None:
    """Find a register's names in a text file (- reads standard input): places, house spellings, every candidate's score."""
    register = load_register(register_file)
    text = read_text(file)
    linker = Linker(register)
    _tell_problems(register, linker)
    for mention in linker.link(text, language):
        click.echo(_as_json(mention) if as_json else _as_line(mention, text))


def read_text(file: Path) -> str:
    """A text file, or standard input for `-`. Raises: NameListUnreadable."""
    try:
        payload = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return payload.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NameListUnreadable(f"{file} cannot be read as UTF-8 text.", detail=str(error), subject=str(file)) from error


def _tell_problems(register: Register, linker: Linker) -> None:
    told = [f"row {problem.row}: {problem.sentence}" for problem in register.problems]
    told += [
        f"{entity_id}: {name!r} is never linked: too short, too common, or only a title"
        for entity_id, name in linker.refused.items()
    ]
    for line in told[:_SHOWN_PROBLEMS]:
        click.echo(line, err=True)
    if len(told) > _SHOWN_PROBLEMS:
        click.echo(f"... and {len(told) - _SHOWN_PROBLEMS} more", err=True)


def _as_json(mention: Mention) -> str:
    candidates = [
        {"id": candidate.entity.id, "house": candidate.entity.house, "score": candidate.score, "reasons": candidate.reasons}
        for candidate in mention.candidates
    ]
    return json.dumps(asdict(mention) | {"candidates": candidates}, ensure_ascii=False)


def _as_line(mention: Mention, text: str) -> str:
    """Place, the words in their surroundings, and who it can be."""
    before = text[max(0, mention.start - _AROUND_CHARS) : mention.start]
    after = text[mention.end : mention.end + _AROUND_CHARS]
    around = _isolate(f"{before}[{mention.text}]{after}")
    who = "; ".join(f"{candidate.entity.house} ({candidate.entity.id}) {candidate.score:.2f}" for candidate in mention.candidates)
    return f"{mention.start}-{mention.end}\t{who}\t{around}"


def _isolate(text: str) -> str:
    """A text on one line, of any direction, without control characters: it leaves the line around it alone."""
    shown = "".join(char for char in " ".join(text.split()) if char.isprintable() or char in _JOINERS)
    return f"\u2068{shown}\u2069"


@click.command("discover")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--language", default="", metavar="TAG", help=f"Of the text: {', '.join(LANGUAGES)}. Otherwise all of its script.")
@click.option("--register", "register_file", type=click.Path(path_type=Path), help="Leave out the names of this register.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a proposal.")
def discover(file: Path, language: str, register_file: Path | None, *, as_json: bool) -> None:
    """Propose names in a text file (- reads standard input) that no register has, each with its reasons."""
    known = Linker(load_register(register_file)) if register_file else None
    for proposal in discover_names(read_text(file), language, known=known):
        if as_json:
            click.echo(json.dumps(asdict(proposal), ensure_ascii=False))
        else:
            click.echo(f"{proposal.start}-{proposal.end}\t{_isolate(proposal.text)}\t{'; '.join(proposal.reasons)}")
