"""Start Django for a command, once, with the settings of this installation."""

from __future__ import annotations

import os
import sys

import click
import django

from dragoman.desk.custody.acting import run_as


def start() -> None:
    """Make Django ready. Raises: SettingInvalid."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dragoman.desk.settings")
    django.setup()
    if context := click.get_current_context(silent=True):
        run_as(context.command_path)  # custody names the command where no person is signed in


@click.command("django", context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django_command(arguments: tuple[str, ...]) -> None:
    """Django's own commands, with this installation's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dragoman.desk.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0] + " django", *arguments])
