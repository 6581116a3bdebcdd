"""`dragoman watch` and `dragoman capture`."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from dragoman.desk import bootstrap
from dragoman.errors import ArchiveUnwritable, CaptureFailed, RuleBroken

if TYPE_CHECKING:
    from dragoman.desk.rounds import RoundReport, Tools
    from dragoman.desk.watch.models import Entry

log = logging.getLogger(__name__)
FAILURES_SHOWN = 20
RETRY_AFTER_SECONDS = 30.0  # when the archive or the database fails under the continuous watch


@click.command()
@click.option("--once", is_flag=True, help="One round, its table, and the end.")
@click.option("--all", "all_active", is_flag=True, help="With --once: every source, due or not.")
@click.option(
    "--every", default=15.0, show_default=True, type=click.FloatRange(1, 3600), help="Seconds between looks at what is due."
)
@click.option("--processes", default=None, type=click.IntRange(0, 64), help="Processes that read pages. Default: one a core.")
def watch(once: bool, all_active: bool, every: float, processes: int | None) -> None:  # noqa: FBT001 -- flags
    """Poll what is due; capture, read and index what is new.

    Without --once it goes on until Ctrl-C. Any number of watchers may run at the same time, on any number of
    machines: no source is polled twice. Stopped at any moment, nothing that was acknowledged is lost.
    """
    bootstrap.start()
    from dragoman.desk.pipeline import open_tools, run_round

    if all_active and not once:
        raise click.UsageError("--all goes with --once.")
    with open_tools(processes=processes) as tools:
        if once:
            report = run_round(tools=tools, all_active=all_active)
            print_round(report)
        else:
            _watch_on(tools, every)


def _watch_on(tools: Tools, every: float) -> None:
    """Rounds until a signal. A round under way is finished first; a second signal ends it where it stands."""
    from django.db import DatabaseError, close_old_connections

    from dragoman.desk.pipeline import run_round
    from dragoman.desk.refused_writes import refused_write

    stop = _stop_event()
    click.echo("Watching. Ctrl-C ends it.")
    while not stop.is_set():
        pause = every
        try:
            report = run_round(tools=tools)
            if report.lines or report.captured or report.read:
                click.echo(_summary(report))
        except (ArchiveUnwritable, DatabaseError) as error:
            log.exception("the round stopped")
            why = str(refused_write(error) or error).rstrip(".")
            click.echo(f"The round stopped: {why}. Trying again in {RETRY_AFTER_SECONDS:.0f} seconds.", err=True)
            pause = RETRY_AFTER_SECONDS
        close_old_connections()
        stop.wait(pause)
    click.echo("Stopped watching.")


def _stop_event() -> threading.Event:
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        if stop.is_set():
            sys.exit(128 + number)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    return stop


def print_round(report: RoundReport) -> None:
    """The round's table: what each endpoint gave, then pages that failed, then totals."""
    from dragoman.desk.console import cell, console, foreign, plain, table

    out = console()
    if report.lines:
        shown = table("source", "endpoint", "#new", "#known", "outcome", "#seconds")
        for line in sorted(report.lines, key=lambda line: (line.source, line.url)):
            words = plain(line.sentence) if line.failed else line.outcome
            style = "red" if line.failed else ""
            shown.add_row(
                cell(foreign(line.source)),
                cell(line.url),
                cell(str(line.new or "")),
                cell(str(line.known or "")),
                cell(words, style),
                cell(f"{line.seconds:.2f}"),
            )
        out.print(shown)
    for url, sentence in report.failures[:FAILURES_SHOWN]:
        out.print(cell(f"  {url}: {plain(sentence)}", "red"))
    if len(report.failures) > FAILURES_SHOWN:
        out.print(cell(f"  and {len(report.failures) - FAILURES_SHOWN} more pages; each source's page names them"))
    if not report.lines:
        out.print(cell("Nothing was due. `dragoman watch --once --all` polls everything."))
    out.print(cell(_summary(report)))


def _summary(report: RoundReport) -> str:
    return (
        f"{len(report.lines)} endpoints polled ({report.failed_endpoints} failed), {report.new_entries} new entries, "
        f"{report.captured} captured, {report.read} read, {len(report.failures)} pages failed, {report.indexed} indexed, "
        f"{report.seconds:.1f} s"
    )


@click.command()
@click.argument("things", nargs=-1, required=True, metavar="URL|FILE...")
def capture(things: tuple[str, ...]) -> None:
    """Capture addresses or hand in files, now; read them and make them searchable.

    Prints for each its capture, outcome, SHA-256 and item. Exit status 1 when any of them failed.
    """
    bootstrap.start()
    from dragoman.desk.pipeline import index_now, open_tools

    failed = 0
    with open_tools(processes=0) as tools:
        for thing in things:
            try:
                _capture_one(tools, thing)
            except (RuleBroken, CaptureFailed) as error:
                failed += 1
                click.echo(f"{thing}: {error.sentence}", err=True)
        index_now()
    sys.exit(1 if failed else 0)


def _capture_one(tools: Tools, thing: str) -> None:
    from dragoman.desk.capture.services import hand_in_file
    from dragoman.desk.pipeline import hand_in
    from dragoman.desk.read.services import read_capture
    from dragoman.desk.rounds import RoundReport

    if thing.startswith(("http://", "https://")):
        entry = hand_in(tools, RoundReport(), by=None, url=thing)
        _print_entry(entry)
        return
    path = Path(thing)
    if not path.is_file():
        raise RuleBroken("This is neither an http(s) address nor a file.")
    stored = hand_in_file(by=None, path=path, name=path.name, now=datetime.now(UTC))
    item = read_capture(stored)
    problem = "" if item.current is None or item.current.text else "; ".join(item.current.problems)
    click.echo(f"{stored.pk}  {problem or stored.outcome}  sha256:{stored.payload_sha256}  item {item.pk}")


def _print_entry(entry: Entry) -> None:
    """Raises: DragomanError with the entry's own sentence, when its page could not be captured."""
    last = entry.captures.order_by("-fetched_at").first()
    item = getattr(entry, "item", None)
    if last is None or last.outcome != "stored":
        raise CaptureFailed(entry.sentence or "Nothing was captured.", subject=entry.url)
    outcome = entry.sentence or last.outcome
    click.echo(f"{last.pk}  {outcome}  sha256:{last.payload_sha256}  {f'item {item.pk}' if item else 'no item'}")
