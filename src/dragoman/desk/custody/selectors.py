"""Questions about acts: those about a thing, the head, and whether the chain is whole."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, QuerySet, Subquery

from dragoman.capture.custody.actions import Kind, words
from dragoman.capture.custody.chain import Break, End, Kept, check_desk, check_subject
from dragoman.capture.custody.entries import NO_LINK, Actor, CustodyEntry, Subject, canonical, write_time
from dragoman.capture.custody.export import Chain
from dragoman.desk.custody.models import Act, DeskHead

SHOWN = 200  # acts on a page; the download has all
_ROWS = 1000

Things = Sequence[tuple[Kind, Collection[object]]]  # kinds, each with ids


@dataclass(frozen=True)
class Line:
    """One line of custody on a staff page. `who` is the account's name where there still is one."""

    at: datetime
    what: str
    who: str
    why: str = ""
    about: str = ""
    sha256: str = ""
    sentence_by_sentence: bool = False  # one of many like it: a text is translated so
    times: int = 1


@dataclass(frozen=True)
class Timeline:
    """A thing's custody on a page, newest first. `count` entries stand in these lines; `more`: there are older ones."""

    lines: list[Line]
    count: int
    more: bool
    downloads: Sequence[tuple[str, str]] = ()  # address and name


def act_lines(things: Things) -> list[Line]:
    """The newest acts about these things, one more than a page shows if there are as many. One query."""
    name = get_user_model().objects.filter(pk=OuterRef("account")).values("username")[:1]
    found = Act.objects.filter(_about(things)).annotate(username=Subquery(name)).order_by("-number")
    columns = ("at", "action", "username", "actor", "why", "kind", "about", "sha256")
    return [
        Line(
            at=at,
            what=words(action),
            who=username or actor,
            why=why,
            about=f"{kind} {about}",
            sha256=sha256,
            sentence_by_sentence=action.startswith("rendering-"),
        )
        for at, action, username, actor, why, kind, about, sha256 in found.values_list(*columns)[: SHOWN + 1]
    ]


def timeline(acts: Sequence[Line], others: Sequence[Line] = (), *, downloads: Sequence[tuple[str, str]] = ()) -> Timeline:
    """Acts, and what stands elsewhere (captures in the ledger), as one page's list."""
    merged = sorted([*acts, *others], key=attrgetter("at"), reverse=True)
    return Timeline(_fold(merged[:SHOWN]), min(len(merged), SHOWN), len(merged) > SHOWN, downloads)


def _fold(found: Sequence[Line]) -> list[Line]:
    """The same done again and again is one line; work on sentences too, in whatever order it went to and fro."""
    folded: list[Line] = []
    same = attrgetter("what", "who", "why")
    for many, run in groupby(found, key=attrgetter("sentence_by_sentence")):
        acts = list(run)
        if many:
            acts.sort(key=same)
        lines = [replace(group[0], times=len(group)) for _, each in groupby(acts, key=same) if (group := list(each))]
        if many:
            lines.sort(key=attrgetter("at"), reverse=True)
        folded += lines
    return folded


def chains(things: Things) -> list[Chain]:
    """Every act about these things, a chain for each thing. One query."""
    acts = Act.objects.filter(_about(things)).order_by("kind", "about", "sequence")
    return [
        Chain(Subject(kind, about), tuple(kept_in_subject(act) for act in group))
        for (kind, about), group in groupby(acts, key=attrgetter("kind", "about"))
    ]


def last_act(kind: Kind, about: object) -> Act | None:
    """The last act about a thing."""
    return Act.objects.filter(kind=kind.value, about=str(about)).order_by("-sequence").first()


def head() -> End:
    """How many acts there are, and the link that stands for them all."""
    row = DeskHead.objects.filter(pk=1).first()
    return End(row.count, row.link) if row else End(0, NO_LINK)


def anchored() -> int:
    """How many acts the ledger's last anchor covers."""
    return DeskHead.objects.filter(pk=1).values_list("anchored", flat=True).first() or 0


def link_at(number: int) -> str:
    """The desk's link after its first `number` acts; empty when there are not as many."""
    return Act.objects.filter(pk=number).values_list("link", flat=True).first() or ""


def check_chain(*, newest: int | None = None) -> Iterator[str]:
    """A sentence for each chain that is broken, the desk's first. Memory holds a few hundred rows.

    Args:
        newest: look at the desk's last acts alone, for a quick answer.
    """
    end = head()
    skipped = max(0, end.count - newest) if newest is not None else 0
    start = End(skipped, link_at(skipped)) if skipped else None
    if start is not None and not start.sha256:
        yield f"Act {skipped} is missing."
        return
    kept = (kept_in_desk(act) for act in Act.objects.filter(pk__gt=skipped).order_by("pk").iterator(_ROWS))
    if found := check_desk(kept, end, start):
        yield _name(found, "the desk's chain")
    if newest is None:
        yield from _check_subjects(Act.objects.order_by("kind", "about", "sequence"))


def _check_subjects(acts: QuerySet[Act]) -> Iterator[str]:
    for (kind, about), group in groupby(acts.iterator(_ROWS), key=attrgetter("kind", "about")):
        if found := check_subject(map(kept_in_subject, group)):
            yield _name(found, f"{kind} {about}")


def _name(found: Break, chain: str) -> str:
    return f"{chain}: {found.sentence}"


def kept_in_subject(act: Act) -> Kept:
    """A row as an entry of its subject's chain."""
    return Kept(act.sequence, _entry(act), act.sha256)


def kept_in_desk(act: Act) -> Kept:
    """A row as an entry of the desk's chain."""
    return Kept(act.number, _entry(act), act.sha256, act.link)


def _entry(act: Act) -> CustodyEntry | None:
    """None, when the row holds what no entry can say."""
    try:
        detail = json.loads(act.detail)
        if not isinstance(detail, dict) or canonical(detail).decode() != act.detail:
            return None
        return CustodyEntry(
            number=act.number,
            subject=Subject(act.kind, act.about),
            sequence=act.sequence,
            at=write_time(act.at),
            actor=Actor(act.account, act.actor),
            action=act.action,
            why=act.why,
            detail=detail,
            previous=act.previous,
        )
    except (ValueError, TypeError, RecursionError):
        return None


def _about(things: Things) -> Q:
    wanted = Q(pk__in=[])
    for kind, ids in things:
        wanted |= Q(kind=kind.value, about__in=[str(one) for one in ids])
    return wanted
