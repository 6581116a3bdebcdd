"""`dragoman revisit`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from dragoman.desk import bootstrap
from dragoman.errors import RuleBroken

if TYPE_CHECKING:
    from dragoman.desk.revisit import VisitReport
    from dragoman.desk.rounds import Tools

MOST_AT_ONCE = 500


@click.command("revisit", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("items", nargs=-1, metavar="[ITEM...]")
@click.option("--due", is_flag=True, help="What is due by the clock: addresses that dispatches cite.")
def revisit(items: tuple[str, ...], due: bool) -> None:  # noqa: FBT001 -- a flag
    """Go to addresses again, capture what is there now, and say what became of the text.

    ITEM is an id or an address. Prints for each: unchanged, changed (a new version), moved, gone, missing (not there
    this once: asked again before it is called gone), or unreadable. Exit status 1 when any could not be read.
    """
    bootstrap.start()
    from dragoman.desk.pipeline import index_now
    from dragoman.desk.rounds import open_tools

    if bool(items) == due:
        raise click.UsageError("Name items, or give --due.")
    with open_tools(processes=0) as tools:
        unread = _visit_due(tools) if due else _visit_named(tools, items)
        index_now()
    sys.exit(1 if unread else 0)


def _visit_named(tools: Tools, names: tuple[str, ...]) -> int:
    from dragoman.desk.read.custody import find_item
    from dragoman.desk.revisit import capture_again

    unread = 0
    for name in names:
        try:
            unread += _print(capture_again(tools, by=None, items=[find_item(name)]))
        except RuleBroken as error:
            unread += 1
            click.echo(f"{name}: {error.sentence}", err=True)
    return unread


def _visit_due(tools: Tools) -> int:
    from dragoman.desk.revisit import revisit_due

    unread = total = 0
    while (report := revisit_due(tools, limit=MOST_AT_ONCE)).visits:
        unread += _print(report)
        total += len(report.visits)
    click.echo(f"{total} visited.")
    return unread


def _print(report: VisitReport) -> int:
    """A line a visit; returns how many could not be read."""
    for visit in report.visits:
        version = f"version {visit.version.number}" if visit.version else ""
        moved = f"to {visit.moved_to}" if visit.moved_to else ""
        said = "  ".join(part for part in (f"item {visit.item_id}", visit.finding, version, moved, visit.sentence) if part)
        click.echo(said)
    if report.remarked:
        click.echo(f"{report.remarked} remarks on published dispatches.")
    return report.count("unreadable")
