"""Write docs/reference/ from the command table and the settings' own documentation: `make reference`.

`tests/docs` compares what stands in the folder with what this builds, so neither can change alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import click

from dragoman.cli import COMMANDS
from dragoman.desk import config

HERE = Path(__file__).resolve().parent / "reference"
GENERATED = "<!-- Written by docs/build_reference.py; change the code's own help, then run `make reference`. -->"


def commands_page() -> str:
    """Every command with its arguments and options, as its `--help` knows them."""
    lines = ["# Commands", GENERATED, "", "Every level answers `--help`. What each command does, in one line:", ""]
    lines += ["| command | |", "| --- | --- |"]
    lines += [f"| [`dragoman {name}`](#dragoman-{name}) | {text} |" for name, (_, _, text) in COMMANDS.items()]
    for name in COMMANDS:
        for path, command in walk(f"dragoman {name}", load(name)):
            lines += ["", *_section(path, command)]
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """The settings' table, as it stands in the module that reads them."""
    assert config.__doc__
    return f"# Settings\n{GENERATED}\n\n{config.__doc__.strip()}\n"


# Page → what builds it.
PAGES: dict[str, Callable[[], str]] = {"commands.md": commands_page, "settings.md": settings_page}


def load(name: str) -> click.Command:
    """A command of the table, by its name."""
    module, attribute, _ = COMMANDS[name]
    command = getattr(import_module(module), attribute)
    assert isinstance(command, click.Command)
    return command


def walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """A command and its subcommands, each with its whole name, in the order its help lists them."""
    yield path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            subcommand = command.get_command(click.Context(command), name)
            assert subcommand
            yield from walk(f"{path} {name}", subcommand)


def _section(path: str, command: click.Command) -> list[str]:
    context = click.Context(command, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"{'#' * (path.count(' ') + 1)} `{path}`", "", f"`{path} {usage}`", ""]
    lines += ["\n\n".join(_paragraph(text) for text in (command.help or "").strip().split("\n\n"))]
    rows = [record for parameter in command.get_params(context) if (record := parameter.get_help_record(context))]
    options = [row for row in rows if not row[0].endswith("--help") and row[1]]
    if options:
        lines += ["", "| option | |", "| --- | --- |"]
        lines += [f"| `{_cell(flags)}` | {_cell(text)} |" for flags, text in options]
    return lines


def _paragraph(text: str) -> str:
    """Help text as a page's: what click prints as it stands (`\\b`) becomes a block of commands."""
    lines = [line.strip() for line in text.splitlines()]
    if lines[0] == "\b":
        return "\n".join(["```console", *(f"$ {line}" for line in lines[1:]), "```"])
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main() -> None:
    """Write all generated pages."""
    HERE.mkdir(exist_ok=True)
    for name, build in PAGES.items():
        (HERE / name).write_text(build(), encoding="utf-8")


if __name__ == "__main__":
    main()
