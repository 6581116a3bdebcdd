"""Examine an installation: every check in turn; a check that itself fails is a finding too."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from dragoman.desk.jobs.checks import database, evidence, folders, machine, stamps, work
from dragoman.desk.jobs.findings import Finding, Level, broken, remark
from dragoman.errors import DragomanError

logger = logging.getLogger(__name__)

Check = Callable[[], Iterable[Finding]]

MACHINE: tuple[Check, ...] = (
    machine.check_versions,
    folders.check_folders,
    folders.check_space,
    folders.check_secret_key,
    evidence.check_archive,
    evidence.check_index,
    database.check_journal,
)
# Everything else is read from the database, so it is looked at only when this one is good.
DATABASE: Check = database.check_database
DESK: tuple[Check, ...] = (
    database.check_room,
    machine.check_clock,
    work.check_administrator,
    work.check_workers,
    work.check_jobs,
    work.check_schedules,
    work.check_endpoints,
    stamps.check_stamps,
)

SIGNS = {Level.GOOD: "ok", Level.REMARK: "note", Level.BROKEN: "BROKEN"}


def examine() -> list[Finding]:
    """Run every check. Settings were checked before: with a bad one nothing starts."""
    found = [*run_all(MACHINE), *run_all([DATABASE])]
    if found[-1].broken:
        return [*found, _not_examined()]
    return [*found, *run_all(DESK), *run_all(import_string(path) for path in settings.DOCTOR_CHECKS)]


def run_all(checks: Iterable[Check]) -> list[Finding]:
    """Run these checks in order, each whatever became of the others."""
    return [finding for check in checks for finding in _run(check)]


def _not_examined() -> Finding:
    return remark(
        "desk",
        "Workers, jobs, schedules, sources and people were not examined.",
        means="They stand in the database.",
        mend="Mend the database, then run the doctor again.",
    )


def _run(check: Check) -> list[Finding]:
    found: list[Finding] = []
    try:
        found.extend(check())
    except Exception as error:  # the loop over checks: one that fails never hides the others
        reason = error.sentence if isinstance(error, DragomanError) else f"{type(error).__name__}: {error}"
        logger.debug("a check failed", exc_info=error)
        found.append(
            broken(
                check.__name__.removeprefix("check_").replace("_", " "),
                f"This could not be examined. {reason.splitlines()[0]}",
                means="It may or may not work.",
                mend="Mend what is named above first, then run the doctor again.",
            )
        )
    return found


def show(findings: Sequence[Finding]) -> str:
    """For a person: one line a finding, what it means and how to mend it below those that are not good."""
    lines = []
    for finding in findings:
        lines.append(f"{SIGNS[finding.level]:<6} {finding.subject}: {finding.what}")
        lines += [f"{'':7}{label}: {text}" for label, text in (("means", finding.means), ("mend", finding.mend)) if text]
    count = sum(finding.broken for finding in findings)
    noted = sum(finding.level is Level.REMARK for finding in findings)
    ending = "Nothing is broken" if not count else f"{count} broken"
    return "\n".join([*lines, "", f"{ending}, {noted} noted."])
