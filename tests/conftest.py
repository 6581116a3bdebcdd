"""Fixtures every test may use, and what the summary says about checks that were left out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import prepare

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# Playwright's synchronous interface runs an event loop in the test's own thread, where Django would refuse to query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# A machine that does much else is slow, and a test that fails for it says nothing.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The evaluation data beside the repository; without it the test is skipped and the summary says so."""
    if not SHARED.is_dir():
        pytest.skip("the evaluation data (../shared/data) is not here")
    return SHARED


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database is a copy made for this run: Django only checks that it's migrated."""
    from django.db import connection

    return bool(connection.vendor == "sqlite")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """Each test process gets its own copy of the migrated database."""
    from django.conf import settings
    from django.db import connections

    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    prepare(connections["default"].settings_dict, settings.CONFIG.home, worker)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """What migrations put in is known to every connection: a browser test, whose thread runs a loop, gets one of its own."""
    from django.db import connections

    migrated = connections["default"]
    if contents := getattr(migrated, "_test_serialized_contents", ""):
        type(migrated)._test_serialized_contents = contents


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: Any) -> None:
    """No test sees another's archive, keys, index, media, or what it set up for translators."""
    settings.KEYS_PATH = tmp_path / "keys"
    settings.ARCHIVE_PATH = tmp_path / "archive"
    settings.INDEX_PATH = tmp_path / "index"
    settings.PROOFS_PATH = tmp_path / "proofs"
    settings.ENGINES_PATH = tmp_path / "engines.toml"
    settings.TERMS_PATH = tmp_path / "terms.csv"
    settings.MEMORY_PATH = tmp_path / "memory"
    settings.DRAFTS_PATH = tmp_path / "drafts.sqlite3"
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser's program. A missing browser is an error, never a skipped test."""
    named = os.environ.get("DRAGOMAN_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    assert found, "Chromium is missing: apt-get install chromium, or name it in DRAGOMAN_CHROMIUM"
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium_path: str) -> dict[str, Any]:
    """The system's Chromium, which asks nobody anything."""
    return {**browser_type_launch_args, "executable_path": chromium_path, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A fixed window, language and zone, so that pictures agree between machines."""
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "timezone_id": "UTC"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit come last, and get back what migrations put in (the CMS's root collection, roles) after the flush before.

    What came after one of them and only rolls back would find the tables empty. pytest's own order, which keeps the tests of one
    browser together, does not heed that.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", [])
        marker = item.get_closest_marker("django_db")
        if _commits(item) and "django_db_serialized_rollback" not in fixtures:
            fixtures.append("django_db_serialized_rollback")
            if marker:
                marker.kwargs["serialized_rollback"] = True
    items.sort(key=_commits)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    needs = {"live_server", "transactional_db", "django_db_serialized_rollback"} & set(getattr(item, "fixturenames", []))
    return bool((marker and marker.kwargs.get("transaction")) or needs)


@pytest.fixture(autouse=True)
def custody_is_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that commits, tables are flushed; what custody recorded refuses that, so it is lifted out first."""
    if "django_db_serialized_rollback" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")  # so that this one ends before the flush
    yield
    from tests.desk.custody.lifting import empty

    empty()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say which checks were left out for want of the evaluation data, and how an earlier run of the same suite ended."""
    skipped = [report.nodeid for report in terminalreporter.stats.get("skipped", []) if "../shared" in str(report.longrepr)]
    if skipped:
        files = sorted({nodeid.split("::")[0] for nodeid in skipped})
        terminalreporter.section("left out")
        terminalreporter.line(
            f"{len(skipped)} checks on evaluation data were left out: ../shared/data is not here ({', '.join(files)})"
        )
    if earlier := os.environ.get("DRAGOMAN_EARLIER_RUN"):
        terminalreporter.line(f"the run before this one, {earlier}")


@pytest.fixture(scope="session", autouse=True)
def no_leftover_home() -> Iterator[None]:
    """The throwaway home of the settings goes with the process."""
    yield
    from django.conf import settings

    shutil.rmtree(settings.CONFIG.home, ignore_errors=True)
