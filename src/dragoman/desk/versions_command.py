"""`dragoman versions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dragoman.desk import bootstrap

if TYPE_CHECKING:
    from rich.text import Text

    from dragoman.desk.read.differences import Line, Stretch
    from dragoman.desk.read.models import Item, Version

_STYLES = {"taken out": "red strike", "put in": "green underline"}
_BRACKETS = {"taken out": ("[-", "-]"), "put in": ("{+", "+}")}
_SIGNS = {"same": " ", "changed": "≠", "taken out": "-", "put in": "+", "moved away": "↷", "moved here": "↶"}


@click.command("versions", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("item")
@click.option(
    "--between",
    nargs=2,
    type=click.IntRange(1),
    metavar="OLD NEW",
    help="Two versions' numbers; the last two, when not given.",
)
@click.option("--all", "whole", is_flag=True, help="Print unchanged paragraphs too.")
def versions(item: str, between: tuple[int, int] | None, whole: bool) -> None:  # noqa: FBT001 -- a flag
    """List the versions of ITEM (an id or an address), and print what changed between two of them.

    Paragraphs stand one on a line, after a sign: ≠ changed, - taken out, + put in, ↷ moved away, ↶ moved here. Inside
    them, [-words taken out-] and {+words put in+}.

    \b
    dragoman versions 17
    dragoman versions 17 --between 1 3
    """
    bootstrap.start()
    from dragoman.desk.read import selectors
    from dragoman.desk.read.custody import find_item

    found = find_item(item)
    known = selectors.versions(found.pk)
    _list(found, known)
    if between or len(known) > 1:
        old, new = between or (known[-2].number, known[-1].number)
        _print_difference(found.pk, old, new, whole=whole)


def _list(item: Item, known: list[Version]) -> None:
    from dragoman.desk.console import cell, console, foreign, table

    out = console()
    out.print(cell(f"{item.pk}  {foreign(str(item))}", style="bold"))
    rows = table("#Version", "Captured (UTC)", "Capture")
    for version in known:
        rows.add_row(str(version.number), f"{version.capture.fetched_at:%Y-%m-%d %H:%M:%S}", str(version.capture_id))
    out.print(rows)


def _print_difference(item_id: int, old: int, new: int, *, whole: bool) -> None:
    from dragoman.desk.console import cell, console
    from dragoman.desk.read.differences import compare_versions

    out = console()
    compared = compare_versions(item_id, old, new)
    out.print(cell(f"\nFrom version {old} to version {new}:"))
    if compared.is_none:
        out.print(cell("Both versions say the same, word for word."))
        return
    for line in [*compared.title, *(line for block in compared.blocks for line in block.lines)]:
        if whole or line.kind != "same":
            out.print(_marked(line))
    told = ", ".join(f"{count} {kind}" for kind, count in compared.counts.items())
    out.print(cell(f"Paragraphs: {told}."))


def _marked(line: Line) -> Text:
    """A paragraph on its own line, isolated, its changes isolated again, so that no script moves the marks."""
    from rich.text import Text

    from dragoman.desk.console import FIRST_STRONG_ISOLATE, POP_ISOLATE

    printed = Text(f"{_SIGNS[line.kind]} {FIRST_STRONG_ISOLATE}")
    for stretch in line.both or line.old:
        printed.append(_words(stretch), style=_STYLES.get(stretch.kind, ""))
    return printed.append(POP_ISOLATE)


def _words(stretch: Stretch) -> str:
    from dragoman.desk.console import FIRST_STRONG_ISOLATE, POP_ISOLATE, spaced

    before, after = _BRACKETS.get(stretch.kind, ("", ""))
    words = spaced(stretch.text)
    return f"{before}{FIRST_STRONG_ISOLATE}{words}{POP_ISOLATE}{after}" if before else words
