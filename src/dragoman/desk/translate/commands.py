"""`dragoman export` and `dragoman import`: items to other translation tools and back."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dragoman.desk import bootstrap
from dragoman.errors import RuleBroken
from dragoman.translate.exchange import xliff_reader, xliff_writer
from dragoman.translate.exchange.dialects import DIALECTS

if TYPE_CHECKING:
    from dragoman.desk.people.models import User

MAX_FILE_BYTES = 256 * 1024 * 1024  # a hundred thousand long sentences and more; one item never comes near


@click.group("export")
def export_() -> None:
    """Items for other translation tools."""


@click.group("import")
def import_() -> None:
    """What other translation tools gave back."""


@export_.command("xliff")
@click.argument("item", type=int)
@click.option("--by", "name", required=True, help="Whose wordings go out, and who does it: an account's name.")
@click.option("--version", type=click.Choice(list(DIALECTS)), default="2.1", show_default=True, help="The version of XLIFF.")
@click.option("--out", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it; by default item-ITEM.xlf.")
def export_xliff(item: int, name: str, version: str, out: Path | None) -> None:
    """Write ITEM, its segments and their wordings, as an XLIFF file into the desk's language."""
    bootstrap.start()
    from django.conf import settings

    from dragoman.desk.read.models import Item
    from dragoman.desk.translate.services import hand_out

    found = Item.objects.filter(pk=item).select_related("current").first()
    if found is None:
        raise RuleBroken(f"There is no item {item}.")
    document = hand_out(by=_person(name), item=found, language=settings.TARGET_LANGUAGE)
    target = out or Path(f"item-{item}.xlf")
    target.write_bytes(xliff_writer.write(document, version))
    click.echo(f"{len(document.units)} segments: {target}")


@import_.command("xliff")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--by", "name", required=True, help="Whose drafts the wordings become: an account's name.")
def import_xliff(file: Path, name: str) -> None:
    """Keep what changed in FILE as drafts. What can't be taken over is named, and the rest is."""
    bootstrap.start()
    from django.conf import settings

    from dragoman.desk.translate.services import take_in

    if file.stat().st_size > MAX_FILE_BYTES:
        raise RuleBroken(f"The file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB; nothing was saved.")
    payload = file.read_bytes()
    reading = xliff_reader.read(payload)
    person = _person(name)
    for problem in reading.problems:
        click.echo(_plain(problem.sentence), err=True)
    for document in reading.documents:
        found = take_in(
            by=person,
            document=document,
            language=settings.TARGET_LANGUAGE,
            file_sha256=hashlib.sha256(payload).hexdigest(),
        )
        for unit, why in found.refused:
            click.echo(f"{_plain(unit)} not taken over: {_plain(why)}", err=True)
        for unit, remark in found.remarks:
            click.echo(f"{_plain(unit)} has a note: {_plain(remark)}")
        click.echo(f"{_plain(document.name)}: {len(found.wordings)} wordings kept as drafts, {len(found.refused)} not taken over")


def _person(name: str) -> User:
    from dragoman.desk.people.models import User

    found = User.objects.filter(username=name).first()
    if found is None:
        raise RuleBroken(f"Nobody here is called {name}.")
    return found


def _plain(text: str) -> str:
    """A stranger's words on a terminal: no control characters, and no direction that runs on."""
    return "\u2068" + "".join(char for char in text if char.isprintable()) + "\u2069"
