"""The part of the translation services that lets the memories grow out of what was accepted."""

from __future__ import annotations

import shutil
import threading
from itertools import groupby

from django.db.models import F, QuerySet

from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.translate.memories import folder, unit_of
from dragoman.desk.translate.models import Rendering
from dragoman.translate.memory import Memory
from dragoman.watch.sensitivity import Sensitivity

_AT_ONCE = 500
_RELATED = ("segment__version__item__source", "translator", "reviewer")
_LEVEL = "segment__version__item__source__sensitivity"
_one_at_a_time = threading.Lock()


def remember_accepted(*, by: User | None) -> int:
    """Add to the memories what was accepted since; returns how many renderings.

    A crash between a memory's commit and the table's adds some twice, which a memory tells once.

    Raises: NotAllowed; MemoryUnreadable, MemoryUnwritable.
    """
    require(by, Right.REVIEW)
    return _remember(_accepted().filter(remembered=""))


def remember_moved(*, by: User | None) -> int:
    """Add what is in the memory of another sensitivity than its source has now; returns how many renderings.

    What stays behind in the former memory is never shown.
    """
    require(by, Right.REVIEW)
    return _remember(_accepted().exclude(remembered="").exclude(remembered=F(_LEVEL)))


def remember_anew(*, by: User | None) -> int:
    """Make the memories of the desk's own renderings anew, from its tables; what was imported stays.

    Raises: NotAllowed; MemoryUnwritable.
    """
    require(by, Right.REVIEW)
    with _one_at_a_time:
        return sum(_make_anew(level) for level in Sensitivity)


def _make_anew(level: Sensitivity) -> int:
    """Made beside the old one, which then makes room: who searches meanwhile finds the one or the other."""
    held, fresh, old = (folder(f"{level}{ending}") for ending in ("", ".new", ".old"))
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    known: set[int] = set()
    with Memory(fresh) as memory:
        for rendering in _accepted().filter(**{_LEVEL: level}).select_related(*_RELATED).iterator(_AT_ONCE):
            memory.add_units([unit_of(rendering)])
            known.add(rendering.pk)
    if held.exists():
        held.rename(old)
    if fresh.exists():
        fresh.rename(held)
    shutil.rmtree(old, ignore_errors=True)
    # What a worker put into the old one meanwhile is to be remembered again.
    said = set(Rendering.objects.filter(remembered=level).values_list("pk", flat=True))
    _mark(said - known, "")
    _mark(known, level)
    return len(known)


def _mark(renderings: set[int], level: str) -> None:
    ids = sorted(renderings)
    for start in range(0, len(ids), _AT_ONCE):
        Rendering.objects.filter(pk__in=ids[start : start + _AT_ONCE]).update(remembered=level)


def _accepted() -> QuerySet[Rendering]:
    return Rendering.objects.filter(state=Rendering.State.ACCEPTED)


def _remember(waiting: QuerySet[Rendering]) -> int:
    count = 0
    with _one_at_a_time:
        while chosen := list(waiting.select_related(*_RELATED).order_by(_LEVEL, "pk")[:_AT_ONCE]):
            for level, of_level in groupby(chosen, key=lambda one: one.segment.version.item.source.sensitivity):
                renderings = list(of_level)
                with Memory(folder(level)) as memory:
                    memory.add_units(map(unit_of, renderings))
                _mark({one.pk for one in renderings}, level)
            count += len(chosen)
    return count
