"""`dragoman source`: the register on the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from dragoman.desk import bootstrap
from dragoman.errors import RuleBroken
from dragoman.watch.sensitivity import Sensitivity

MAX_OPML_BYTES = 20_000_000
_LEVEL = click.Choice([str(one) for one in Sensitivity])


@click.group()
def source() -> None:
    """The register of sources: add, list, import, sensitivity."""


@source.command()
@click.argument("url")
@click.option("--name", default="", help="Name in the source's own language and script. Default: what the address calls itself.")
@click.option("--english", default="", help="Name in the language that the desk writes.")
@click.option(
    "--kind", type=click.Choice(["feed", "listing", "telegram"]), help="What the address is. Default: found out by looking."
)
@click.option("--language", default="", help="Language tag of what it publishes: ar, fa, he ...")
@click.option("--country", default="", help="Country, two letters: LB, IR ...")
@click.option("--selector", default="", help="For a page without a feed: CSS selector of the links to its articles.")
@click.option("--zone", default="UTC", show_default=True, help="Time zone of dates printed without one: Asia/Beirut ...")
@click.option("--every", default=900, show_default=True, help="Seconds between two polls.")
@click.option("--render", is_flag=True, help="Render its pages in a browser as well.")
@click.option("--sensitivity", default="internal", show_default=True, type=_LEVEL, help="How far its texts may go.")
def add(  # noqa: PLR0913, PLR0917 -- the options of a command
    url: str,
    name: str,
    english: str,
    kind: str | None,
    language: str,
    country: str,
    selector: str,
    zone: str,
    every: int,
    render: bool,  # noqa: FBT001 -- a flag
    sensitivity: str,
) -> None:
    """Add the source that publishes at URL.

    URL may be a feed, a page that names its feed, a page with links to articles (give --selector), or a public
    Telegram channel. It is fetched once to see what it is.

    \b
    dragoman source add https://press.example/rss --language ar
    dragoman source add https://press.example/news --selector "h2 a" --zone Asia/Beirut
    dragoman source add https://t.me/channel
    """
    bootstrap.start()
    from dragoman.desk.console import foreign
    from dragoman.desk.watch import services

    added = services.add_source(
        by=None,
        url=url,
        kind=kind,
        name_native=name,
        name_english=english,
        language=language,
        country=country,
        selector=selector,
        time_zone=zone,
        interval_seconds=every,
        render_pages=render,
        sensitivity=sensitivity,
    )
    endpoint = added.endpoints.get()
    click.echo(f"Added {added.slug}: {foreign(str(added))}")
    click.echo(f"  {endpoint.get_kind_display()}: {endpoint.url}")


@source.command()
@click.argument("slug")
@click.argument("choice", type=click.Choice(["on", "off"]))
def rendering(slug: str, choice: str) -> None:
    """Have every page that is captured of the source SLUG rendered in a browser as well, or no longer."""
    bootstrap.start()
    from dragoman.desk.watch import register
    from dragoman.desk.watch.models import Source

    found = Source.objects.filter(slug=slug).first()
    if found is None:
        raise RuleBroken(f"There is no source {slug}. `dragoman source list` names them.", subject=slug)
    register.set_render_pages(by=None, source=found, render_pages=choice == "on", now=datetime.now(UTC))
    click.echo(f"{slug}: pages are {'rendered from now on' if choice == 'on' else 'no longer rendered'}.")


@source.command("list")
def list_sources() -> None:
    """List every source: what it is, when it last gave something, and what is wrong with it."""
    bootstrap.start()
    from dragoman.desk.console import cell, console, foreign, table
    from dragoman.desk.watch import selectors

    out, today, after = console(), datetime.now(UTC).date(), ""
    shown = table("slug", "name", "language", "#endpoints", "last good (UTC)", "trouble")
    while True:
        page = selectors.source_rows(today=today, after=after)
        for row in page.rows:
            good = f"{row.last_success_at:%Y-%m-%d %H:%M}" if row.last_success_at else "never"
            name = foreign(row.name_native) + (f" / {foreign(row.name_english)}" if row.name_english else "")
            trouble = row.sentence if row.failing else ("" if row.active else "switched off")
            shown.add_row(
                cell(row.slug), cell(name), cell(row.language), cell(str(row.endpoints)), cell(good), cell(trouble, "red")
            )
        after = page.next_key
        if not after:
            break
    if shown.row_count:
        out.print(shown)
    else:
        click.echo("No sources yet. Add one: dragoman source add URL")


@source.command()
@click.argument("level", type=_LEVEL)
@click.argument("slugs", nargs=-1, required=True, metavar="SLUG...")
def sensitivity(level: str, slugs: tuple[str, ...]) -> None:
    """Say how far the texts of some sources may go: which engines may have them, and beside what they are shown.

    \b
    dragoman source sensitivity open al-manara port-echo
    """
    bootstrap.start()
    from dragoman.desk.watch import services
    from dragoman.desk.watch.models import Source

    found = Source.objects.in_bulk(slugs, field_name="slug")
    if missing := [slug for slug in slugs if slug not in found]:
        raise RuleBroken(f"There is no source {', '.join(missing)}. Nothing was changed. `dragoman source list` shows all.")
    for one in found.values():
        services.set_sensitivity(by=None, source=one, sensitivity=level)
        click.echo(f"{one.slug}: {level}")


@source.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_opml(file: Path) -> None:
    """Add every feed that an OPML FILE lists. What is watched already is named and left as it is."""
    bootstrap.start()
    from dragoman.desk.console import plain
    from dragoman.desk.watch import services
    from dragoman.watch.opml import parse

    if file.stat().st_size > MAX_OPML_BYTES:
        raise RuleBroken(f"{file.name} is larger than {MAX_OPML_BYTES // 1_000_000} MB.")
    report = services.import_outlines(by=None, outlines=parse(file.read_bytes()))
    for problem in report.problems:
        click.echo(f"  left out: {plain(problem)}")
    click.echo(f"{len(report.added)} sources added, {len(report.problems)} left out.")
