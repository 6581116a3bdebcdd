"""The demo's work, stage by stage, in the order a desk does it. Each stage may run again and then changes nothing."""

from __future__ import annotations

import time
from pathlib import Path

import click

from dragoman.demo.outlets import LAST_STEP, PUBLISHED_STEP
from dragoman.demo.server import Press
from dragoman.demo.story import known_names
from dragoman.desk.config import REGISTER_FILE
from dragoman.desk.demo import edition, shift
from dragoman.desk.demo.database import bring_up_to_date
from dragoman.desk.demo.finding import person
from dragoman.desk.demo.home import DemoHome
from dragoman.desk.demo.progress import Progress, count
from dragoman.desk.pipeline import run_round
from dragoman.desk.publish.models import Publication
from dragoman.desk.read.models import Item
from dragoman.desk.revisit import revisit_due
from dragoman.desk.rounds import RoundReport, open_tools
from dragoman.desk.watch.models import Endpoint
from dragoman.desk.watch.services import add_source
from dragoman.errors import RuleBroken
from dragoman.names.register import load_register

VISIT_PAUSE_SECONDS = 1.1  # more than the demo's DRAGOMAN_REVISIT_CONFIRM


def prepare(home: DemoHome, press: Press, progress: Progress) -> DemoHome:
    """Everything from an empty folder to three checked dispatches, and what became of their sources. Raises: DemoFailed."""
    home = bring_up_to_date(home, progress)
    with progress.stage("staff") as said:
        said.append(count(shift.hire(home.state.password), "person", "people"))
    with progress.stage("names") as said:
        said.append(count(keep_register(home), "known name"))
    with progress.stage("sources") as said:
        said.append(count(register(press), "source"))
    home = watch_the_story(home, press, progress)
    with progress.stage("queue") as said:
        decided = shift.work_through_queue(press)
        said += [f"{decided['select']} selected", f"{decided['reject']} rejected", f"{decided['flag']} flagged"]
    with progress.stage("translation") as said:
        states = shift.translate_all(press)
        said += [f"{count(states['accepted'], 'sentence')} accepted", f"{states['submitted']} waiting for review"]
    publish(home, press, progress)
    return visit_what_is_cited(home, press, progress)


def keep_register(home: DemoHome) -> int:
    """Put the demo's register of names where the desk looks for one; one that is there stays. Returns how many it knows."""
    file = home.path / REGISTER_FILE
    if not file.exists():
        file.write_text(known_names(), encoding="utf-8")
    return len(load_register(file))


def register(press: Press) -> int:
    """Add the press's outlets that are not watched yet. Returns how many are watched."""
    known = set(Endpoint.objects.values_list("url", flat=True))
    for source in press.sources:
        if source.url not in known:
            add_source(
                by=person("administrator"),
                url=source.url,
                kind=source.kind,
                name_native=source.name_native,
                name_english=source.name_english,
                language=source.language,
                country=source.country,
                selector=source.selector,
                time_zone=source.time_zone,
            )
    return Endpoint.objects.count()


def watch_the_story(home: DemoHome, press: Press, progress: Progress) -> DemoHome:
    """One round a step of the story: what is published, what is new later, what is deleted and corrected."""
    with open_tools() as tools:
        while True:
            with progress.stage(f"round {press.step + 1}") as said:
                report = run_round(tools=tools, all_active=True)
                said.extend(describe(report))
            for address, sentence in report.failures:
                click.echo(f"      {address}: {sentence}")
            if press.step >= PUBLISHED_STEP:
                return home
            home = home.keep(step=press.advance())


def describe(report: RoundReport) -> list[str]:
    """A round in words. Raises: RuleBroken, when a source of the demo's own press failed."""
    if failed := [line for line in report.lines if line.outcome not in ("new", "unchanged")]:
        raise RuleBroken(f"{failed[0].source}: {failed[0].sentence}", subject=failed[0].url)
    said = [f"{report.new_entries} new or changed", f"{report.captured} pages captured", f"{report.read} read"]
    said.append(f"{report.indexed} indexed")
    if gone := Item.objects.filter(gone_at__isnull=False).count():
        said.append(f"{gone} gone at the source")
    return said


def publish(home: DemoHome, press: Press, progress: Progress) -> list[Path]:
    """The dispatches, then their proofs."""
    with progress.stage("dispatches") as said:
        published, drafts = edition.publish_all(press)
        said += [f"{len(published)} published", f"{len(drafts)} in draft"]
    with progress.stage("proofs") as said:
        files = edition.check_proofs(published, home.proofs)
        quotations = count(sum(len(_quotations(publication)) for publication in published), "quotation")
        said += [f"{count(len(files), 'file')} in {home.proofs}", f"{quotations} checked"]
    return files


def visit_what_is_cited(home: DemoHome, press: Press, progress: Progress) -> DemoHome:
    """The story goes on after publication: an outlet corrects a cited article, a channel takes a cited post away.

    What is missing is told only when a second visit says so again, so there are two.
    """
    with progress.stage("afterwards") as said, open_tools(processes=0) as tools:
        if press.step < LAST_STEP:
            home = home.keep(step=press.advance())
        reports = []
        for _ in range(2):
            time.sleep(VISIT_PAUSE_SECONDS)
            reports.append(revisit_due(tools, limit=1_000))
        said.append(f"{count(sum(len(report.visits) for report in reports), 'visit')} to cited addresses")
        said += [f"{sum(report.count(finding) for report in reports)} {finding}" for finding in ("changed", "gone")]
        said.append(f"{count(sum(report.remarked for report in reports), 'remark')} on dispatches")
    with progress.stage(f"round {press.step + 1}") as said, open_tools() as tools:
        said.extend(describe(run_round(tools=tools, all_active=True)))
    return home


def _quotations(publication: Publication) -> list[object]:
    return [block for block in publication.content["blocks"] if block["kind"] == "excerpt"]
