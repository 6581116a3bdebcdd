"""`dragoman translate`: items of the desk, and beside them the commands on files."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from dragoman.desk import bootstrap
from dragoman.errors import RuleBroken
from dragoman.translate.commands import translate as on_files
from dragoman.translate.engine_commands import interruptible

if TYPE_CHECKING:
    from dragoman.desk.people.models import User
    from dragoman.desk.read.models import Item
    from dragoman.desk.translate.models import DraftRun

_INTERRUPTED = 130
_SHOWN_CHARS = 40


@click.group("translate", commands=dict(on_files.commands))
def translate() -> None:
    """Draft with an engine, check renderings: items of the desk, or files."""


@translate.command("draft")
@click.argument("item", type=int)
@click.option("--engine", default="", help="Its name in the settings. Default: the only one that may have this item's text.")
@click.option("--by", "name", default="", help="Who asks: an account's name. Default: the desk itself.")
def draft_item(item: int, engine: str, name: str) -> None:
    """Draft what nobody has translated yet of ITEM, here and now: a draft a line, or in brackets why there is none.

    The drafts stand on the workbench until a person takes them over. Ctrl-C stops, and what was drafted stays.
    """
    bootstrap.start()
    from django.conf import settings

    from dragoman.desk.translate import services
    from dragoman.desk.translate.engines import choose
    from dragoman.watch.sensitivity import Sensitivity

    found, person = find_item(item), find_person(name)
    language = settings.TARGET_LANGUAGE
    setting = choose(engine, Sensitivity(found.source.sensitivity), language)
    run = services.ask_for_drafts(by=person, item=found, engine=setting, language=language)
    with interruptible() as stopped:
        ended = services.work_on(by=person, run_id=run.pk, stopped=stopped.is_set)
    _tell(ended)


def _tell(run: DraftRun) -> None:
    from dragoman.desk.translate.selectors import tally

    for draft in run.drafts.order_by("segment__number"):
        click.echo(plain(draft.text or f"[{draft.refusal}: {draft.why}]"))
    came = tally(run)
    cost = "" if came.cost is None else f", {came.cost:f} {came.currency}"
    summary = f"{came.drafts} of {run.segments} drafted ({came.kept} kept from before), {came.refused} refused"
    click.echo(f"{summary}, {came.seconds:.1f} s{cost}", err=True)
    if run.state == run.State.FAILED:
        raise RuleBroken(run.sentence, subject=str(run.pk))
    if run.state == run.State.STOPPED:
        click.echo(run.sentence, err=True)
        sys.exit(_INTERRUPTED)


@translate.command("check")
@click.argument("item", type=int)
@click.option("--by", "name", default="", help="Whose own wordings are looked at first: an account's name.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def check_item(item: int, name: str, *, as_json: bool) -> None:
    """Check the wordings of ITEM's sentences as the workbench does. Ends with 1 when something was found."""
    bootstrap.start()
    from django.conf import settings

    from dragoman.desk.translate.checking import find, wording
    from dragoman.desk.translate.selectors import workbench

    of = find_item(item)
    if of.current is None:
        raise RuleBroken("This item has no text to translate yet.", subject=str(item))
    language = settings.TARGET_LANGUAGE
    rows = [(row.segment, wording(row)) for row in workbench(of.current, person=find_person(name), language=language)]
    found = [(segment, one) for segment, text in rows for one in find(segment.text, text, item=of, language=language)]
    if as_json:
        click.echo(json.dumps([{"segment": at.number + 1, **asdict(one.finding)} for at, one in found], ensure_ascii=False))
    else:
        for at, one in found:
            place = f" {plain(one.was)}" if 0 < len(one.was) <= _SHOWN_CHARS else ""
            click.echo(f"sentence {at.number + 1}{place}: {plain(one.finding.sentence)} [{one.finding.code}]")
        click.echo(f"{len(found)} findings in {sum(bool(text) for _, text in rows)} of {len(rows)} sentences")
    if found:
        sys.exit(1)


@translate.command("remember")
@click.option("--anew", is_flag=True, help="Make the memories of the desk's own renderings anew; what was imported stays.")
def remember(*, anew: bool) -> None:
    """Let the translation memories take in what was accepted since, as a running desk does by itself."""
    bootstrap.start()
    from dragoman.desk.translate import services

    count = services.remember_anew(by=None) if anew else services.remember_accepted(by=None) + services.remember_moved(by=None)
    click.echo(f"{count} renderings remembered")


def find_item(number: int) -> Item:
    """The item of a number, with its source and text. Raises: RuleBroken."""
    from dragoman.desk.read.models import Item

    known = Item.objects.select_related("source", "current") if abs(number) < 1 << 63 else Item.objects.none()
    found = known.filter(pk=number).first()
    if found is None:
        raise RuleBroken(f"There is no item {number}.")
    return found


def find_person(name: str) -> User | None:
    """The account of a name; None for no name. Raises: RuleBroken."""
    from dragoman.desk.people.models import User

    if not name:
        return None
    found = User.objects.filter(username=name).first()
    if found is None:
        raise RuleBroken(f"Nobody here is called {name}.")
    return found


def plain(text: str) -> str:
    """A foreign text on one line of a terminal: no control characters, and no direction that runs on."""
    return "\u2068" + "".join(char if char.isprintable() else " " for char in text) + "\u2069"
