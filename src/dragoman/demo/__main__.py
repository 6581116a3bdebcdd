"""`python -m dragoman.demo`: the press alone, until Ctrl-C."""

from __future__ import annotations

import threading

import click

from dragoman.demo.outlets import LAST_STEP
from dragoman.demo.server import Press


@click.command()
@click.option("--port", default=8711, show_default=True, help="The port on every outlet's loopback host; 0 chooses.")
@click.option("--step", default=0, show_default=True, type=click.IntRange(0, LAST_STEP), help="Where the story stands.")
def serve(port: int, step: int) -> None:
    """Serve the fictional region's press on loopback."""
    with Press(step, port=port) as press:
        for source in press.sources:
            click.echo(f"{source.name_english:<40} {source.kind:<9} {source.url}")
        click.echo("Ctrl-C ends it.")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo()


if __name__ == "__main__":
    serve()
