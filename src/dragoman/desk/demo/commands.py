"""`dragoman demo`: a whole desk on a fictional region's press."""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path

import click

from dragoman.demo.server import Press
from dragoman.demo.story import staff
from dragoman.desk.demo.home import DemoHome, code_digest, open_home
from dragoman.desk.demo.progress import LOG_FILE, Progress
from dragoman.desk.demo.tree import HOST, choose_port, serve
from dragoman.errors import RuleBroken, SettingInvalid

PRESS_PORTS = range(20_000, 30_000)  # below the range that systems give to outgoing connections
PRESS_TRIES = 20
INTERRUPTED = 130


@click.command()
@click.option(
    "--dir", "folder", default=".demo", show_default=True, type=click.Path(path_type=Path), help="Where it keeps everything."
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port of the desk's site.")
@click.option("--once", is_flag=True, help="Do the work, write DIR/proofs, and end without serving.")
def demo(folder: Path, port: int, once: bool) -> None:  # noqa: FBT001 (click hands it over by name)
    """A whole desk on a fictional region's press: watch, capture, read, translate, compose, publish, check.

    The first start works through the flow; later starts keep what is there. Ctrl-C ends everything.
    """
    try:
        with open_home(folder) as home:
            site_port = port if once else choose_port(port)
            press = open_press(home)
            try:
                sys.exit(run(home, press, site_port, once=once))
            finally:
                press.stop()
    except KeyboardInterrupt:
        click.echo("\nStopped. What is done is kept; the same command goes on from here.")
        sys.exit(INTERRUPTED)


def open_press(home: DemoHome) -> Press:
    """The press, listening; on the port it had before, so that items keep their addresses.

    Raises: RuleBroken, when another program has that port.
    """
    if home.state.press_port:
        try:
            return Press(home.state.step, port=home.state.press_port).start()
        except SettingInvalid as error:
            raise RuleBroken(
                f"This demo's press needs port {home.state.press_port}, where its items were captured, and "
                "another program uses it. End that program (another demo, perhaps), or begin a new demo with --dir.",
                detail=error.detail,
            ) from error
    for _ in range(PRESS_TRIES):
        with suppress(SettingInvalid):
            return Press(home.state.step, port=secrets.choice(PRESS_PORTS)).start()
    raise RuleBroken("No free port was found for the demo's press.")


def run(home: DemoHome, press: Press, port: int, *, once: bool) -> int:
    """Do what is left to do, then serve. Returns the exit status. Raises: DemoFailed, DragomanError."""
    home = home.keep(press_port=press.port)
    base_url = f"http://{HOST}:{port}"
    os.environ.update(home.environment(networks=press.networks, base_url=base_url))
    progress = Progress(home.path / LOG_FILE)
    click.echo(f"Dragoman demo in {home.path}")
    click.echo(f"  {'press':<12} {len(press.sources)} outlets on {next(iter(press.addresses.values()))} and its neighbours")
    if once or not home.state.ready or home.state.code != code_digest():
        home = _work(home, press, progress, again=once)
    if once:
        click.echo(f"Done in {progress.seconds:.0f} s. Check a proof yourself: dragoman verify {home.proofs}/<file>")
        return 0
    return serve(port, ready=lambda: _welcome(home, base_url, progress), say=click.echo)


def _work(home: DemoHome, press: Press, progress: Progress, *, again: bool) -> DemoHome:
    home.drop_unfinished_database()
    # Django reads the environment when it starts, so it starts here and not at the top of the file.
    from dragoman.desk.bootstrap import start

    start()
    from django.db import connections

    try:
        if again or not home.state.ready:
            from dragoman.desk.demo.stages import prepare

            return prepare(home, press, progress).keep(ready=True)
        from dragoman.desk.demo.database import bring_up_to_date

        return bring_up_to_date(home, progress)
    finally:
        connections.close_all()


def _welcome(home: DemoHome, base_url: str, progress: Progress) -> None:
    click.echo(f"\nReady in {progress.seconds:.0f} s.")
    click.echo(f"  public site  {base_url}/")
    click.echo(f"  desk         {base_url}/desk/")
    click.echo(f"  sign in as   {', '.join(someone.username for someone in staff())}")
    click.echo(f"  password     {home.state.password}")
    click.echo(f"  proofs       {home.proofs}")
    click.echo("Ctrl-C ends everything.\n")
