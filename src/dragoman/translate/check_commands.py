"""`dragoman translate check-files`: two files held against each other, line by line."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from dragoman.errors import NotUnderstood
from dragoman.translate.checks import Finding, Pair, check
from dragoman.translate.term_rows import read_terms
from dragoman.translate.termbase import Termbase

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("check-files")
@click.argument("source_file", type=_FILE)
@click.argument("target_file", type=_FILE)
@click.option("--from", "source_language", required=True, help="The source's language (BCP 47).")
@click.option("--to", "target_language", required=True, help="The rendering's language (BCP 47).")
@click.option("--terms", "terms_file", type=_FILE, help="A termbase, CSV: its forbidden forms are found.")
@click.option("--names", "names_file", type=_FILE, help="Names, as a CSV of terms: preferred is the house's spelling.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def check_files(
    *,
    source_file: Path,
    target_file: Path,
    source_language: str,
    target_language: str,
    terms_file: Path | None,
    names_file: Path | None,
    as_json: bool,
) -> None:
    """Check a rendering against its source, line by line. Ends with 1 when something was found."""
    sources, targets = _lines(source_file), _lines(target_file)
    if len(sources) != len(targets):
        raise NotUnderstood(
            f"{source_file.name} has {len(sources)} lines, {target_file.name} {len(targets)}: each needs its own."
        )
    terms, names = _base(terms_file), _base(names_file)
    found = [
        (number, target, finding)
        for number, (source, target) in enumerate(zip(sources, targets, strict=True), start=1)
        for finding in check(Pair(source, target, source_language, target_language, terms, names))
    ]
    if as_json:
        click.echo(json.dumps([{"line": number, **asdict(finding)} for number, _, finding in found], ensure_ascii=False))
    else:
        for number, target, finding in found:
            click.echo(_show(number, target, finding))
        click.echo(f"{len(found)} findings in {len(sources)} lines")
    if found:
        raise SystemExit(1)


def _show(number: int, target: str, finding: Finding) -> str:
    here = target[finding.start : finding.end] if finding.end - finding.start <= 40 else ""
    place = f" at {finding.start}" + (f" \u2068{_printable(here)}\u2069" if _printable(here) else "")
    return f"line {number}{place}: {_printable(finding.sentence)} [{finding.code}]"


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _base(file: Path | None) -> Termbase:
    if file is None:
        return Termbase()
    read = read_terms(file)
    for problem in read.problems:
        click.echo(f"{file.name}: {problem}", err=True)
    return Termbase(read.terms)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise NotUnderstood(f"{file.name} could not be read as UTF-8 text.", detail=str(error), subject=str(file)) from error
