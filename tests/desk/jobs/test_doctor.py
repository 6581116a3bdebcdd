"""The doctor: a sound installation is sound; each illness is found, explained, and comes with its cure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.conf import settings as configured
from django.utils import timezone

from dragoman.desk.jobs import doctor
from dragoman.desk.jobs.checks import database, evidence, folders, machine, work
from dragoman.desk.jobs.commands import doctor as doctor_command
from dragoman.desk.jobs.doctor import Check, examine, run_all, show
from dragoman.desk.jobs.findings import Finding, Level, good
from dragoman.desk.jobs.models import Job, Schedule, WorkerPresence
from dragoman.desk.people.services import add_person, sync_roles
from dragoman.errors import ArchiveUnwritable

pytestmark = pytest.mark.django_db


def _ill(check: Check, level: Level) -> Finding:
    """The one finding of a level; it says what it means and how to mend it."""
    found = [finding for finding in check() if finding.level is level]
    assert len(found) == 1, found
    assert found[0].what
    assert found[0].means
    assert found[0].mend
    return found[0]


def _sound(check: Check) -> None:
    assert {finding.level for finding in check()} <= {Level.GOOD}


@pytest.fixture
def staffed(db: None) -> None:
    sync_roles()
    add_person(by=None, username="dana", password="x", roles=("administrator",))


@pytest.fixture
def worker(db: None) -> WorkerPresence:
    now = timezone.now()
    return WorkerPresence.objects.create(name="one", started_at=now, seen_at=now)


@pytest.mark.usefixtures("staffed", "worker")
def test_a_sound_installation_is_sound():
    findings = examine()
    assert [finding for finding in findings if finding.broken] == []
    assert {finding.subject for finding in findings} >= {
        "versions",
        "database",
        "archive",
        "index",
        "workers",
        "jobs",
        "endpoints",
    }


@pytest.mark.usefixtures("staffed")
def test_the_command_speaks_to_people_and_machines():
    spoken = CliRunner().invoke(doctor_command)
    assert spoken.exit_code == 0, spoken.output
    assert "Nothing is broken" in spoken.output
    told = json.loads(CliRunner().invoke(doctor_command, ["--json"]).output)
    assert {"subject", "level", "what", "means", "mend"} == set(told[0])


def test_without_an_administrator_the_command_fails_and_says_how_to_add_one():
    assert "dragoman person add" in _ill(work.check_administrator, Level.BROKEN).mend
    assert CliRunner().invoke(doctor_command).exit_code == 1


def test_a_check_that_fails_is_a_finding_and_hides_no_other():
    def check_archive() -> Iterator[Finding]:
        yield good("archive", "begun")
        raise ArchiveUnwritable("The archive is locked by another process.")

    def check_rest() -> Iterator[Finding]:
        raise ZeroDivisionError("x")
        yield

    first, second, third = run_all([check_archive, check_rest])
    assert (first.level, second.level, third.level) == (Level.GOOD, Level.BROKEN, Level.BROKEN)
    assert second.what == "This could not be examined. The archive is locked by another process."
    assert third.what == "This could not be examined. ZeroDivisionError: x"


def test_a_database_without_its_migrations_ends_the_examination(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(database, "unapplied_migrations", lambda: ["jobs.0001_initial"])
    findings = examine()
    assert [finding.subject for finding in findings if finding.broken] == ["database"]
    assert findings[-1].subject == "desk"
    assert "dragoman django migrate" in show(findings)


@pytest.mark.usefixtures("worker")
def test_workers():
    _sound(work.check_workers)
    WorkerPresence.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    found = [finding.what for finding in work.check_workers()]
    assert found == ["No worker is running.", "1 ended without signing off in the last day."]


def test_jobs_that_wait_or_failed():
    now = timezone.now()
    _sound(work.check_jobs)
    Job.objects.create(task="a.b", due=now - timedelta(hours=1), created_at=now)
    assert "waited more than 10 minutes" in _ill(work.check_jobs, Level.REMARK).what
    Job.objects.all().delete()
    for sentence in ("Older.", "The archive is full."):
        errors = [{"kind": "x.Y", "sentence": sentence, "traceback": ""}]
        Job.objects.create(task="a.b", state="failed", due=now, created_at=now, finished_at=timezone.now(), errors=errors)
    assert _ill(work.check_jobs, Level.REMARK).what == "2 of a.b failed for good. The newest: The archive is full."


def test_a_schedule_that_is_late():
    Schedule.objects.create(name="clear-old-jobs", last_run_at=timezone.now())
    _sound(work.check_schedules)
    Schedule.objects.update(last_run_at=timezone.now() - timedelta(hours=2))
    assert "clear-old-jobs" in _ill(work.check_schedules, Level.REMARK).what


def test_endpoints_that_fail_or_are_silent():
    now = timezone.now()
    source = apps.get_model("watch", "Source").objects.create(slug="s", name_native="Ruznama")
    endpoints = apps.get_model("watch", "Endpoint").objects
    made = {"source": source, "kind": "feed", "next_due_at": now}
    endpoint = endpoints.create(url="https://ruznama.example/feed", last_success_at=now, **made)
    _sound(work.check_endpoints)
    endpoint.failures, endpoint.last_sentence = 7, "The source does not answer."
    endpoint.save()
    assert _ill(work.check_endpoints, Level.REMARK).what == (
        "https://ruznama.example/feed failed 7 times in a row: The source does not answer."
    )
    endpoint.failures, endpoint.last_success_at = 0, now - timedelta(days=3)
    endpoint.save()
    assert "two days" in _ill(work.check_endpoints, Level.REMARK).what
    endpoint.active = False
    endpoint.save()
    _sound(work.check_endpoints)


def test_a_clock_that_was_ahead():
    _sound(machine.check_clock)
    Schedule.objects.create(name="x", last_run_at=timezone.now() + timedelta(days=1))
    assert "future" in _ill(machine.check_clock, Level.REMARK).what


def test_a_secret_key_that_others_can_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DRAGOMAN_SECRET_KEY", raising=False)
    path: Path = configured.CONFIG.home / "secret-key"
    path.touch(mode=0o600)
    _sound(folders.check_secret_key)
    path.chmod(0o644)
    try:
        assert "chmod 600" in _ill(folders.check_secret_key, Level.BROKEN).mend
    finally:
        path.chmod(0o600)


def test_a_folder_that_takes_no_file(tmp_path: Path, settings: Any):
    _sound(folders.check_folders)
    (tmp_path / "file").write_text("")
    settings.ARCHIVE_PATH = tmp_path / "file"
    found = _ill(folders.check_folders, Level.BROKEN)
    assert found.subject == "folder archive"


def test_little_space(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folders, "LITTLE_FREE_BYTES", 10**18)
    assert {finding.level for finding in folders.check_space()} == {Level.REMARK}
    monkeypatch.setattr(folders, "LEAST_FREE_BYTES", 10**18)
    assert {finding.level for finding in folders.check_space()} == {Level.BROKEN}


def test_an_archive_with_a_torn_tail(tmp_path: Path, settings: Any):
    settings.ARCHIVE_PATH = tmp_path
    _sound(evidence.check_archive)
    (tmp_path / "torn.warc.gz").write_bytes(b"\x1f\x8b\x08\x00torn")
    found = _ill(evidence.check_archive, Level.BROKEN)
    assert "torn.warc.gz" in found.what
    assert "dragoman archive check" in found.mend


def test_an_archive_too_large_for_a_quick_look(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch):
    settings.ARCHIVE_PATH = tmp_path
    (tmp_path / "one.warc.gz").write_bytes(b"123")
    monkeypatch.setattr(evidence, "QUICK_BYTES", 2)
    assert _ill(evidence.check_archive, Level.REMARK).mend == "dragoman archive check"


def test_an_index_that_does_not_open(tmp_path: Path, settings: Any):
    settings.INDEX_PATH = tmp_path
    _sound(evidence.check_index)
    (tmp_path / "meta.json").write_text("{broken")
    (finding,) = doctor.run_all([evidence.check_index])
    assert finding.level is Level.BROKEN
    assert finding.mend
