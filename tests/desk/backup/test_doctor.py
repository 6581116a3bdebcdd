"""The doctor says when backups are late, and leaves alone who has nothing to lose."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from dragoman.desk.backup import marker
from dragoman.desk.backup.doctor import check_backup
from dragoman.desk.jobs.findings import Level
from tests.desk.backup.test_manifest import MANIFEST
from tests.desk.capture.test_ledger import record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path, backup_days=7)
    return tmp_path


def found() -> tuple[Level, str]:
    (finding,) = check_backup()
    return finding.level, finding.what


def made(days_ago: int, home: Path) -> None:
    marker.write(replace(MANIFEST, made_at=timezone.now() - timedelta(days=days_ago)), home / "backup")


def test_a_desk_without_captures_has_nothing_to_lose():
    assert found() == (Level.GOOD, "none was made yet")


def test_a_desk_that_was_never_backed_up_is_degraded():
    record(1)
    assert found() == (Level.REMARK, "Degraded: none was made yet.")


def test_an_old_backup_is_degraded_and_a_new_one_is_not(home: Path):
    record(1)
    made(8, home)
    level, what = found()
    assert level is Level.REMARK
    assert f"in {home}/backup" in what
    made(6, home)
    assert found()[0] is Level.GOOD


def test_a_marker_that_cannot_be_read_is_none(home: Path):
    record(1)
    for content in ("", "[]", '{"made_at": 1}', '{"made_at": "yesterday", "folder": "x"}'):
        (home / "last-backup.json").write_text(content)
        assert found()[0] is Level.REMARK


def test_who_wants_no_reminder_gets_none(settings: Any):
    record(1)
    settings.CONFIG = replace(settings.CONFIG, backup_days=0)
    assert found()[0] is Level.GOOD
