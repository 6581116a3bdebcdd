"""The commands `dragoman translate` that work on files, without a desk."""

from __future__ import annotations

import click

from dragoman.translate.engine_commands import draft, engines


@click.group("translate")
def translate() -> None:
    """Machine drafts for a person to work on: draft a text, list and check the engines."""


translate.add_command(draft)
translate.add_command(engines)
