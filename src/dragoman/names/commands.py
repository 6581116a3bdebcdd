"""The commands `dragoman names`: compare, search, train, score; and those of `link_commands`."""

from __future__ import annotations

from pathlib import Path

import click

from dragoman.names.comparison import Comparison
from dragoman.names.comparison import compare as compare_names
from dragoman.names.cutting import Token
from dragoman.names.index import Index
from dragoman.names.link_commands import discover, link, romanise
from dragoman.names.rows import read_names
from dragoman.names.scoring import pairs, retrieval

_SHOWN_PROBLEMS = 10


@click.group("names")
def names() -> None:
    """One name under every spelling: compare, search, link, romanise."""


@names.command("compare")
@click.argument("one")
@click.argument("other")
def compare(one: str, other: str) -> None:
    """Are two names one? Prints the score, which word met which, how sure, and what was left over."""
    for line in _explain(compare_names(one, other)):
        click.echo(line)


def _explain(found: Comparison) -> list[str]:
    lines = [f"score {found.score:.3f}"]
    lines += [f"  {_words(meeting.one)} = {_words(meeting.other)}  {meeting.chance:.3f}" for meeting in found.meetings]
    for side, left in (("first", found.left_one), ("second", found.left_other)):
        lines += [f"  left over of the {side}: {_isolate(token.text)} ({token.kind})" for token in left]
    if not found.meetings:
        lines.append("  nothing met")
    return lines


def _words(tokens: tuple[Token, ...]) -> str:
    return _isolate(" ".join(token.text for token in tokens))


def _isolate(text: str) -> str:
    """A name of any direction, and with any control characters, that leaves the line around it alone."""
    plain = "".join(char for char in text if char.isprintable())
    return f"\u2068{plain}\u2069"


@names.command("search")
@click.argument("query")
@click.option(
    "--in", "file", required=True, type=click.Path(path_type=Path), help="A name a line, or CSV/TSV with a column name."
)
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many to show.")
def search(query: str, file: Path, k: int) -> None:
    """Find a name in a list, under any spelling. Rows that are no names are told, and left out."""
    listed = read_names(file)
    for problem in listed.problems[:_SHOWN_PROBLEMS]:
        click.echo(f"left out: {_isolate(problem)}", err=True)
    if len(listed.problems) > _SHOWN_PROBLEMS:
        click.echo(f"left out: {len(listed.problems) - _SHOWN_PROBLEMS} more", err=True)
    found = Index().build((str(row), name) for row, (_, name) in enumerate(listed.names)).search(query, k)
    for row, score in found:
        key, name = listed.names[int(row)]
        click.echo(f"{score:.3f}  {_isolate(name)}  ({_isolate(key)})")
    if not found:
        click.echo("nothing sounds like it")


@names.command("train")
@click.argument("data", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder to write the tables to.")
@click.option("--weights-only", is_flag=True, help="Keep the models that OUT has from the same data; fit their weights again.")
def train(data: Path, out: Path, *, weights_only: bool) -> None:
    """Learn the tables again from a folder of word pairs. The same folder gives the same tables."""
    from dragoman.names.learning.train import train as train_tables

    train_tables(data, out, click.echo, weights_only=weights_only)


@names.command("score")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--half", default="dev", show_default=True, help="Which half of the sets.")
@click.option("--limit", default=0, type=click.IntRange(0), help="So many rows of each set only.")
def score(folder: Path, half: str, limit: int) -> None:
    """Measure on evaluation sets: retrieval (first, among ten, mean of 1/rank), then pairs (AUC, F1 at one threshold)."""
    click.echo(f"{'retrieval':14} {'n':>6} {'P@1':>6} {'R@10':>6} {'MRR':>6}")
    for row in retrieval(folder, half, Index, limit):
        click.echo(f"{row.name:14} {row.queries:6} {row.first:6.3f} {row.among_ten:6.3f} {row.reciprocal:6.3f}")
    threshold, rows = pairs(folder, half, lambda one, other: compare_names(one, other).score, limit)
    click.echo(f"\n{'pairs':14} {'n':>6} {'AUC':>6} {'F1':>6}   at {threshold:.3f}")
    for row_of_pairs in rows:
        click.echo(f"{row_of_pairs.name:14} {row_of_pairs.pairs:6} {row_of_pairs.auc:6.3f} {row_of_pairs.f1:6.3f}")


names.add_command(discover)
names.add_command(link)
names.add_command(romanise)
