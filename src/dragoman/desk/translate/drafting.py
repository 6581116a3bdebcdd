"""The part of the translation services that has engines draft: asked for, worked on, stopped.

A run's life: waiting → working → done, stopped or failed. What an engine gave is kept as it comes, so a run that breaks off,
or is begun again, loses nothing and pays for nothing twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dragoman.capture.custody.actions import Action, Kind
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read.models import Item
from dragoman.desk.read.selectors import SegmentRow, segment_rows
from dragoman.desk.translate.engines import choose
from dragoman.desk.translate.house import pairs_in
from dragoman.desk.translate.models import DraftRun, MachineDraft, Rendering
from dragoman.desk.translate.own import require_foreign
from dragoman.errors import DraftingStopped, EngineFailed, RuleBroken, SettingInvalid
from dragoman.text.scripts import narrow_tag
from dragoman.translate.draft_cache import SqliteCache
from dragoman.translate.drafting import Draft, Outside, Refused, draft
from dragoman.translate.engine import Passage, Task
from dragoman.translate.engine_settings import EngineSetting, require_permitted
from dragoman.watch.sensitivity import Sensitivity

_NEIGHBOURS = 20
_LOOK_SECONDS = 0.5  # between two looks whether the run was stopped
_PATIENCE_SECONDS = 60.0
_STOPPED = "It was stopped; what was drafted stands."


@transaction.atomic
def ask_for_drafts(*, by: User | None, item: Item, engine: EngineSetting, language: str) -> DraftRun:
    """A run that drafts what nobody has translated yet; a run of this engine that is still under way is returned as it is.

    Args:
        engine: as `engines.choose` gave it.

    Raises: NotAllowed; EngineForbidden; RuleBroken, when there is nothing to draft.
    """
    require(by, Right.TRANSLATE)
    # The lock is on the item, so that two people who ask at once are given one run.
    current = Item.objects.select_for_update(of=("self",)).select_related("source", "current").get(pk=item.pk)
    sensitivity = Sensitivity(current.source.sensitivity)
    require_permitted(engine, sensitivity)
    if current.current is None:
        raise RuleBroken("This item has no text to translate yet.", subject=str(item.pk))
    require_foreign(current, language)
    version = current.current
    living = DraftRun.objects.filter(version=version, language=language, engine=engine.name, state__in=DraftRun.LIVE)
    if run := living.first():
        return run
    run = DraftRun.objects.create(version=version, language=language, engine=engine.name, asked_by=by, asked_at=timezone.now())
    run.segments = len(_undrafted(run))
    if not run.segments:
        raise RuleBroken("There is nothing left to draft: every sentence is translated.", subject=str(item.pk))
    run.save(update_fields=["segments"])
    detail = {"run": run.pk, "engine": engine.name, "sensitivity": str(sensitivity), "segments": run.segments}
    custody.record(by=by, action=Action.DRAFTS_ASKED, on=(Kind.ITEM, item.pk), detail=detail)
    return run


def stop_drafting(*, by: User | None, run: DraftRun) -> None:
    """Have a run end as soon as it can; what was drafted stays. Raises: NotAllowed."""
    require(by, Right.TRANSLATE)
    DraftRun.objects.filter(pk=run.pk, state__in=DraftRun.LIVE).update(stop_asked=True)
    waiting = DraftRun.objects.filter(pk=run.pk, state=DraftRun.State.WAITING)
    waiting.update(state=DraftRun.State.STOPPED, sentence=_STOPPED, finished_at=timezone.now())


def give_up_on(*, by: User | None, run: DraftRun) -> None:
    """Close a run whose worker was lost. Raises: NotAllowed."""
    require(by, Right.TRANSLATE)
    _end(run, DraftRun.State.FAILED, "Whoever drafted ended without finishing; what was drafted stands. Ask again.")


def work_on(*, by: User | None, run_id: int, stopped: Callable[[], bool] = lambda: False) -> DraftRun:
    """Draft what a run has not drafted yet. Never raises for what the engine does: the run says it.

    Args:
        stopped: asked now and then; True ends the run as a person's stop does.

    Raises: NotAllowed.
    """
    require(by, Right.TRANSLATE)
    run = DraftRun.objects.select_related("version__item__source").get(pk=run_id)
    if not DraftRun.objects.filter(pk=run_id, state__in=DraftRun.LIVE).update(state=DraftRun.State.WORKING):
        return run
    sensitivity = Sensitivity(run.version.item.source.sensitivity)
    watch = _Watch(run, sensitivity, stopped)
    try:
        for row, result in _draft(run, sensitivity, watch):
            _keep(run, row, result)
            watch.look_again()
    except DraftingStopped:
        return _end(run, DraftRun.State.STOPPED, watch.why)
    except (EngineFailed, RuleBroken, SettingInvalid) as error:
        return _end(run, DraftRun.State.FAILED, error.sentence)
    return _end(run, DraftRun.State.DONE)


class _Watch:
    """Whether a run has to end: a person stopped it, or its source is no longer as open as it was."""

    def __init__(self, run: DraftRun, sensitivity: Sensitivity, stopped: Callable[[], bool]) -> None:
        self._run = run
        self._sensitivity = sensitivity
        self._stopped = stopped
        self._looked = 0.0
        self.why = ""

    def ended(self) -> bool:
        """Looks into the database at most twice a second."""
        if self.why or self._stopped():
            self.why = self.why or _STOPPED
        elif time.monotonic() - self._looked >= _LOOK_SECONDS:
            self._looked = time.monotonic()
            self.why = self._look()
        return bool(self.why)

    def look_again(self) -> None:
        """Have the next question answered by the database: no call may follow a change by half a second."""
        self._looked = 0.0

    def wait(self, seconds: float) -> None:
        """Wait so long, or until the run has to end."""
        until = time.monotonic() + seconds
        while not self.ended() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK_SECONDS))

    def _look(self) -> str:
        run = DraftRun.objects.filter(pk=self._run.pk).values_list("stop_asked", "version__item__source__sensitivity").first()
        if run is None or run[0]:
            return _STOPPED
        if run[1] != self._sensitivity:
            return "How far this source's texts may go was changed meanwhile; what was drafted stands."
        return ""


def _draft(run: DraftRun, sensitivity: Sensitivity, watch: _Watch) -> Iterator[tuple[SegmentRow, Draft | Refused]]:
    setting = choose(run.engine, sensitivity, run.language)
    rows = segment_rows(run.version)
    chosen = _undrafted(run)
    language = narrow_tag(run.version.item.language, run.version.text)
    task = Task(language, run.language, pairs_in([rows[place].text for place in chosen], language, run.language))
    outside = Outside(time.monotonic, watch.wait, watch.ended, _PATIENCE_SECONDS)
    with SqliteCache(Path(settings.DRAFTS_PATH)) as cache:
        passages = [_passage(rows, place) for place in chosen]
        drafting = draft(passages, task, using=setting, sensitivity=sensitivity, outside=outside, cache=cache)
        for place, result in zip(chosen, drafting, strict=True):
            yield rows[place], result


def _undrafted(run: DraftRun) -> list[int]:
    """Places of the segments that nobody's accepted rendering covers and that this run has not come to."""
    accepted = Rendering.objects.filter(segment__version=run.version, language=run.language, state=Rendering.State.ACCEPTED)
    done = {*accepted.values_list("segment_id", flat=True), *run.drafts.values_list("segment_id", flat=True)}
    ids = run.version.segments.order_by("number").values_list("pk", flat=True)
    return [place for place, segment in enumerate(ids) if segment not in done]


