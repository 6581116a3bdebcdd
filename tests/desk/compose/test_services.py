"""Writing dispatches: what may be quoted, what is kept, what holds up publication."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dragoman.desk.compose import selectors, services
from dragoman.desk.compose.evidence import check_evidence
from dragoman.desk.compose.models import Dispatch, Note, Passage
from dragoman.desk.read.models import Segment
from dragoman.errors import NotAllowed, RuleBroken
from tests.desk import newsroom
from tests.desk.newsroom import NOW
from tests.desk.newsroom_fixtures import Newsroom

pytestmark = pytest.mark.django_db


def excerpt_of(dispatch: Dispatch) -> Passage:
    return Passage.objects.get(dispatch=dispatch, kind="excerpt")


def test_an_excerpt_begins_as_its_accepted_renderings(desk: Newsroom) -> None:
    passage = excerpt_of(desk.dispatch)
    assert passage.text == f"{newsroom.ENGLISH['قال']} {newsroom.ENGLISH['وأضاف']}"
    assert [row.segment_id for row in passage.quoted.all()] == [segment.pk for segment in desk.segments[1:3]]
    assert selectors.dispatch_editor(desk.dispatch.pk).missing == []


def test_the_note_is_written_from_the_evidence(desk: Newsroom) -> None:
    note = Note.objects.get(passage=excerpt_of(desk.dispatch))
    assert (note.source_native, note.source_english) == ("صحيفة المنارة", "Al-Manara")
    assert note.title == "مجلس نهر الحجر يناقش رسالة السكان"
    assert note.url == "http://manara.example/articles/17"
    assert note.date_printed == "1 جمادى الآخرة 1448"
    assert desk.item.current is not None
    assert note.capture_id == desk.item.current.capture_id


def test_a_comment_stays_while_the_source_part_is_written_again(desk: Newsroom) -> None:
    passage = excerpt_of(desk.dispatch)
    services.comment_note(by=desk.editor, passage=passage, comment="See also the earlier dispatch.")
    Note.objects.update(source_english="Somebody else")
    services.change_excerpt(by=desk.editor, passage=passage, text=passage.text)
    note = Note.objects.get(passage=passage)
    assert (note.comment, note.source_english) == ("See also the earlier dispatch.", "Al-Manara")


def test_a_departing_excerpt_is_kept_as_typed_and_holds_up_publication(desk: Newsroom) -> None:
    passage = excerpt_of(desk.dispatch)
    checked = services.change_excerpt(by=desk.editor, passage=passage, text=passage.text.replace("not negotiate", "negotiate"))
    assert [d.expected for d in checked.divergences] == ["not"]
    assert "not negotiate" not in excerpt_of(desk.dispatch).text
    (missing,) = selectors.dispatch_editor(desk.dispatch.pk).missing
    assert missing.passage_id == passage.pk
    assert "not" in missing.sentence


def test_marks_are_no_departure(desk: Newsroom) -> None:
    passage = excerpt_of(desk.dispatch)
    text = passage.text.replace("within one week", "[…]").replace("the members", "the members [identity: of the council]")
    assert services.change_excerpt(by=desk.editor, passage=passage, text=text).divergences == []


def test_a_sentence_without_accepted_rendering_is_refused_by_name(desk: Newsroom) -> None:
    other = newsroom.capture_page(url="http://manara.example/articles/18")
    segment = Segment.objects.filter(version=other.current).order_by("number")[0]
    with pytest.raises(RuleBroken, match=r"Sentence 1 .*no accepted translation"):
        services.insert_excerpt(by=desk.editor, dispatch=desk.dispatch, segments=[segment])


def test_a_sentence_that_does_not_stand_in_the_bytes_is_refused_by_name(desk: Newsroom) -> None:
    Segment.objects.filter(pk=desk.segments[0].pk).update(anchor_start=None, anchor_end=None)
    segment = Segment.objects.get(pk=desk.segments[0].pk)
    with pytest.raises(RuleBroken, match=r"does not stand word for word"):
        services.insert_excerpt(by=desk.editor, dispatch=desk.dispatch, segments=[segment])


def test_one_excerpt_quotes_one_text(desk: Newsroom) -> None:
    other = newsroom.capture_page(url="http://manara.example/articles/18")
    segments = newsroom.accept_all(other, desk.translator, desk.reviewer)
    with pytest.raises(RuleBroken, match="one text"):
        services.insert_excerpt(by=desk.editor, dispatch=desk.dispatch, segments=[desk.segments[0], segments[0]])


def test_a_newer_rendering_holds_up_publication_until_it_is_quoted(desk: Newsroom) -> None:
    newsroom.accept_one(
        desk.segments[1],
        'The council\'s spokesman declared: "We will not negotiate under pressure."',
        desk.translator,
        desk.reviewer,
    )
    (missing,) = selectors.dispatch_editor(desk.dispatch.pk).missing
    assert "no longer the accepted one" in missing.sentence
    checked = services.renew_excerpt(by=desk.editor, passage=excerpt_of(desk.dispatch))
    assert [(d.found, d.expected) for d in checked.divergences] == [("said", "declared")]


def test_passages_keep_their_order(desk: Newsroom) -> None:
    def kinds() -> list[str]:
        return [view.passage.kind for view in selectors.dispatch_editor(desk.dispatch.pk).passages]

    assert kinds() == ["heading", "prose", "excerpt"]
    services.move_passage(by=desk.editor, passage=excerpt_of(desk.dispatch), steps=-1)
    assert kinds() == ["heading", "excerpt", "prose"]
    services.move_passage(by=desk.editor, passage=excerpt_of(desk.dispatch), steps=-5)
    assert kinds() == ["excerpt", "heading", "prose"]
    added = services.add_prose(by=desk.editor, dispatch=desk.dispatch, text="Between.", position=1)
    assert kinds() == ["excerpt", "prose", "heading", "prose"]
    services.remove_passage(by=desk.editor, passage=added)
    assert kinds() == ["excerpt", "heading", "prose"]


def test_only_those_who_compose_write(desk: Newsroom) -> None:
    with pytest.raises(NotAllowed):
        services.create_dispatch(by=desk.translator, series=desk.series, title="Mine", language="en")
    with pytest.raises(NotAllowed):
        services.change_passage(by=desk.publisher, passage=excerpt_of(desk.dispatch), text="Mine")
    with pytest.raises(NotAllowed):
        services.create_series(by=desk.editor, name="Editor's own")


def test_a_locked_dispatch_is_its_holders(desk: Newsroom) -> None:
    Dispatch.objects.filter(pk=desk.dispatch.pk).update(locked=True, locked_by=desk.publisher)
    with pytest.raises(RuleBroken, match="locked"):
        services.change_head(by=desk.editor, dispatch=desk.dispatch, title="Other")


@pytest.mark.parametrize("slug", ["desk", "cms", "captures", "static"])
def test_a_series_never_takes_an_address_of_the_site(desk: Newsroom, slug: str) -> None:
    with pytest.raises(RuleBroken):
        services.create_series(by=desk.publisher, name=slug, slug=slug)


def test_edits_of_one_sitting_are_one_revision_and_the_history_keeps_the_passages(desk: Newsroom) -> None:
    before = desk.dispatch.revisions.count()
    for word in ("One.", "Two.", "Three."):
        services.add_prose(by=desk.editor, dispatch=desk.dispatch, text=word, now=NOW + timedelta(minutes=1))
    assert desk.dispatch.revisions.count() == before
    latest = Dispatch.objects.get(pk=desk.dispatch.pk).get_latest_revision_as_object()
    assert [passage.text for passage in latest.passages.all()][-1] == "Three."
    assert latest.passages.all()[2].quoted.count() == 2


def test_the_editors_page_costs_the_same_for_one_excerpt_and_for_five(
    desk: Newsroom, django_assert_max_num_queries: object
) -> None:
    for _ in range(4):
        services.insert_excerpt(by=desk.editor, dispatch=desk.dispatch, segments=desk.segments[3:5])
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        editor = selectors.dispatch_editor(desk.dispatch.pk)
    assert [view.number for view in editor.passages if view.number] == [1, 2, 3, 4, 5]


def test_only_quotable_items_and_sentences_are_offered(desk: Newsroom) -> None:
    newsroom.capture_page(url="http://manara.example/articles/18")
    (item,) = selectors.quotable_items(words="negotiate", language="en")
    assert item.pk == desk.item.pk
    assert selectors.quotable_items(words="nothing of the kind", language="en") == []
    rows = selectors.pick_rows(item.pk, language="en")
    assert [row.id for row in rows if not row.obstacle] == [segment.pk for segment in desk.segments]


def test_evidence_is_read_back_from_the_archive(desk: Newsroom, settings: object) -> None:
    passage = excerpt_of(desk.dispatch)
    assert check_evidence(passage).held
    (file,) = list(settings.ARCHIVE_PATH.glob("*.warc.gz"))  # type: ignore[attr-defined]
    file.chmod(0o640)
    stored = bytearray(file.read_bytes())
    assert desk.item.current is not None
    capture = desk.item.current.capture
    assert capture.record_offset is not None
    assert capture.record_length is not None
    stored[capture.record_offset + capture.record_length // 2] ^= 1
    file.write_bytes(bytes(stored))
    state = check_evidence(passage)
    assert not state.held
    assert state.sentence
