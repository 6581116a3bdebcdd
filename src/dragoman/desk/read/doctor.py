"""What the doctor looks at in the register of known names, and in the visits to cited addresses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from dragoman.desk.jobs.findings import Finding, broken, good, remark
from dragoman.desk.read.models import Standing
from dragoman.desk.read.visits import due
from dragoman.errors import RegisterUnreadable
from dragoman.names.linker import Linker
from dragoman.names.register import load_register

_SHOWN = 3
LATE = timedelta(hours=6)


def check_register() -> Iterator[Finding]:
    """The register that pages highlight names from can be read, every row of it."""
    path = Path(settings.REGISTER_PATH)
    if not path.exists() and not os.environ.get("DRAGOMAN_REGISTER"):
        return
    try:
        register = load_register(path)
    except RegisterUnreadable as error:
        yield broken(
            "register of names",
            f"{error.sentence} {error.detail}".strip(),
            means="No known name is highlighted.",
            mend=f"Mend {path}; the how-to guide on known names shows its form.",
        )
        return
    refused = Linker(register).refused
    faults = [f"row {problem.row}: {problem.sentence}" for problem in register.problems]
    faults += [f"{entity_id}: {name!r} is too short, too common, or only a title" for entity_id, name in refused.items()]
    if faults:
        yield remark(
            "register of names",
            f"{len(faults)} of its rows or names are left out: {'; '.join(faults[:_SHOWN])}.",
            means="These names are not highlighted.",
            mend=f"Mend {path}.",
        )
    yield good("register of names", f"{len(register):,} people, organisations and places")


def check_visits() -> Iterator[Finding]:
    """Cited addresses are visited when they are due."""
    followed = Standing.objects.filter(cited_at__isnull=False).count()
    if not settings.REVISIT_AFTER:
        if followed:
            yield remark(
                "cited addresses",
                f"DRAGOMAN_REVISIT_AFTER is empty: {followed:,} cited addresses are not visited again.",
                means="Nobody is told when a cited source is changed or taken away.",
                mend="Set it, for example to 1h,1d,3d,7d,30d.",
            )
        return
    now = timezone.now()
    late = due(now - LATE)
    if count := late.count():
        yield remark(
            "cited addresses",
            f"{count:,} of {followed:,} wait to be visited, the oldest since {late[0].next_visit_at:%Y-%m-%d %H:%M} UTC.",
            means="Nobody is told yet when one of these sources was changed or taken away.",
            mend="Check that a worker runs (`dragoman up`), or run `dragoman revisit --due`.",
        )
    yield good("cited addresses", f"{followed:,} followed")
