"""Fixtures every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The evaluation data beside the repository; without it the test is skipped and the summary says so."""
    if not SHARED.is_dir():
        pytest.skip("the evaluation data (../shared/data) is not here")
    return SHARED
