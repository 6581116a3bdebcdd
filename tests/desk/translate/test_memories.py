"""The memories grow out of what was accepted, and show nothing beside a text that is kept closer than the text."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from dragoman.cli import root
from dragoman.desk.people.services import add_person
from dragoman.desk.translate import jobs, services
from dragoman.desk.translate.item_commands import translate
from dragoman.desk.translate.memories import IMPORTED, folder, suggestions
from dragoman.desk.translate.models import Rendering
from dragoman.desk.watch.services import set_sensitivity
from dragoman.errors import NotAllowed
from dragoman.translate.memory import Memory
from tests.desk.translate.stage import PIECE, arabic
from tests.desk.ui.factories import Piece, item, person, rendering, segments

pytestmark = pytest.mark.django_db

SENTENCE = "قالت الوزيرة إن المدرسة تفتح غدًا بعد أسبوع من الإغلاق."
SPELLED = "قالت الوزيره ان المدرسه تفتح غدا بعد اسبوع من الاغلاق."
ALIKE = "قالت الوزيرة إن المدرسة تفتح غدًا بعد شهر من الإغلاق."
ENGLISH = "The minister said that the school opens tomorrow after a week's closure."


@pytest.fixture
def people():
    return [
        add_person(by=None, username=name, password="pw", roles=(role,), byline=byline)
        for name, role, byline in (("lina", "translator", "L. B."), ("omar", "reviewer", "O. N."))
    ]


def of_source(name: str, *sentences: str, sensitivity: str = "open", number: int = 1):
    """An item of its own source."""
    made = item(Piece("ar", PIECE.source, name, "", sentences), number=number, with_title=False)
    set_sensitivity(by=None, source=made.source, sensitivity=sensitivity)
    made.source.refresh_from_db()
    return made


def accept(of, english, people) -> Rendering:
    lina, omar = people
    draft = services.write(by=lina, segment=segments(of)[0], text=english, language="en")
    return services.accept(by=omar, rendering=services.submit(by=lina, rendering=draft))


def suggested(of, place: int = 0) -> list[str]:
    segment = segments(of)[place]
    text = of.current.text[segment.start : segment.end]
    return [one.text for one in suggestions(text, item=of, segment_id=segment.pk, language="en")]


def test_what_was_accepted_is_suggested_with_its_origin(people):
    made = accept(of_source("Port Echo", SENTENCE), ENGLISH, people)
    other = of_source("Harbour News", SENTENCE)
    assert suggested(other) == []
    assert jobs.remember_accepted.func() == 1
    assert jobs.remember_accepted.func() == 0, "once is enough"
    (one,) = suggestions(SENTENCE, item=other, segment_id=segments(other)[0].pk, language="en")
    assert (one.text, one.percent, one.kind) == (ENGLISH, 100, "exact")
    assert one.signed == "translated by lina, reviewed by omar"
    assert (one.place, one.outlet) == ((made.segment.version.item_id, 0), "Port Echo")


def test_the_memory_keeps_the_evidence(people):
    made = accept(of_source("Port Echo", SENTENCE), ENGLISH, people)
    services.remember_accepted(by=None)
    (unit,) = Memory(folder("open")).units()
    assert (unit.source, unit.target, unit.source_language, unit.target_language) == (SENTENCE, ENGLISH, "ar", "en")
    anchor, segment = unit.anchor, made.segment
    assert (anchor.capture, anchor.version) == (str(segment.version.capture_id), str(segment.version_id))
    assert (anchor.start, anchor.end) == (segment.start, segment.end)
    assert (unit.translator, unit.reviewer) == ("L. B.", "O. N."), "bylines, not accounts"


def test_other_spelling_is_never_a_hundred_per_cent(people):
    accept(of_source("Port Echo", SENTENCE), ENGLISH, people)
    services.remember_accepted(by=None)
    for text, percent, kind in ((SENTENCE, 100, "exact"), (SPELLED, 99, "same but for spelling"), (ALIKE, None, "fuzzy")):
        other = of_source(f"News {percent}", text)
        (one,) = suggestions(text, item=other, segment_id=segments(other)[0].pk, language="en")
        assert one.kind == kind
        assert one.percent == percent or (percent is None and 60 <= one.percent < 99)


def test_drafts_and_waiting_wordings_are_not_remembered(people):
    lina, _ = people
    made = of_source("Port Echo", SENTENCE)
    rendering(segments(made)[0], lina, "Draft")
    rendering(segments(of_source("Other", SENTENCE))[0], lina, "Waiting", state="submitted")
    assert services.remember_accepted(by=None) == 0


def test_a_wording_that_was_replaced_is_no_longer_suggested(people):
    made, other = of_source("Port Echo", SENTENCE), of_source("Harbour News", SENTENCE)
    accept(made, "Old wording of the sentence.", people)
    services.remember_accepted(by=None)
    accept(made, ENGLISH, people)
    assert suggested(other) == [], "not before it was remembered, and the old one never again"
    services.remember_accepted(by=None)
    assert suggested(other) == [ENGLISH]


def test_a_sentences_own_rendering_is_not_suggested_to_it(people):
    made = of_source("Port Echo", SENTENCE)
    accept(made, ENGLISH, people)
    services.remember_accepted(by=None)
    assert suggested(made) == []


class TestSensitivity:
    LEVELS = ("open", "internal", "confidential")

    @pytest.mark.parametrize("held", LEVELS)
    @pytest.mark.parametrize("asking", LEVELS)
    def test_nothing_kept_closer_is_shown(self, people, held, asking):
        accept(of_source("Port Echo", SENTENCE, sensitivity=held), ENGLISH, people)
        services.remember_accepted(by=None)
        allowed = self.LEVELS.index(held) <= self.LEVELS.index(asking)
        assert suggested(of_source("Harbour News", SENTENCE, sensitivity=asking)) == ([ENGLISH] if allowed else [])

    def test_closing_a_source_hides_at_once_what_was_remembered(self, people):
        made, other = of_source("Port Echo", SENTENCE), of_source("Harbour News", SENTENCE)
        accept(made, ENGLISH, people)
        services.remember_accepted(by=None)
        set_sensitivity(by=None, source=made.source, sensitivity="confidential")
        assert suggested(other) == []

    def test_opening_a_source_shows_it_once_it_moved(self, people):
        made, other = of_source("Port Echo", SENTENCE, sensitivity="confidential"), of_source("Harbour News", SENTENCE)
        accept(made, ENGLISH, people)
        services.remember_accepted(by=None)
        set_sensitivity(by=None, source=made.source, sensitivity="open")
        assert suggested(other) == []
        assert jobs.remember_moved.func() == 1
        assert suggested(other) == [ENGLISH]
        assert jobs.remember_moved.func() == 0

    def test_made_anew_a_closed_sources_words_leave_the_open_memory(self, people):
        made = of_source("Port Echo", SENTENCE)
        accept(made, ENGLISH, people)
        services.remember_accepted(by=None)
        set_sensitivity(by=None, source=made.source, sensitivity="confidential")
        answer = CliRunner().invoke(translate, ["remember", "--anew"])
        assert answer.exit_code == 0, answer.output
        assert "1 renderings" in answer.output
        assert not (folder("open") / "units.jsonl").exists()
        assert [unit.target for unit in Memory(folder("confidential")).units()] == [ENGLISH]
        assert services.remember_accepted(by=None) == 0


def test_a_memory_made_anew_is_seen_by_who_had_the_old_one_open(people):
    made, other = of_source("Port Echo", SENTENCE), of_source("Harbour News", SENTENCE)
    accept(made, ENGLISH, people)
    services.remember_accepted(by=None)
    assert suggested(other) == [ENGLISH]
    services.remember_anew(by=None)
    accept(of_source("Third", ALIKE), "Another sentence about a month.", people)
    services.remember_accepted(by=None)
    assert suggested(other) == [ENGLISH, "Another sentence about a month."]


def test_what_was_imported_by_command_is_suggested_and_the_desks_own_is_exported(people, tmp_path):
    tmx = tmp_path / "old.tmx"
    with Memory(tmp_path / "elsewhere") as elsewhere:
        elsewhere.add(SENTENCE, ENGLISH, source_language="ar", target_language="en")
    run = CliRunner().invoke
    assert run(root, ["memory", "export", str(tmp_path / "elsewhere"), str(tmx)]).exit_code == 0
    assert run(root, ["memory", "import", str(folder(IMPORTED)), str(tmx)]).exit_code == 0
    other = of_source("Harbour News", SENTENCE)
    (one,) = suggestions(SENTENCE, item=other, segment_id=segments(other)[0].pk, language="en")
    assert (one.text, one.place, one.signed) == (ENGLISH, None, "")
    accept(of_source("Port Echo", ALIKE), "About a month.", people)
    services.remember_accepted(by=None)
    exported = run(root, ["memory", "export", str(folder("open")), str(tmp_path / "ours.tmx")])
    assert "1 units written" in exported.output
    found = run(root, ["memory", "search", str(folder("open")), ALIKE, "--from", "ar", "--to", "en"])
    assert "reviewed by \u2068O. N.\u2069" in found.output


def test_a_number_in_an_imported_file_names_no_rendering_of_ours(people):
    accept(of_source("Secret", SENTENCE, sensitivity="confidential"), "Confidential words.", people)
    with Memory(folder(IMPORTED)) as memory:
        memory.add(SENTENCE, "From elsewhere", source_language="ar", target_language="en")
    assert suggested(of_source("Harbour News", SENTENCE)) == ["From elsewhere"]


@pytest.mark.parametrize("damage", [b"not a memory\n", b"\0" * 64])
def test_a_damaged_memory_is_said_beside_the_sentence_and_nothing_else_suffers(people, client, damage):
    made = of_source("Port Echo", SENTENCE)
    folder("open").mkdir(parents=True)
    (folder("open") / "units.jsonl").write_bytes(damage)
    client.force_login(people[0])
    segment = segments(made)[0]
    answer = client.get(f"/desk/segments/{segment.pk}/beside/")
    assert answer.status_code == 200
    assert "This is not a translation memory." in answer.content.decode()
    assert client.post(f"/desk/segments/{segment.pk}/write/", {"text": "Still saved"}).status_code == 302
    assert Rendering.objects.get().text == "Still saved"


def test_a_memory_that_a_crash_cut_off_keeps_what_was_whole(people):
    accept(of_source("Port Echo", SENTENCE), ENGLISH, people)
    services.remember_accepted(by=None)
    with (folder("open") / "units.jsonl").open("ab") as file:
        file.write(b'{"source": "torn')
    accept(of_source("Third", ALIKE), "About a month.", people)
    services.remember_accepted(by=None)
    assert suggested(of_source("Harbour News", SENTENCE)) == [ENGLISH, "About a month."]


def test_only_reviewers_and_the_desk_itself_let_it_grow():
    with pytest.raises(NotAllowed):
        services.remember_accepted(by=person("mona", "monitor"))


def test_suggestions_stand_beside_the_sentence(people, client):
    accept(of_source("Port Echo", SENTENCE), ENGLISH, people)
    services.remember_accepted(by=None)
    other = of_source("Harbour News", ALIKE)
    client.force_login(people[0])
    page = client.get(f"/desk/segments/{segments(other)[0].pk}/beside/").content.decode()
    assert f'data-text="{ENGLISH}"'.replace("'", "&#x27;") in page
    assert SENTENCE in page, "what it renders is shown where it is another sentence"
    assert "Port Echo</a>, translated by lina, reviewed by omar" in page
    assert client.get("/desk/segments/999999/beside/").status_code == 404
    client.force_login(people[1])
    assert "data-use" not in client.get(f"/desk/segments/{segments(other)[0].pk}/beside/").content.decode()


def test_an_empty_desk_has_nothing_beside(people, client):
    client.force_login(people[0])
    made = arabic()
    page = client.get(f"/desk/segments/{segments(made)[0].pk}/beside/").content.decode()
    assert not re.sub("<[^>]+>", "", page).strip()
