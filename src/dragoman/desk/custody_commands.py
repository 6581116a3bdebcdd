"""`dragoman custody`: who did what to an item, capture or dispatch; and whether that record is whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from dragoman.capture.checkpoint import read_verifier_key
from dragoman.capture.custody.actions import Kind, words
from dragoman.capture.custody.check import check_file
from dragoman.capture.custody.export import MAX_FILE_BYTES, CustodyFile, read_file
from dragoman.capture.custody.table import captured_words, write_table
from dragoman.capture.report import isolate
from dragoman.errors import ArchiveUnwritable, CheckpointInvalid, CustodyUnreadable, RuleBroken

if TYPE_CHECKING:
    from dragoman.capture.custody.export import Custody

HELD, FAILED, UNREADABLE = 0, 1, 2
_SIGNS = {"held": "✓", "failed": "✗", "self-asserted": "?"}


class _ThingByDefault(click.Group):
    """`dragoman custody THING` is `dragoman custody show THING`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, *self.get_help_option_names(ctx)}:
            args = ["show", *args]
        return super().parse_args(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        return super().get_command(ctx, cmd_name) or self.commands["show"]


@click.group(cls=_ThingByDefault)
def custody() -> None:
    """Who did what to an item, capture or dispatch, when and why.

    `dragoman custody THING` is short for `dragoman custody show THING`.
    """


@custody.command()
@click.argument("thing")
@click.option("--dispatch", is_flag=True, help="THING is a dispatch's id; without this, a bare number is an item's.")
@click.option("--json", "form", flag_value="json", help="The file that `custody check` takes, signed with the ledger's key.")
@click.option("--csv", "form", flag_value="csv", help="A table for a spreadsheet.")
@click.option("--out", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it; JSON unless --csv.")
def show(thing: str, form: str | None, out: Path | None, *, dispatch: bool) -> None:
    """Show or export the custody of THING.

    THING is an item's id or address, a capture's id, or a dispatch as series/number (special-dispatch/1042).
    """
    from dragoman.desk import bootstrap

    bootstrap.start()
    from dragoman.desk.capture.anchors import sign_export

    found = _find(thing, dispatch=dispatch)
    if form is None and out is None:
        _print(found)
        return
    content = write_table(found) if form == "csv" else sign_export(found)
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        out.write_text(content, encoding="utf-8", newline="")
    except OSError as error:
        raise ArchiveUnwritable(f"{out} cannot be written.", detail=str(error), subject=str(out)) from error
    click.echo(f"{out}: {len(found.entries)} entries, {len(found.captures)} captures.", err=True)


@custody.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--key", "key_text", metavar="KEY", help="With FILE: the desk's public key, from a place you trust.")
def check(file: Path | None, key_text: str | None) -> None:
    """Check an exported FILE, offline; without FILE, every entry of this desk, and its heads in the ledger.

    Names the first broken entry of each chain, and how it is broken: altered, missing, out of order, cut off at the end.
    Ends with 0 when everything holds, 1 when something does not, 2 when the file cannot be read.
    """
    if file is not None:
        sys.exit(_check_file(file, key_text))
    if key_text is not None:
        raise click.UsageError("--key goes with FILE.")
    sys.exit(_check_desk())


def _check_desk() -> int:
    from dragoman.desk import bootstrap

    bootstrap.start()
    from dragoman.desk.capture.anchors import check_custody
    from dragoman.desk.custody.selectors import anchored, head

    findings = 0
    for sentence in check_custody():
        findings += 1
        click.echo(f"✗ {sentence}")
    summary = "all as they were recorded" if not findings else f"{findings} findings"
    click.echo(f"{head().count:,} entries, of which the ledger covers {anchored():,}: {summary}.")
    return FAILED if findings else HELD


def _check_file(path: Path, key_text: str | None) -> int:
    try:
        key = read_verifier_key(key_text) if key_text is not None else None
        file = read_file(_read(path))
    except (CustodyUnreadable, CheckpointInvalid) as error:
        click.echo(f"✗ {isolate(error.sentence)}", err=True)
        if error.detail:
            click.echo(f"  ({isolate(error.detail)})", err=True)
        return UNREADABLE
    verdict = check_file(file, key)
    click.echo(f"Custody of {_name(file)}, exported {isolate(file.custody.exported_at)}")
    for part in verdict.parts:
        click.echo(f"  {_SIGNS[part.state]} {isolate(part.name)}: {isolate(part.sentence)}")
    return HELD if verdict.ok else FAILED


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise CustodyUnreadable(f"{path} cannot be read.", detail=str(error), subject=str(path)) from error


def _name(file: CustodyFile) -> str:
    about = file.custody.about
    return isolate(" ".join(str(about[part]) for part in ("kind", "id", "title") if about.get(part)))


def _find(thing: str, *, dispatch: bool) -> Custody:
    """Raises: RuleBroken, when there is no such thing and never was."""
    from django.utils import timezone

    from dragoman.desk.read.custody import removed_custody

    kind = _kind(thing, dispatch=dispatch)
    try:
        return _find_present(kind, thing)
    except RuleBroken:
        removed = removed_custody(kind, thing, now=timezone.now())
        if removed is None:
            raise
        return removed


def _kind(thing: str, *, dispatch: bool) -> Kind:
    if _is_uuid(thing):
        return Kind.CAPTURE
    is_address = thing.startswith(("http://", "https://", "file:"))
    return Kind.DISPATCH if dispatch or ("/" in thing and not is_address) else Kind.ITEM


def _find_present(kind: Kind, thing: str) -> Custody:
    from django.utils import timezone

    from dragoman.desk.compose.custody import dispatch_custody, find_dispatch
    from dragoman.desk.read.custody import capture_custody, find_capture, find_item, item_custody

    now = timezone.now()
    if kind is Kind.CAPTURE:
        return capture_custody(find_capture(thing), now=now)
    if kind is Kind.DISPATCH:
        return dispatch_custody(find_dispatch(thing), now=now)
    return item_custody(find_item(thing), now=now)


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _print(found: Custody) -> None:
    """One line an act or capture, oldest first."""
    from dragoman.desk.console import cell, console, foreign, table

    shown = table("when", "what", "who", "why", "entry")
    rows = [
        (kept.entry.at, words(kept.entry.action), kept.entry.actor.name, kept.entry.why, kept.sha256)
        for kept in found.entries
        if kept.entry is not None
    ]
    rows += [(one["fetched"], captured_words(one), one["by"], "", one["payload_sha256"]) for one in found.captures]
    for at, what, who, why, sha256 in sorted(rows):
        shown.add_row(cell(at), cell(what), cell(foreign(who)), cell(foreign(why)), cell(sha256[:8]))
    console().print(shown)
