"""The difference between two versions: as a page, as a command, in scripts of both directions, hostile words included."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from django.urls import reverse

from dragoman.desk.console import FIRST_STRONG_ISOLATE, POP_ISOLATE
from dragoman.desk.read.differences import compare_versions
from dragoman.desk.versions_command import versions
from dragoman.errors import RuleBroken
from tests.desk.read.history import corrected, item_with_entry
from tests.desk.ui.factories import PIECES, Piece, person

pytestmark = pytest.mark.django_db
FIRST = "The bridge over the Stone River opened on Monday.\n\nNobody was hurt.\n\nA second bridge is planned."
SECOND = "The bridge over the Stone River closed on Monday.\n\nA second bridge is planned.\n\nThis article was corrected."


@pytest.fixture
def mona(client: Any) -> Any:
    client.force_login(person("mona", "monitor"))
    return client


def _corrected(old: str = FIRST, new: str = SECOND, piece: Piece = PIECES[3]) -> int:
    made = item_with_entry(piece)
    made.versions.update(text=old)
    corrected(made, new)
    return made.pk


def _page(client: Any, item_id: int, query: str = "") -> str:
    answer = client.get(reverse("item_versions", args=[item_id]) + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_changes_are_marked_in_words_and_not_by_colour_alone(mona: Any) -> None:
    html = _page(mona, _corrected())
    assert '<del><span class="unseen" dir="ltr" lang="en">[taken out: </span>opened<span' in html
    assert '<ins><span class="unseen" dir="ltr" lang="en">[put in: </span>closed<span' in html
    assert "1 paragraph changed, 1 paragraph taken out, 1 paragraph put in." in html
    assert '<span aria-hidden="true">−</span> Taken out</p>' in html
    assert 'lang="ru"' in html


def test_the_last_two_are_shown_and_any_two_can_be_chosen(mona: Any) -> None:
    made = item_with_entry()
    made.versions.update(text="One.")
    for number, text in enumerate(("Two.", "Three."), 1):
        corrected(made, text, hours=number)
    assert "Three." in _page(mona, made.pk)
    html = _page(mona, made.pk, "?old=1&new=2")
    assert "Three." not in html
    assert '<option value="1" selected>' in html
    assert "Two." in _page(mona, made.pk, "?old=2&new=1"), "the older one is always on the left"
    assert "word for word" in _page(mona, made.pk, "?old=2&new=2")
    for query in ("?old=1&new=9", "?old=8&new=9"):
        assert mona.get(reverse("item_versions", args=[made.pk]) + query).status_code == 404
    assert "Three." in _page(mona, made.pk, "?old=nonsense&new=-1")


def test_an_item_with_one_version_says_so(mona: Any) -> None:
    assert "One version so far" in _page(mona, item_with_entry().pk)
    assert mona.get(reverse("item_versions", args=[10**9])).status_code == 404


def test_only_who_sees_the_desk_sees_it(client: Any) -> None:
    address = reverse("item_versions", args=[item_with_entry().pk])
    assert client.get(address).status_code == 302
    client.force_login(person("reader"))
    assert client.get(address).status_code == 403


def test_long_unchanged_parts_are_folded(mona: Any) -> None:
    same = [f"Paragraph {number} stays." for number in range(12)]
    html = _page(mona, _corrected("\n\n".join(["Old.", *same]), "\n\n".join(["New words.", *same])))
    assert "<summary>10 unchanged paragraphs</summary>" in html


def test_a_moved_paragraph_links_to_where_it_stands(mona: Any) -> None:
    html = _page(
        mona, _corrected("A first one.\n\nA second one.\n\nA third one.", "A second one.\n\nA third one.\n\nA first one.")
    )
    assert 'Moved away: <a href="#line-4">where it stands now</a>' in html
    assert 'Moved here: <a href="#line-1">where it stood</a>' in html
    assert "1 paragraph moved." in html


def test_the_headline_is_compared_too(mona: Any) -> None:
    made = item_with_entry()
    corrected(made, made.current.text if made.current else "", title="الوزير نادر الحلبي يبعث برسالتين إلى قادة المجموعات الثلاث")
    assert "the headline changed" in _page(mona, made.pk)


def test_hostile_words_are_shown_and_not_obeyed(mona: Any) -> None:
    html = _page(mona, _corrected("pay <b>Alina</b> now", "pay <script>alert(1)</script>\u202e Alina now\u2069"))
    assert "<script>alert" not in html
    assert "\u202e" not in html
    assert ">RLO<" in html


def test_the_command_isolates_every_script() -> None:
    item_id = _corrected("قال الوزير إن الجسر مفتوح للجميع.", "قال المحافظ إن الجسر مفتوح للجميع.", PIECES[0])
    out = CliRunner().invoke(versions, [str(item_id)], catch_exceptions=False).output
    assert f"[-{FIRST_STRONG_ISOLATE}الوزير{POP_ISOLATE}-]{{+{FIRST_STRONG_ISOLATE}المحافظ{POP_ISOLATE}+}}" in out
    assert out.count(FIRST_STRONG_ISOLATE) == out.count(POP_ISOLATE)
    assert "Paragraphs: 1 changed." in out


def test_the_command_says_what_it_cannot_do() -> None:
    item_id = _corrected()
    told = CliRunner().invoke(versions, [str(item_id), "--between", "1", "1"], catch_exceptions=False).output
    assert "word for word" in told
    result = CliRunner().invoke(versions, [str(item_id), "--between", "1", "7"])
    assert isinstance(result.exception, RuleBroken)
    assert result.exception.sentence == f"Item {item_id} has no version 7."
    assert isinstance(CliRunner().invoke(versions, ["424242"]).exception, RuleBroken)
    whole = CliRunner().invoke(versions, [str(item_id), "--all"], catch_exceptions=False).output
    assert "A second bridge is planned." in whole
    with pytest.raises(RuleBroken):
        compare_versions(item_id, 1, 3)
