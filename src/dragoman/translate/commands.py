"""The commands `dragoman translate` that work on files, without a desk."""

from __future__ import annotations

import click

from dragoman.translate.check_commands import check_files
from dragoman.translate.engine_commands import draft, engines


@click.group("translate")
def translate() -> None:
    """Draft a text with an engine, and check a rendering against its source."""


for command in (check_files, draft, engines):
    translate.add_command(command)