def _passage(rows: Sequence[SegmentRow], place: int) -> Passage:
    before = tuple(row.text for row in rows[max(0, place - _NEIGHBOURS) : place])
    after = tuple(row.text for row in rows[place + 1 : place + 1 + _NEIGHBOURS])
    return Passage(rows[place].text, before, after)


def _keep(run: DraftRun, row: SegmentRow, result: Draft | Refused) -> None:
    kept = MachineDraft(run=run, segment_id=row.id, language=run.language, engine=run.engine, made_at=timezone.now())
    if isinstance(result, Draft):
        kept.text, kept.kept = result.text, result.call is None
    else:
        kept.refusal, kept.why = result.refusal.reason, result.refusal.sentence
    if result.origin is not None:
        identity, prompt = result.origin.identity, result.origin.prompt
        kept.kind, kept.model, kept.model_version, kept.place = identity.kind, identity.model, identity.version, identity.place
        kept.prompt, kept.prompt_sha256 = prompt.rest, prompt.sha256
    if result.call is not None:
        share = result.call.passages
        kept.seconds, kept.currency = result.call.seconds / share, result.call.currency
        kept.cost = None if result.call.cost is None else result.call.cost / share
    kept.save(force_insert=True)


def _end(run: DraftRun, state: DraftRun.State, sentence: str = "") -> DraftRun:
    run.state, run.sentence, run.finished_at = state, sentence, timezone.now()
    run.save(update_fields=["state", "sentence", "finished_at"])
    return run
