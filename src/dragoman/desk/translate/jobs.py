"""The translators' jobs: each is harmless when run twice."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task

from dragoman.desk.jobs.models import Job
from dragoman.desk.jobs.schedules import register
from dragoman.desk.jobs.services import enqueue_unique
from dragoman.desk.people.models import User
from dragoman.desk.read.models import Item
from dragoman.desk.translate import services
from dragoman.desk.translate.engines import choose
from dragoman.desk.translate.models import DraftRun
from dragoman.watch.sensitivity import Sensitivity

REMEMBER_EVERY_SECONDS = 20
MOVE_EVERY_SECONDS = 600


@task
def draft_segments(run_id: int) -> str:
    """Work on a run of drafts; returns how it ended. A worker that takes it over goes on where another was lost."""
    return str(services.work_on(by=None, run_id=run_id).state)


def request_drafts(*, by: User | None, item: Item, engine: str = "") -> DraftRun:
    """Have a worker draft an item, with the named engine or the only one that may have its text.

    Raises: NotAllowed; EngineForbidden; RuleBroken; SettingInvalid.
    """
    setting = choose(engine, Sensitivity(item.source.sensitivity))
    with transaction.atomic():
        run = services.ask_for_drafts(by=by, item=item, engine=setting)
        enqueue_unique(draft_segments, _key(run), run.pk)
    return run


@task
def remember_accepted() -> int:
    """Let the memories grow; returns how many renderings they took in."""
    return services.remember_accepted(by=None)


@task
def remember_moved() -> int:
    """Let the memories follow the sensitivities of sources; returns how many renderings moved."""
    return services.remember_moved(by=None)


def is_lost(run: DraftRun) -> bool:
    """Whether a run that should be under way has no job any more: its worker was lost once too often."""
    return run.live and not Job.objects.filter(key=_key(run), state__in=Job.LIVE).exists()


def _key(run: DraftRun) -> str:
    return f"drafts:{run.pk}"


register("remember-accepted", remember_accepted, REMEMBER_EVERY_SECONDS)
register("remember-moved", remember_moved, MOVE_EVERY_SECONDS)
