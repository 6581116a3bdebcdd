"""Fixtures out of `newsroom`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from dragoman.desk.capture.services import close_recorders
from dragoman.desk.compose.models import Dispatch, Series
from dragoman.desk.people.models import User
from dragoman.desk.read.models import Item, Segment
from tests.desk import newsroom


@dataclass
class Newsroom:
    """Who works here, what was captured, and one dispatch in draft."""

    translator: User
    reviewer: User
    editor: User
    publisher: User
    item: Item
    segments: list[Segment]
    series: Series
    dispatch: Dispatch


@pytest.fixture
def desk(db: None, settings: Any, tmp_path: Any) -> Iterator[Newsroom]:
    """A draft that quotes the second and the third sentence."""
    settings.PROOFS_PATH = tmp_path / "proofs"
    translator, reviewer = newsroom.hire("translator", "translator"), newsroom.hire("reviewer", "reviewer")
    editor, publisher = newsroom.hire("editor", "editor"), newsroom.hire("publisher", "publisher")
    item = newsroom.capture_page()
    segments = newsroom.accept_all(item, translator, reviewer)
    series = newsroom.open_series(publisher)
    dispatch = newsroom.write_dispatch(editor, series, segments[1:3])
    yield Newsroom(translator, reviewer, editor, publisher, item, segments, series, dispatch)
    close_recorders()
