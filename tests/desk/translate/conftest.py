"""Who translates in these tests."""

from __future__ import annotations

import pytest

from tests.desk.ui.factories import person


@pytest.fixture
def lina():
    return person("lina", "translator")
