"""Pages cost the same number of queries with one row and with fifty."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dragoman.desk.read.services import index_pending
from dragoman.desk.translate.models import DraftRun, MachineDraft, Rendering
from dragoman.desk.translate.selectors import translations
from tests.desk.ui.factories import NOW, PIECES, Piece, endpoint, item, person, rendering, segments, source

pytestmark = pytest.mark.django_db


def queries(client, address: str) -> int:
    client.get(address)  # sessions, content types and the like are warm
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len(context)


def fill(numbers: range, translator, reviewer) -> None:
    for number in numbers:
        made = item(number=number * 100)
        first, second, *_ = segments(made)
        rendering(first, translator, "English", state="accepted", reviewer=reviewer)
        rendering(second, translator, "More", state="submitted")
        piece = PIECES[number % 4]
        endpoint(source(Piece(piece.language, piece.source, f"Source {number}", "", ())), failures=number % 2, days=2)


@pytest.mark.parametrize("name", ["queue", "sources", "today", "search", "translations", "captures"])
def test_rows_cost_no_queries(name, client):
    lina, omar = person("lina", "translator"), person("omar", "reviewer", "monitor")
    client.force_login(omar)
    address = reverse(name) + {"search": "?q=الوزير", "translations": "?view=review"}.get(name, "")
    fill(range(1, 2), lina, omar)
    index_pending(translations=translations)
    one = queries(client, address)
    fill(range(2, 51), lina, omar)
    index_pending(translations=translations)
    assert queries(client, address) == one


def test_two_hundred_sentences_cost_no_more_queries_than_two(client, settings):
    lina, omar = person("lina", "translator"), person("omar", "reviewer")
    client.force_login(lina)
    counted = []
    for number, length in enumerate((2, 200), 1):
        made = item(
            Piece("ar", "صدى الميناء", "Port Echo", "", PIECES[0].sentences[:2] * (length // 2)), number=number, with_title=False
        )
        run = DraftRun.objects.create(
            version=made.current, engine="house", state="done", asked_at=NOW, finished_at=NOW, asked_by=omar, language="en"
        )
        for segment in segments(made):
            draft = MachineDraft.objects.create(
                run=run, segment=segment, text="Draft", engine="house", seconds=1, made_at=NOW, language="en"
            )
            rendering(segment, omar, "Waiting", state="submitted")
            Rendering.objects.create(
                segment=segment, translator=lina, text="Mine", draft=draft, created_at=NOW, changed_at=NOW, language="en"
            )
        counted.append(queries(client, reverse("workbench", args=[made.pk])))
        counted.append(queries(client, reverse("segment_beside", args=[segments(made)[-1].pk])))
    assert counted[:2] == counted[2:]
