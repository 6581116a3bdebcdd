"""`dragoman search`: it stands above the apps, because building the index anew joins items with their translations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from dragoman.desk import bootstrap

if TYPE_CHECKING:
    from dragoman.desk.read.selectors import Found
    from dragoman.read.search import Hit


@click.command()
@click.argument("query", required=False)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Hits to show.")
@click.option("--source", default="", help="Only this source (its slug).")
@click.option("--language", default="", help="Only this language: ar, fa ...")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
@click.option("--rebuild", is_flag=True, help="Make the search index anew from the items first.")
def search(query: str | None, limit: int, source: str, language: str, as_json: bool, rebuild: bool) -> None:  # noqa: FBT001
    """Search originals and translations for QUERY, in any script and any usual spelling.

    Hits show the item's number, source, date and title, and the passage with the words found in it.

    \b
    dragoman search "رسالة"
    dragoman search letter --language fa --json
    dragoman search --rebuild
    """
    bootstrap.start()
    from dragoman.desk.read import selectors

    if not (query or rebuild):
        raise click.UsageError("Give a QUERY, or --rebuild.")
    if rebuild:
        from dragoman.desk.pipeline import rebuild_index

        click.echo(f"{rebuild_index()} items indexed.", err=as_json)
    if not query:
        return

    filters = {name: value for name, value in (("source", source), ("language", language)) if value}
    found = selectors.search(query, filters=filters, limit=limit)
    if as_json:
        click.echo(json.dumps(_as_json(query, found), ensure_ascii=False, indent=2))
    else:
        _print(found)


def _as_json(query: str, found: Found) -> dict[str, Any]:
    return {
        "query": query,
        "total": found.results.total,
        "relaxed": found.results.relaxed,
        "hits": [_hit_as_json(hit, found) for hit in found.results.hits if hit.id in found.items],
    }


def _hit_as_json(hit: Hit, found: Found) -> dict[str, Any]:
    item = found.items[hit.id]
    return {
        "item": item.pk,
        "score": round(hit.score, 4),
        "source": item.source.slug,
        "language": item.language,
        "title": item.title,
        "url": item.url,
        "published": item.published_at.isoformat() if item.published_at else None,
        "snippets": [
            {"field": snippet.field, "text": snippet.text, "found": [list(span) for span in snippet.marks]}
            for snippet in hit.snippets
        ],
        "spellings": list(hit.spellings),
    }


def _print(found: Found) -> None:
    from rich.text import Text

    from dragoman.desk.console import console, foreign, plain

    out = console()
    if found.results.relaxed:
        out.print(Text("No item holds all of these words; these hold some of them."))
    for hit in found.results.hits:
        item = found.items.get(hit.id)
        if item is None:
            continue
        when = f"{item.published_at or item.first_seen_at:%Y-%m-%d}"
        out.print(Text(f"{item.pk:>6}  {when}  {item.source.slug}  {item.language}  {foreign(str(item))}", style="bold"))
        for snippet in hit.snippets:
            out.print(_marked(snippet.text, snippet.marks))
    shown = sum(hit.id in found.items for hit in found.results.hits)
    if not found.results.total:
        out.print(Text("Nothing found."))
    else:
        out.print(Text(plain(f"{shown} of {found.results.total}")))


def _marked(text: str, spans: Any) -> Any:
    """A passage on its own line, isolated, with the words found in it in bold."""
    from rich.text import Text

    from dragoman.desk.console import FIRST_STRONG_ISOLATE, POP_ISOLATE, spaced

    line = Text(FIRST_STRONG_ISOLATE + spaced(text) + POP_ISOLATE)
    for start, end in spans:
        line.stylize("bold reverse", start + 1, end + 1)
    return Text("        ").append_text(line)
