"""The press, served for one test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dragoman.demo.server import Press


@pytest.fixture
def press() -> Iterator[Press]:
    with Press() as served:
        yield served
