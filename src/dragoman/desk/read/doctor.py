"""What the doctor looks at in the register of known names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from dragoman.desk.jobs.findings import Finding, broken, good, remark
from dragoman.errors import RegisterUnreadable
from dragoman.names.linker import Linker
from dragoman.names.register import load_register

_SHOWN = 3


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
    faults += [f"{entity_id}: {name!r} is too short, or only a title" for entity_id, name in refused.items()]
    if faults:
        yield remark(
            "register of names",
            f"{len(faults)} of its rows or names are left out: {'; '.join(faults[:_SHOWN])}.",
            means="These names are not highlighted.",
            mend=f"Mend {path}.",
        )
    yield good("register of names", f"{len(register):,} people, organisations and places")
