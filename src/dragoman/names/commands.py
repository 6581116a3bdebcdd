"""The commands `dragoman names`: compare, train, score; and those of `list_commands` and `link_commands`."""

from __future__ import annotations

from pathlib import Path

import click

from dragoman.names.comparison import Comparison
from dragoman.names.comparison import compare as compare_names
from dragoman.names.explanation import explain, text_of
from dragoman.names.index import Index
from dragoman.names.link_commands import discover, link
from dragoman.names.list_commands import index, romanise, search, tables_option
from dragoman.names.models import Models
from dragoman.names.scoring import pairs, retrieval
from dragoman.names.terminal import Row, write_rows


@click.group("names")
def names() -> None:
    """One name under every spelling: compare, search, link, romanise.

    Latin, Arabic (also Persian, Urdu and Sorani), Cyrillic and Hebrew letters. Nothing of this needs a desk, a database or
    a network. A score speaks of names: two persons of one name score 1.
    """


@names.command("compare")
@click.argument("one")
@click.argument("other")
@tables_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def compare(one: str, other: str, *, tables: Path | None, as_json: bool) -> None:
    """Are two names one? Prints the score, which word met which, how sure, and what was left over.

    The score, from 0 to 1, is the chance that both are one name, where as many pairs are as are not.

    \b
    dragoman names compare "Dr. Samir Darwish" "سمير درويش"
    """
    found = compare_names(one, other, models=Models(tables) if tables else None)
    if as_json:
        write_rows([_as_row(found)], "json", ())
        return
    for line in explain(found):
        click.echo(line)


def _as_row(found: Comparison) -> Row:
    return {
        "score": found.score,
        "meetings": [
            {"one": text_of(meeting.one), "other": text_of(meeting.other), "chance": meeting.chance} for meeting in found.meetings
        ],
        "left_one": [{"text": token.text, "kind": token.kind} for token in found.left_one],
        "left_other": [{"text": token.text, "kind": token.kind} for token in found.left_other],
    }


@names.command("train")
@click.argument("data", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="The folder to write the tables to.")
@click.option("--weights-only", is_flag=True, help="Keep the models that OUT has from the same data; fit their weights again.")
def train(data: Path, out: Path, *, weights_only: bool) -> None:
    """Learn the tables again from a folder of word pairs. The same folder gives the same tables, in some minutes.

    DATA has tab-separated files with a head line (latin, native, count) and sources.tsv, which names each file with its
    script (Arab, Cyrl, Hebr), source and licence. `compare`, `search` and `score` take the result with --tables.
    """
    from dragoman.names.learning.train import train as train_tables

    train_tables(data, out, click.echo, weights_only=weights_only)


@names.command("score")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--half", default="dev", show_default=True, help="Which half of the sets.")
@click.option("--limit", default=0, type=click.IntRange(0), help="So many rows of each set only.")
@tables_option
def score(folder: Path, half: str, limit: int, *, tables: Path | None) -> None:
    """Measure on evaluation sets: retrieval (first, among ten, mean of 1/rank), then pairs (AUC, F1 at one threshold).

    FOLDER has tab-separated files with a head line: A_<set>_<half>.tsv (query, id) with A_<index>_index.tsv (id, name), and
    B_pairs_<half>.tsv (a, b, label, set; a label is 1 or 0).
    """
    models = Models(tables) if tables else None
    click.echo(f"{'retrieval':14} {'n':>6} {'P@1':>6} {'R@10':>6} {'MRR':>6}")
    for row in retrieval(folder, half, lambda: Index(models), limit):
        click.echo(f"{row.name:14} {row.queries:6} {row.first:6.3f} {row.among_ten:6.3f} {row.reciprocal:6.3f}")
    threshold, rows = pairs(folder, half, lambda one, other: compare_names(one, other, models=models).score, limit)
    click.echo(f"\n{'pairs':14} {'n':>6} {'AUC':>6} {'F1':>6}   at {threshold:.3f}")
    for row_of_pairs in rows:
        click.echo(f"{row_of_pairs.name:14} {row_of_pairs.pairs:6} {row_of_pairs.auc:6.3f} {row_of_pairs.f1:6.3f}")


for command in (discover, link, romanise, index, search):
    names.add_command(command)
