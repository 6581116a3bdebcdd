"""Items to other translation tools and back: drafts of the person who imports, and nothing overwritten."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from dragoman import cli
from dragoman.capture.custody.actions import Action
from dragoman.desk.custody.models import Act
from dragoman.desk.translate import services
from dragoman.desk.translate.models import Rendering
from dragoman.errors import NotAllowed, RuleBroken
from dragoman.translate.exchange.units import Document, Note, State, digest
from dragoman.translate.exchange.xliff_reader import read
from dragoman.translate.exchange.xliff_writer import write
from tests.desk.ui.factories import item as make_item
from tests.desk.ui.factories import person, segments

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return make_item()


def _back(document: Document, edits: dict[int, str], version: str = "2.1") -> Document:
    """The document as another tool gives it back, with the targets of these segments (by place) set."""
    (sent,) = read(write(document, version)).documents
    units = list(sent.units)
    for place, text in edits.items():
        units[place] = replace(units[place], target=text, state=State.DRAFT)
    return replace(sent, units=tuple(units))


def _take(by, document):
    return services.take_in(by=by, document=document, file_sha256=digest("file"), language="en")


def test_an_item_goes_out_with_its_anchors_and_the_persons_wordings(item, lina):
    first, *_ = segments(item)
    services.write(by=lina, segment=first, text="The min", language="en")
    document = services.hand_out(by=lina, item=item, language="en")
    assert (document.name, document.source_language, document.target_language) == (f"item {item.pk}", item.language, "en")
    assert (document.units[0].target, document.units[0].state) == ("The min", State.DRAFT)
    for unit in document.units:
        span = unit.anchor.span
        assert item.current.text[span.start : span.end] == unit.source
        assert (unit.anchor.capture, unit.anchor.sha256) == (str(item.current.capture_id), digest(unit.source))
    assert Act.objects.filter(action=Action.HANDED_OUT, kind="item", about=str(item.pk)).count() == 1


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_what_another_tool_changed_becomes_drafts_of_who_brings_it(item, lina, version):
    first, second, *_ = segments(item)
    services.write(by=lina, segment=first, text="one", language="en")
    found = _take(lina, _back(services.hand_out(by=lina, item=item, language="en"), {0: "One.", 1: "Two […]."}, version))
    assert found.wordings == {first.pk: "One.", second.pk: "Two […]."}
    assert found.refused == ()
    kept = Rendering.objects.order_by("segment__number").values_list("text", "state", "translator__username")
    assert list(kept) == [("One.", "draft", "lina"), ("Two […].", "draft", "lina")]
    (act,) = Act.objects.filter(action=Action.TAKEN_IN)
    assert act.about == str(item.pk)


@pytest.mark.parametrize(("version", "theirs"), [("1.2", "fr"), ("2.1", "fr"), ("2.1", "fr-CA")])
def test_a_file_goes_out_and_comes_back_in_the_desks_language(item, lina, version, theirs):
    first, *_ = segments(item)
    sent = services.hand_out(by=lina, item=item, language="fr")
    assert b'"fr"' in write(sent, version)
    back = _back(replace(sent, target_language=theirs), {0: "Un."}, version)
    services.take_in(by=lina, document=back, language="fr", file_sha256=digest("file"))
    kept = Rendering.objects.get()
    assert (kept.segment, kept.language, kept.text) == (first, "fr", "Un.")


def test_a_file_into_another_language_is_refused_whole(item, lina):
    back = _back(services.hand_out(by=lina, item=item, language="de"), {0: "Eins."})
    with pytest.raises(RuleBroken, match=r"translates into German \(de\), and this desk writes English; nothing was saved"):
        _take(lina, back)
    assert not Rendering.objects.exists()


def test_an_item_in_the_desks_language_does_not_go_out(item, lina):
    with pytest.raises(RuleBroken, match="This item is in Arabic already: there is nothing to translate"):
        services.hand_out(by=lina, item=item, language="ar")


def test_bringing_the_same_file_twice_changes_nothing_more(item, lina):
    back = _back(services.hand_out(by=lina, item=item, language="en"), {0: "One."})
    assert _take(lina, back).wordings
    assert _take(lina, back).wordings == {}
    assert Rendering.objects.count() == 1


def test_what_was_written_here_meanwhile_stands(item, lina):
    first, *_ = segments(item)
    services.write(by=lina, segment=first, text="one", language="en")
    back = _back(services.hand_out(by=lina, item=item, language="en"), {0: "One, elsewhere", 1: "Two"})
    services.write(by=lina, segment=first, text="One, here", language="en")
    found = _take(lina, back)
    assert list(found.wordings.values()) == ["Two"]
    assert [unit for unit, _ in found.refused] == [f"s{first.pk}"]
    assert Rendering.objects.get(segment=first).text == "One, here"


def test_a_wording_that_waits_for_review_is_not_changed(item, lina):
    first, *_ = segments(item)
    services.submit(by=lina, rendering=services.write(by=lina, segment=first, text="one", language="en"))
    found = _take(lina, _back(services.hand_out(by=lina, item=item, language="en"), {0: "One.", 1: "Two"}))
    assert list(found.wordings.values()) == ["Two"]
    assert "waits for review" in found.refused[0][1]


def test_a_stale_source_and_a_stranger_are_refused_and_the_rest_goes_on(item, lina):
    back = _back(services.hand_out(by=lina, item=item, language="en"), {0: "One", 1: "Two"})
    other = replace(back.units[0], source="another text")
    found = _take(lina, replace(back, units=(other, back.units[1], replace(back.units[1], id="s999999"))))
    assert list(found.wordings.values()) == ["Two"]
    assert [why.split(";")[0] for _, why in found.refused] == [
        "its source is another text now",
        "it is no segment of the text as it is now",
    ]


def test_notes_of_other_tools_are_shown(item, lina):
    back = _back(services.hand_out(by=lina, item=item, language="en"), {})
    noted = replace(back, units=(replace(back.units[0], notes=(Note("Which minister?"),)), *back.units[1:]))
    assert [text for _, text in _take(lina, noted).remarks] == ["Which minister?"]


@pytest.mark.parametrize("name", ["item 999999", "report.docx", "item x", "item " + "9" * 30])
def test_a_file_of_no_item_is_refused(name, lina, item):
    back = _back(services.hand_out(by=lina, item=item, language="en"), {0: "One"})
    with pytest.raises(RuleBroken, match="of no item"):
        _take(lina, replace(back, name=name))


def test_a_file_that_names_no_language_is_refused(lina, item):
    back = _back(services.hand_out(by=lina, item=item, language="en"), {0: "One"})
    with pytest.raises(RuleBroken, match="which language"):
        _take(lina, replace(back, target_language=""))


def test_an_item_without_a_text_is_refused(lina, item):
    item.current = None
    with pytest.raises(RuleBroken, match="no text"):
        services.hand_out(by=lina, item=item, language="en")


def test_only_translators_may(item, lina):
    back = _back(services.hand_out(by=lina, item=item, language="en"), {0: "One"})
    for who in (person("mona", "monitor"), None):
        with pytest.raises(NotAllowed):
            services.hand_out(by=who, item=item, language="en")
        with pytest.raises(NotAllowed):
            _take(who, back)
    assert not Rendering.objects.exists()


@pytest.fixture
def dragoman(monkeypatch, capsys):
    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["dragoman", *map(str, arguments)])
        status = 0
        try:
            cli.main()
        except SystemExit as ended:
            status = ended.code or 0
        said = capsys.readouterr()
        return status, said.out + said.err

    return call


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_the_commands_out_and_back(item, lina, dragoman, tmp_path, version):
    file = tmp_path / "out.xlf"
    status, said = dragoman("export", "xliff", item.pk, "--by", "lina", "--version", version, "-o", file)
    assert (status, str(len(segments(item))) in said) == (0, True)
    (document,) = read(file.read_bytes()).documents
    source, end = document.units[0].source, "</source>"
    edited = file.read_text().replace(source + end, source + end + "<target>One.</target>", 1)
    file.write_text(edited)
    status, said = dragoman("import", "xliff", file, "--by", "lina")
    assert status == 0
    assert "1 wordings kept as drafts, 0 not taken over" in said
    assert Rendering.objects.get().text == "One."


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export", "xliff", "999999", "--by", "lina"), "no item 999999"),
        (("import", "xliff", __file__, "--by", "lina"), "not an XLIFF file"),
        (("export", "xliff", "1", "--by", "nobody"), "There is no item 1|Nobody here"),
    ],
)
def test_a_command_that_can_not_says_why(lina, dragoman, arguments, words):
    status, said = dragoman(*arguments)
    assert status == 1
    assert any(word in said for word in words.split("|"))


def test_a_file_cut_off_keeps_what_stands_before(item, lina, dragoman, tmp_path):
    back = _back(services.hand_out(by=lina, item=item, language="en"), {0: "One.", 1: "Two."})
    whole = write(services.hand_out(by=lina, item=item, language="en"))
    file = tmp_path / "cut.xlf"
    sent = [unit.source for unit in back.units]
    text = whole.decode()
    for source, words in zip(sent[:2], ("One.", "Two."), strict=True):
        text = text.replace(f"{source}</source>", f"{source}</source><target>{words}</target>", 1)
    file.write_text(text[: text.index("Two.")])
    status, said = dragoman("import", "xliff", file, "--by", "lina")
    assert status == 0
    assert "can't be read beyond unit" in said
    assert list(Rendering.objects.values_list("text", flat=True)) == ["One."]
