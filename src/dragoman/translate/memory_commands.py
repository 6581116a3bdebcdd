"""The commands `dragoman memory`: import, export, search."""

from __future__ import annotations

from pathlib import Path

import click

from dragoman.translate.exchange.tmx import Problem, import_tmx, write_tmx
from dragoman.translate.memory import Match, Memory

_SHOWN_PROBLEMS = 20
_FOLDER = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))


@click.group("memory")
def memory() -> None:
    """Translation memories: import, export, search. A memory is a folder."""


@memory.command("import")
@_FOLDER
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def import_file(folder: Path, file: Path) -> None:
    """Add a TMX file's units to a memory, which is made when it is not there. What cannot be taken is told; the rest goes on."""
    problems: list[Problem] = []
    held = _open(folder)
    added, known = import_tmx(held, file, problems.append)
    held.index_now()
    _tell(problems)
    click.echo(f"{added} units added, {known} known already, {len(problems)} problems")


@memory.command("export")
@_FOLDER
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export_file(folder: Path, file: Path) -> None:
    """Write a memory as a TMX 1.4b file, with evidence and reviewers."""
    held = _open(folder, must_exist=True)
    count, problems = write_tmx(held.units(), file)
    _tell(problems)
    damaged = held.problems()
    for sentence in damaged:
        click.echo(sentence, err=True)
    click.echo(f"{count} units written")
    if damaged:
        raise SystemExit(1)


@memory.command("search")
@_FOLDER
@click.argument("text")
@click.option("-k", default=5, show_default=True, type=click.IntRange(1, 100), help="How many to show.")
@click.option("--from", "source_language", help="Language of the text (BCP 47).")
@click.option("--to", "target_language", help="Language of the translations (BCP 47).")
@click.option("--least", default=50, show_default=True, type=click.IntRange(0, 100), help="Lowest score shown, in per cent.")
def search(folder: Path, text: str, k: int, source_language: str | None, target_language: str | None, least: int) -> None:
    """Show renderings of the same or similar sources, best first."""
    found = _open(folder, must_exist=True).search(
        text, k, source_language=source_language, target_language=target_language, least=least / 100
    )
    for match in found:
        for line in _describe(match):
            click.echo(line)
    if not found:
        click.echo("nothing like it")


def _open(folder: Path, *, must_exist: bool = False) -> Memory:
    if must_exist and not (folder / "units.jsonl").exists():
        raise click.ClickException(f"there is no memory in {folder}")
    held = Memory(folder)
    if held.recovered:
        click.echo(held.recovered, err=True)
    return held


def _tell(problems: list[Problem]) -> None:
    for problem in problems[:_SHOWN_PROBLEMS]:
        click.echo(_isolate(str(problem)), err=True)
    if len(problems) > _SHOWN_PROBLEMS:
        click.echo(f"and {len(problems) - _SHOWN_PROBLEMS} more", err=True)


def _describe(match: Match) -> list[str]:
    unit = match.unit
    lines = [
        f"{int(match.score * 100)} %  {match.kind}",
        f"  {_isolate(unit.source)}  ({unit.source_language})",
        f"  {_isolate(unit.target)}  ({unit.target_language})",
    ]
    if unit.anchor:
        lines.append(f"  capture {unit.anchor.capture}, text {unit.anchor.version}, {unit.anchor.start} to {unit.anchor.end}")
    if unit.reviewer:
        when = f", {unit.reviewed_utc:%Y-%m-%d}" if unit.reviewed_utc else ""
        lines.append(f"  reviewed by {_isolate(unit.reviewer)}{when}")
    return lines


def _isolate(text: str) -> str:
    """A text of any direction, and with any control characters, that leaves the lines around it alone."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return f"\u2068{plain}\u2069"
