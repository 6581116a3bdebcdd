"""Programs that tests run in environments of their own. `make test` makes the environments, from their locks."""

from __future__ import annotations

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


def program(environment: str, name: str) -> Path:
    """A program of `.cache/environments/ENVIRONMENT`; without it the test is skipped and the summary says so."""
    place = REPOSITORY / ".cache" / "environments" / environment / "bin" / name
    if not place.exists():
        pytest.skip(f"{name} is not here: scripts/environment.sh {environment} installs it")
    return place
