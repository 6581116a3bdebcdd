"""The commands `dragoman names index`, `search` and `romanise`: one name, or a file of names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from dragoman.errors import NameListUnreadable, StyleUnreadable
from dragoman.names.cutting import tokens
from dragoman.names.index import Index
from dragoman.names.models import Models
from dragoman.names.romanisation import SCHEMES, Romanised, Style, load_style, shipped_style
from dragoman.names.romanisation import romanise as romanise_name
from dragoman.names.rows import read_names
from dragoman.names.storage import is_index
from dragoman.names.terminal import Row, form_options, tell_problems, write_rows
from dragoman.text.isolation import isolate

_A_LIST = "a name a line, or CSV or TSV with a column of names (- is standard input)."
_FOUND = ("query_id", "query", "rank", "score", "id", "name")
_ROMANISED = ("id", "name", "romanised", "marked")

Query = tuple[str, str]  # id, name


def tables_option(command: Callable[..., None]) -> Callable[..., None]:
    """The option `--tables`: what `dragoman names train` wrote."""
    return click.option(
        "--tables",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Learned tables of your own (`dragoman names train`), instead of the package's.",
    )(command)


@click.command("index")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where the index goes.")
@click.option("--column", default="name", show_default=True, help="Which column of FILE has the names.")
@tables_option
def index(file: Path, *, folder: Path, column: str, tables: Path | None) -> None:
    """Keep the list of FILE ready to be searched: `dragoman names search` takes the folder for the list.

    FILE is as the list of `search`: a name a line, or CSV or TSV with a column of names. An index that is in the folder is
    replaced.

    \b
    dragoman names index people.csv --out people.index
    dragoman names search "Самир Дарвиш" --in people.index
    """
    if not is_index(folder) and folder.is_dir() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} has other files: give a new folder, an empty one, or one with an index.")
    listed = read_names(file, column)
    tell_problems(listed.problems)
    Index(Models(tables) if tables else None).build(listed.names).save(folder)
    click.echo(f"{len(listed.names):,} names in {folder}")


@click.command("search")
@click.argument("query", required=False)
@click.option("--in", "file", required=True, type=click.Path(path_type=Path), help=f"The list, or its index: {_A_LIST}")
@click.option("--queries", type=click.Path(path_type=Path), help=f"Names to find, instead of one: {_A_LIST}")
@click.option("--column", default="name", show_default=True, help="Which column of --in has the names.")
@click.option("--query-column", default="name", show_default=True, help="Which column of --queries has the names.")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many to show, of each query.")
@click.option(
    "--least",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Leave out what scores less; 0.8 is a good beginning.",
)
@tables_option
@form_options
def search(  # noqa: PLR0913 - each is an option of the command
    query: str | None,
    *,
    file: Path,
    queries: Path | None,
    column: str,
    query_column: str,
    k: int,
    least: float,
    tables: Path | None,
    form: str,
) -> None:
    """Find a name, or each of a file of names, in a list, under any spelling.

    Prints score, name and id, best first. The score is the chance that both are one name, where as many pairs are as
    are not. Rows that are no names are told, and left out. Ids come from a column id; without one they are line numbers.
    A long list that is searched often is faster as an index: `dragoman names index`.

    \b
    dragoman names search "Самир Дарвиш" --in people.csv
    dragoman names search --queries articles.csv --query-column who --in people.csv -k 1 --least 0.8 --csv > found.csv
    """
    asked = _asked(query, queries, query_column)
    listed = _listed(file, column, Models(tables) if tables else None)
    answers = (((key, name), _hits(listed, name, k=k, least=least)) for key, name in asked)
    if form:
        write_rows(_rows(answers, form), form, _FOUND)
        return
    for (key, name), hits in answers:
        if queries:
            click.echo(f"{isolate(name)}  ({isolate(key)})")
        for hit in hits:
            click.echo(f"{'  ' if queries else ''}{hit['score']:.3f}  {isolate(hit['name'])}  ({isolate(hit['id'])})")
        if not hits:
            click.echo("  nothing sounds like it" if queries else "nothing sounds like it")


def _asked(query: str | None, queries: Path | None, column: str) -> list[Query]:
    """The names to find. Raises: UsageError, NameListUnreadable."""
    if (query is None) == (queries is None):
        raise click.UsageError("Give a name, or a file of names with an option: one of the two.")
    if queries is not None:
        listed = read_names(queries, column)
        tell_problems(listed.problems)
        return listed.names
    assert query is not None
    if not tokens(query):
        raise NameListUnreadable(f"“{isolate(query)}” has no letter to compare.")
    return [("", query)]


def _listed(file: Path, column: str, models: Models | None) -> Index:
    """The list of a file, or the index of a folder. Raises: NameListUnreadable, NameIndexUnreadable."""
    if file.is_dir():
        return Index.load(file, models)
    listed = read_names(file, column)
    tell_problems(listed.problems)
    return Index(models).build(listed.names)


def _hits(listed: Index, query: str, *, k: int, least: float) -> list[Row]:
    found = [hit for hit in listed.hits(query, k) if hit.score >= least]
    return [{"rank": rank, "score": hit.score, "id": hit.id, "name": hit.name} for rank, hit in enumerate(found, start=1)]


def _rows(answers: Iterable[tuple[Query, list[Row]]], form: str) -> Iterator[Row]:
    """An object a query, or a table row a hit; a query without any keeps its row."""
    for (key, query), hits in answers:
        asked = {"query_id": key, "query": query}
        if form == "json":
            yield asked | {"found": hits}
        else:
            yield from (dict.fromkeys(_FOUND, "") | asked | dict(hit) for hit in hits or [{}])


@click.command("romanise")
@click.argument("name", required=False)
@click.option("--in", "file", type=click.Path(path_type=Path), help=f"Many names, instead of one: {_A_LIST}")
@click.option("--column", default="name", show_default=True, help="Which column of --in has the names.")
@click.option(
    "--scheme",
    default="ijmes",
    show_default=True,
    metavar="SCHEME",
    help=f"{', '.join(SCHEMES)}, or your own style: a file that ends in .toml.",
)
@click.option("--language", default="", metavar="TAG", help="Of the name (ar, fa, ur, he, ru, uk), when its letters don't say.")
@click.option("--plain", is_flag=True, help="Do not mark guesses.")
@form_options
def romanise(name: str | None, *, file: Path | None, column: str, scheme: str, language: str, plain: bool, form: str) -> None:
    """Write a name, or each of a file of names, in Latin letters.

    What the name does not say (most short vowels) is a guess and stands in square brackets. Without --language, a name
    is Persian or Urdu by the letters that only these have, Arabic otherwise; Ukrainian by its letters, Russian otherwise.
    ijmes has Arabic and Persian; the other schemes have Hebrew, Urdu, Russian and Ukrainian too.

    \b
    dragoman names romanise "نعمان الدرساوي"
    dragoman names romanise --in people.csv --scheme newspaper --csv > romanised.csv
    """
    style = load_style(Path(scheme)) if scheme.endswith(".toml") else shipped_style(scheme)
    asked = _asked(name, file, column)
    said = _each(asked, style, language, many=file is not None)
    if form:
        write_rows((_romanised_row(*row) for row in said), form, _ROMANISED)
        return
    for _, _, romanised in said:
        click.echo(_printable(romanised.text if plain else romanised.marked))


def _each(asked: Iterable[Query], style: Style, language: str, *, many: bool) -> Iterator[tuple[str, str, Romanised]]:
    """The names, romanised; one of many that the style has no table for is told, and left out."""
    for key, name in asked:
        try:
            yield key, name, romanise_name(name, style, language=language)
        except StyleUnreadable as error:
            if not many:
                raise
            tell_problems([f"{key}: {name}: {error.sentence}"])


def _romanised_row(key: str, name: str, said: Romanised) -> Row:
    return {"id": key, "name": name, "romanised": said.text, "marked": said.marked}


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())
