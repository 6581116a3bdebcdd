"""Many publishers at once: every number once, none left out, on either database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from dragoman.desk.publish.models import Publication
from dragoman.desk.publish.services import publish
from tests.desk import newsroom
from tests.desk.newsroom import NOW
from tests.desk.newsroom_fixtures import Newsroom


@pytest.mark.django_db(transaction=True)
def test_publishers_at_the_same_moment_get_each_number_once(desk: Newsroom) -> None:
    dispatches = [desk.dispatch] + [
        newsroom.write_dispatch(desk.editor, desk.series, desk.segments[:1], title=f"Dispatch {number}") for number in range(5)
    ]

    def press_the_button(dispatch: object) -> int:
        try:
            return publish(by=desk.publisher, dispatch=dispatch, now=NOW).number  # type: ignore[arg-type]
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as pool:
        numbers = list(pool.map(press_the_button, dispatches))
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]
    assert Publication.objects.count() == 6
