"""`dragoman render`: it stands above the apps, because an item is found by one and rendered by another."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dragoman.desk import bootstrap
from dragoman.errors import DragomanError, RuleBroken

if TYPE_CHECKING:
    from dragoman.desk.capture.models import RenderedCapture
    from dragoman.desk.rounds import Tools
    from dragoman.desk.watch.models import Entry

ENDINGS = {"screenshot": "jpg", "pdf": "pdf", "text": "txt"}


@click.command()
@click.argument("things", nargs=-1, required=True, metavar="ITEM|URL...")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write the views into this folder as well."
)
def render(things: tuple[str, ...], folder: Path | None) -> None:
    """Render pages in a browser now: a screenshot, a PDF, the text as shown, and every byte they are made of.

    An ITEM is given by its number; a URL is captured and read first. Prints for each its outcome and its views
    with their captures. Exit status 1 when any of them gave no page.

    \b
    dragoman render 17
    dragoman render https://press.example/news/17 --to views
    """
    bootstrap.start()
    from dragoman.desk.capture import rendered
    from dragoman.desk.pipeline import open_tools

    failed = 0
    with rendered.open_browser() as browser, open_tools(processes=0) as tools:
        for thing in things:
            try:
                wanted = rendered.ask(by=None, entry=_find_entry(tools, thing), now=datetime.now(UTC))
                made = rendered.make(by=None, rendered=wanted, browser=browser, recorder=tools.recorder, clock=tools.clock)
                failed += made.outcome not in (made.STORED, made.CUT)
                _print(thing, made)
                if folder is not None:
                    _write_views(made, folder)
            except DragomanError as error:
                failed += 1
                click.echo(f"{thing}: {error.sentence}", err=True)
    sys.exit(1 if failed else 0)


def _find_entry(tools: Tools, thing: str) -> Entry:
    """Raises: RuleBroken, when there is none; NotAllowed."""
    from dragoman.desk.pipeline import hand_in
    from dragoman.desk.read.custody import find_item
    from dragoman.desk.rounds import RoundReport

    if thing.startswith(("http://", "https://")):
        return hand_in(tools, RoundReport(), by=None, url=thing)
    entry = find_item(thing).entry
    if entry is None:
        raise RuleBroken(f"Item {thing} has no address that a browser could open.", subject=thing)
    return entry


def _print(thing: str, made: RenderedCapture) -> None:
    parts = made.parts.count()
    click.echo(f"{thing}: {made.outcome}, {parts} captures, {made.seconds:.1f} s, {made.browser or 'no browser'}")
    for sentence in [made.sentence, *made.remarks] if made.sentence not in " ".join(made.remarks) else made.remarks:
        click.echo(f"  {sentence}")
    for name in ENDINGS:
        view = getattr(made, name)
        if view is not None:
            click.echo(f"  {name:<10} {view.pk}  {view.payload_bytes:,} bytes  sha256:{view.payload_sha256}")


def _write_views(made: RenderedCapture, folder: Path) -> None:
    """Files of the rendered capture's number. Raises: RuleBroken, when the folder cannot be written."""
    from dragoman.desk.capture.selectors import payload

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, ending in ENDINGS.items():
            view = getattr(made, name)
            if view is not None:
                (folder / f"{made.pk}.{ending}").write_bytes(payload(view))
    except OSError as error:
        raise RuleBroken(f"{folder} cannot be written.", detail=str(error), subject=str(folder)) from error
