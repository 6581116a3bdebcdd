"""The `dragoman` command: a table of names; each verb keeps its commands beside its code.

Commands load only when called, so that `dragoman verify` never imports Django.
"""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module

import click

from dragoman import __version__
from dragoman.errors import DragomanError

# name → (module, attribute, one-line help)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "source": ("dragoman.desk.watch.commands", "source", "The register of sources: add, list, import, sensitivity."),
    "watch": ("dragoman.desk.pipeline_commands", "watch", "Poll what is due, capture and read what is new."),
    "capture": ("dragoman.desk.pipeline_commands", "capture", "Capture addresses or hand in files, now."),
    "render": ("dragoman.desk.rendered_commands", "render", "Render pages in a browser: screenshot, PDF, text as shown."),
    "revisit": ("dragoman.desk.revisit_commands", "revisit", "Go to captured addresses again: unchanged, changed, moved, gone."),
    "versions": ("dragoman.desk.versions_command", "versions", "The versions of an item, and what changed between them."),
    "archive": ("dragoman.desk.capture.commands", "archive", "Check the archive's files and rows."),
    "ledger": ("dragoman.desk.capture.ledger_commands", "ledger", "Keys, signed heads and proofs of the ledger."),
    "custody": ("dragoman.desk.custody_commands", "custody", "Who did what to an item, capture or dispatch; check that record."),
    "search": ("dragoman.desk.search_commands", "search", "Search originals and translations."),
    "names": ("dragoman.names.commands", "names", "One name under every spelling: compare, search, link, romanise."),
    "memory": ("dragoman.translate.memory_commands", "memory", "Translation memories: import, export, search."),
    "translate": (
        "dragoman.desk.translate.item_commands",
        "translate",
        "Draft with an engine, check renderings: items of the desk, or files.",
    ),
    "terms": ("dragoman.translate.term_commands", "terms", "The termbase in a file: import, export, find."),
    "export": ("dragoman.desk.translate.commands", "export_", "Items for other translation tools (XLIFF)."),
    "import": ("dragoman.desk.translate.commands", "import_", "What other translation tools gave back (XLIFF)."),
    "proof": ("dragoman.desk.publish.commands", "proof", "Write a published dispatch's proof file."),
    "verify": ("dragoman.capture.commands", "verify", "Check a proof file, offline."),
    "demo": ("dragoman.desk.demo.commands", "demo", "A whole desk on a fictional region's press."),
    "up": ("dragoman.desk.jobs.commands", "up", "Run everything: web, workers, watch."),
    "serve": ("dragoman.desk.jobs.commands", "serve", "Run the web server alone."),
    "work": ("dragoman.desk.jobs.commands", "work", "Run a worker alone."),
    "doctor": ("dragoman.desk.jobs.commands", "doctor", "Say what is wrong with this installation, and the cure."),
    "backup": ("dragoman.desk.backup.commands", "backup", "Back up what cannot be made again."),
    "restore": ("dragoman.desk.backup.commands", "restore", "Restore a backup into an empty home, and examine it."),
    "person": ("dragoman.desk.people.commands", "person", "Staff accounts and roles: add, list, role."),
    "django": ("dragoman.desk.bootstrap", "django_command", "Django's own commands (migrate, shell ...)."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, not when they are listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_, _, help_line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dragoman")
def root() -> None:
    """The open desk for foreign-language media monitoring."""


def main() -> None:
    """Entry point: a person sees one sentence for an expected error, never a trace."""
    try:
        root()
    except DragomanError as error:
        _end(error.sentence, error.detail)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("dragoman"):
            raise
        _end(
            "This command needs more than is installed. `pip install 'dragoman[desk]'` has what a desk needs, "
            "`pip install 'dragoman[names]'` what `dragoman names` needs.",
            str(error),
        )
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}:
            raise
        _drop_output()
        _end("There is no room to write to, or no writing there.", str(error))
    except _database_errors() as error:
        from dragoman.desk.refused_writes import refused_write

        refused = refused_write(error)
        what = refused.sentence if refused else "The database could not be used."
        _end(f"{what} `dragoman doctor` says what is wrong and how to mend it.", str(error))


def _database_errors() -> tuple[type[Exception], ...]:
    """What a database that is missing, locked or not set up raises; nothing when no command has started Django."""
    module = sys.modules.get("django.db.utils")
    return () if module is None else (module.OperationalError, module.ProgrammingError, module.InternalError)


def _drop_output() -> None:
    """Let nothing wait for standard output that can't be written: Python would try once more at its end, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _end(sentence: str, detail: str) -> None:
    click.echo(f"dragoman: {sentence}", err=True)
    if detail:
        click.echo(f"  ({detail})", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
