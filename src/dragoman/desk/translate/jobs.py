"""The translators' jobs: each is harmless when run twice."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
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
CLOSE_EVERY_SECONDS = 60
_SILENT = timedelta(minutes=30)  # longer than any engine is waited for


@task
def draft_segments(run_id: int) -> str:
    """Work on a run of drafts; returns how it ended. A worker that takes it over goes on where another was lost."""
    return str(services.work_on(by=None, run_id=run_id).state)


def request_drafts(*, by: User | None, item: Item, language: str, engine: str = "") -> DraftRun:
    """Have a worker draft an item, with the named engine or the only one that may have its text and write the language.

    Raises: NotAllowed; EngineForbidden; EngineRefused; RuleBroken; SettingInvalid.
    """
    setting = choose(engine, Sensitivity(item.source.sensitivity), language)
    with transaction.atomic():
        run = services.ask_for_drafts(by=by, item=item, engine=setting, language=language)
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


@task
def close_lost_runs() -> int:
    """Close runs of drafts that nobody works on any more, so that they can be asked for again; returns how many."""
    lost = [run for run in DraftRun.objects.filter(state__in=DraftRun.LIVE) if _is_lost(run)]
    for run in lost:
        services.give_up_on(by=None, run=run)
    return len(lost)


def _is_lost(run: DraftRun) -> bool:
    """Whether its job has ended without it; or, where a command drafts without a job, nothing has come for long."""
    states = set(Job.objects.filter(key=_key(run)).values_list("state", flat=True))
    if states:
        return states.isdisjoint(Job.LIVE)
    last = run.drafts.order_by("-pk").values_list("made_at", flat=True).first()
    return timezone.now() - (last or run.asked_at) > _SILENT


def _key(run: DraftRun) -> str:
    return f"drafts:{run.pk}"


register("remember-accepted", remember_accepted, REMEMBER_EVERY_SECONDS)
register("close-lost-runs", close_lost_runs, CLOSE_EVERY_SECONDS)
register("remember-moved", remember_moved, MOVE_EVERY_SECONDS)
