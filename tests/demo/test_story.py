"""The story fits the press as the desk reads it: every sentence has its rendering, every excerpt follows its renderings."""

from __future__ import annotations

import pytest

from dragoman.capture import text_rule
from dragoman.demo import story
from dragoman.demo.outlets import Outlet, Piece, outlets
from dragoman.demo.server import Answer, Press
from dragoman.demo.story import RenderingMissing, Translation
from dragoman.read.prepare import Page, Prepared, prepare, prepare_post
from dragoman.text.marks import follow, parse
from dragoman.watch.endpoints.telegram import parse_preview


def find(place: str) -> tuple[Outlet, Piece]:
    key, _, slug = place.partition(":")
    outlet = next(outlet for outlet in outlets() if outlet.key == key)
    return outlet, outlet.by_slug[slug]


def read(piece: str) -> Prepared:
    """A piece as the desk reads it from the press, at the first step that shows it or at the step named."""
    place, _, step = piece.partition("@")
    outlet, found = find(place)
    press = Press(int(step) if step else found.appears, port=8711)
    if outlet.format != "telegram":
        answer = fetched(press, outlet, outlet.path(found.slug))
        return prepare(Page(answer.body, content_type=answer.media_type, url=press.url(place), language=outlet.language))
    answer = fetched(press, outlet, outlet.endpoint)
    preview = parse_preview(answer.body, press.addresses[outlet.key] + outlet.endpoint)
    message = next(message for message in preview.messages if message.id == int(found.slug))
    rule = text_rule.apply(answer.body, answer.media_type)
    return prepare_post(message.text, rule, title="", language=outlet.language)


def fetched(press: Press, outlet: Outlet, path: str) -> Answer:
    answer = press.answer(outlet, path)
    assert answer is not None
    return answer


def words(prepared: Prepared) -> list[str]:
    return [prepared.text[piece.start : piece.end] for piece in prepared.pieces]


@pytest.mark.parametrize("translation", story.translations(), ids=lambda translation: translation.piece)
def test_every_segment_of_a_translated_piece_has_its_rendering_and_stands_in_the_bytes(translation: Translation) -> None:
    prepared = read(translation.piece)
    segments = words(prepared)
    if translation.state == "accepted":
        rendered = [translation.english(segment) for segment in segments]
        assert rendered == [sentence.english for sentence in translation.sentences]
    else:
        assert [" ".join(s.split()) for s in segments][: len(translation.sentences)] == [s.source for s in translation.sentences]
    assert all(piece.anchor is not None for piece in prepared.pieces)


ARTICLES = [f"{o.key}:{p.slug}" for o in outlets() for p in o.pieces if o.format != "telegram"]


@pytest.mark.parametrize("place", ARTICLES)
def test_each_article_is_read_whole_and_without_its_surroundings(place: str) -> None:
    outlet, piece = find(place)
    prepared = read(place)
    assert prepared.outcome == ""
    text = " ".join(prepared.text.split())
    for paragraph in piece.paragraphs:
        assert paragraph in text, place
    for furniture in (outlet.cookie_note, outlet.advertisement, outlet.footer, outlet.related):
        assert not furniture or furniture not in text, place
    assert piece.title in prepared.title
    assert prepared.language == outlet.language


def test_a_sentence_cut_otherwise_has_no_rendering() -> None:
    translation = story.translations()[0]
    sentence = translation.sentences[1]
    assert translation.english(f"  {sentence.source.replace(' ', '  ', 1)} ") == sentence.english, "white space aside"
    with pytest.raises(RenderingMissing, match=translation.piece):
        translation.english(sentence.source[:-1])
    with pytest.raises(RenderingMissing, match="nobody translated it"):
        story.translation_of("sada:ferry-fares")


EXCERPTS = [(dispatch, block) for dispatch in story.dispatches() for block in dispatch.blocks if block.kind == "excerpt"]


@pytest.mark.parametrize(("dispatch", "block"), EXCERPTS, ids=lambda value: getattr(value, "piece", None) or value.key)
def test_every_excerpt_follows_accepted_renderings(dispatch: story.StoryDispatch, block: story.Block) -> None:
    translation = story.translation_of(block.piece)
    assert translation.state == "accepted"
    assert list(block.sentences) == sorted(set(block.sentences))
    renderings = [translation.sentences[number - 1].english for number in block.sentences]
    if block.text is not None:
        assert follow(block.text, renderings) == []


def test_the_dispatches_are_what_a_desk_publishes() -> None:
    published = [dispatch for dispatch in story.dispatches() if not dispatch.draft]
    assert len(published) == 3
    assert len(story.dispatches()) == 4
    runs = {one.slug for one in story.series()}
    for dispatch in story.dispatches():
        assert dispatch.series in runs
        assert dispatch.subjects
        assert {block.kind for block in dispatch.blocks} >= {"prose", "excerpt"}
    for run in runs:
        dates = [dispatch.date for dispatch in story.dispatches() if dispatch.series == run]
        assert dates == sorted(dates), "number and date rise together"
    kinds = {run.kind for _, block in EXCERPTS if block.text for run in parse(block.text)}
    assert {"words", "cut", "addition", "gloss", "identity"} <= kinds
    quoted = {find(block.piece.partition("@")[0])[0].language for _, block in EXCERPTS}
    assert quoted == {"ar", "fa", "he", "ru", "tr"}


def test_staff_and_choices_stand_on_solid_ground() -> None:
    names = {someone.username for someone in story.staff()}
    assert {translation.translator for translation in story.translations()} <= names
    assert "reviewer" not in {translation.translator for translation in story.translations()}
    assert len({someone.byline for someone in story.staff()}) == len(names)
    for choice in story.choices():
        find(choice.piece)
        assert choice.reason or choice.kind == "select"


def test_a_correction_leaves_other_pieces_as_they_read() -> None:
    assert read("daftar:name-1405-07-20").text == read("daftar:name-1405-07-20@2").text
    assert read("sada:rare-meeting").text != read("sada:rare-meeting@2").text
