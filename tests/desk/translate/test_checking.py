"""Checks beside a sentence while one types, and before a wording goes to review."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman.cli import root
from dragoman.desk.custody.models import Act
from dragoman.desk.jobs.findings import Level
from dragoman.desk.translate import checking, doctor, house, services
from dragoman.desk.translate.item_commands import translate
from dragoman.desk.translate.models import Rendering
from dragoman.errors import NotReadyForReview, RuleBroken
from tests.desk.translate.stage import arabic
from tests.desk.ui.factories import person, rendering, segments

pytestmark = pytest.mark.django_db

SOURCE = "قال سمير درويش إن المجلس المحلي سيجتمع يوم الاثنين بحضور 12 عضوا."
GOOD = "Samir Darwish said that the local council would meet on Monday with 12 members present."
DOUBLED = GOOD.replace("that the", "that the the")
TERMS = (
    "term,language,form,standing,part_of_speech,note,source\n"
    "council,ar,مجلس محلي,preferred,noun,Style book 4,\ncouncil,ar,المجلس المحلي,preferred,noun,,\n"
    "council,en,local council,preferred,noun,,\ncouncil,en,municipality,forbidden,noun,,\n"
)
NAMES = {"id": "p1", "kind": "person", "house": "Samir Darwish", "names": {"ar": ["سمير درويش"], "en": ["Sameer Darweesh"]}}


@pytest.fixture(autouse=True)
def house_style(settings, tmp_path):
    Path(settings.TERMS_PATH).write_text(TERMS, encoding="utf-8")
    settings.REGISTER_PATH = tmp_path / "register.jsonl"
    settings.REGISTER_PATH.write_text(json.dumps(NAMES, ensure_ascii=False) + "\n", encoding="utf-8")


@pytest.fixture
def made():
    return arabic(SOURCE, "لم يحضر الرئيس أمس.")


def codes(text: str, of) -> list[tuple[str, str | None]]:
    return [(one.finding.code, one.finding.fix) for one in checking.find(SOURCE, text, item=of, language="en")]


class TestHouseNames:
    """How the house spells a name, by the language that is written."""

    @pytest.mark.parametrize(
        ("target", "spelled"), [("en", "Samir Darwish"), ("fr", "Samir Darwish"), ("he", "סמיר דרוויש"), ("ru", "")]
    )
    def test_a_spelling_in_other_letters_is_passed_over(self, settings, target, spelled):
        names = {**NAMES, "names": {**NAMES["names"], "he": ["סמיר דרוויש"]}}
        settings.REGISTER_PATH.write_text(json.dumps(names, ensure_ascii=False) + "\n", encoding="utf-8")
        told = [one.house for one in house.advise("قال سمير درويش ذلك", "ar", target)]
        assert told == [spelled] * bool(spelled)
        assert dict(house.pairs_in(["قال سمير درويش ذلك"], "ar", target)) == ({"سمير درويش": spelled} if spelled else {})


class TestFinding:
    def test_a_good_wording_has_none(self, made):
        assert codes(GOOD, made) == []

    @pytest.mark.parametrize(
        ("text", "code", "fix"),
        [
            (GOOD.replace("local council", "municipality"), "term", "local council"),
            (GOOD.replace("Samir Darwish", "Sameer Darweesh"), "name", "Samir Darwish"),
            (GOOD.replace("Samir Darwish", "Samer Darvish"), "name", "Samir Darwish"),
            (GOOD.replace("Samir Darwish", "He"), "name", None),
            (GOOD.replace("12", "21"), "number", "12"),
            (DOUBLED, "doubled", "the"),
        ],
    )
    def test_the_house_and_the_source_are_asked(self, made, text, code, fix):
        assert (code, fix) in codes(text, made)

    @pytest.mark.parametrize("said", ["Darwish", "Mr Darwish"])
    def test_a_family_name_alone_is_right(self, made, said):
        assert codes(GOOD.replace("Samir Darwish", said), made) == []

    @pytest.mark.parametrize("text", ["", " \n", "x" * 5_001])
    def test_nothing_and_far_too_much_are_not_checked(self, made, text):
        assert codes(text, made) == []

    @pytest.mark.parametrize("text", ["🙂", "…", "\u202e\u202e", "((((", "\ud83d", "a\0b"])
    def test_odd_texts_are_borne(self, made, text):
        checking.find(SOURCE, text, item=made, language="en")

    def test_advice_and_marks_name_the_house_forms(self, made):
        assert [(one.printed, one.house) for one in house.advise(SOURCE, "ar", "en")] == [
            ("سمير درويش", "Samir Darwish"),
            ("المجلس المحلي", "local council"),
        ]
        assert house.pairs_in([SOURCE], "ar", "en") == (("المجلس المحلي", "local council"), ("سمير درويش", "Samir Darwish"))

    def test_a_broken_file_of_terms_takes_the_terms_away_and_page_and_doctor_say_so(self, settings, made, lina, client):
        path = Path(settings.TERMS_PATH)
        path.write_bytes(b"\xff\xfe nonsense")
        client.force_login(lina)
        assert "terms.csv is not UTF-8." in client.get(f"/desk/segments/{segments(made)[0].pk}/beside/").content.decode()
        assert codes(GOOD.replace("local council", "municipality"), made) == []
        assert [one.level for one in doctor.check_terms()] == [Level.BROKEN]
        path.write_text(TERMS + "x,zz zz,bad,preferred,,,\n", encoding="utf-8")
        assert ("term", "local council") in codes(GOOD.replace("local council", "municipality"), made), "read again"
        assert [one.level for one in doctor.check_terms()] == [Level.REMARK, Level.GOOD]
        path.unlink()
        assert list(doctor.check_terms()) == []

    def test_a_file_that_a_variable_names_and_that_is_not_there_is_told(self, settings, monkeypatch):
        settings.TERMS_PATH = settings.TERMS_PATH.with_name("moved.csv")
        monkeypatch.setenv("DRAGOMAN_TERMS", str(settings.TERMS_PATH))
        monkeypatch.setenv("DRAGOMAN_ENGINES", str(settings.ENGINES_PATH))
        for check, path in ((doctor.check_terms, settings.TERMS_PATH), (doctor.check_engines, settings.ENGINES_PATH)):
            (broken,) = check()
            assert (broken.level, broken.what) == (Level.BROKEN, f"There is no file {path}.")

    def test_the_doctor_reads_the_engines(self, settings, monkeypatch):
        monkeypatch.delenv("DRAGOMAN_ENGINES", raising=False)
        path = Path(settings.ENGINES_PATH)
        assert [(one.level, one.what) for one in doctor.check_engines()] == [(Level.GOOD, f"none are set up in {path}")]
        path.write_text("[engines.house]\nkind = 'oracle'\n", encoding="utf-8")
        (broken,) = doctor.check_engines()
        assert broken.level is Level.BROKEN
        assert "engines.house.kind" in broken.what
        path.write_text("[engines.own]\nkind = 'ctranslate2'\nfolder = 'm'\n", encoding="utf-8")
        (good,) = doctor.check_engines()
        assert good.what == "own: turned on for confidential, internal, open texts"

    def test_the_doctor_names_engines_that_cannot_write_the_desks_language(self, settings):
        settings.TARGET_LANGUAGE = "fr"
        Path(settings.ENGINES_PATH).write_text("[engines.own]\nkind = 'ctranslate2'\nfolder = 'm'\nwrites = ['en']\n")
        good, told = doctor.check_engines()
        assert (good.level, told.level) == (Level.GOOD, Level.REMARK)
        assert told.what == "The engine own cannot write French (fr): engines.own.writes has English."

    def test_the_doctor_says_when_a_desk_has_lost_its_language(self, settings, made):
        settings.TARGET_LANGUAGE = "fr"
        assert [one.what for one in doctor.check_language()] == ["the desk writes French (fr)"]
        rendering(segments(made)[0], person("zoe", "translator"), "One.", state="accepted", reviewer=person("max", "reviewer"))
        (told,) = doctor.check_language()
        assert told.level is Level.REMARK
        assert "all its renderings are of other languages: 1 in English (en)" in told.what
        settings.TARGET_LANGUAGE = "en"
        assert [one.level for one in doctor.check_language()] == [Level.GOOD]

    def test_terms_that_a_command_brought_in_are_the_desks(self, settings, tmp_path, made):
        Path(settings.TERMS_PATH).unlink()
        assert codes(GOOD.replace("local council", "municipality"), made) == []
        given, handed_on = tmp_path / "given.csv", tmp_path / "on.csv"
        given.write_text(TERMS, encoding="utf-8")
        run = CliRunner().invoke
        assert run(root, ["terms", "import", str(given), "--into", str(settings.TERMS_PATH)]).exit_code == 0
        assert ("term", "local council") in codes(GOOD.replace("local council", "municipality"), made)
        assert run(root, ["terms", "export", str(settings.TERMS_PATH), "--to", str(handed_on)]).exit_code == 0
        assert "municipality" in handed_on.read_text("utf-8-sig")


class TestBeforeReview:
    def test_what_is_surely_wrong_is_not_handed_in_without_a_word(self, made, lina):
        draft = services.write(by=lina, segment=segments(made)[0], text=DOUBLED, language="en")
        for reason in ("", "  "):
            with pytest.raises(NotReadyForReview, match="stands twice"):
                services.submit(by=lina, rendering=draft, reason=reason)
        draft.refresh_from_db()
        assert (draft.state, draft.text) == ("draft", DOUBLED)

    def test_mended_it_goes(self, made, lina):
        draft = services.write(by=lina, segment=segments(made)[0], text=DOUBLED, language="en")
        services.write(by=lina, segment=draft.segment, text=GOOD, language="en")
        assert services.submit(by=lina, rendering=draft).state == "submitted"

    def test_with_a_reason_it_goes_and_the_reviewer_reads_it(self, made, lina, client):
        draft = services.write(by=lina, segment=segments(made)[0], text=DOUBLED, language="en")
        handed_in = services.submit(by=lina, rendering=draft, reason="He stammers in the source")
        assert handed_in.overruled == "He stammers in the source"
        act = Act.objects.get(action="rendering-submitted")
        assert act.why == "He stammers in the source"
        assert json.loads(act.detail)["checks_left"] == ["doubled"]
        client.force_login(person("omar", "reviewer"))
        page = client.get(f"/desk/items/{made.pk}/translate/").content.decode()
        assert "Left although a check objects" in page

    def test_a_reason_without_a_finding_is_not_kept(self, made, lina):
        draft = services.write(by=lina, segment=segments(made)[0], text=GOOD, language="en")
        assert services.submit(by=lina, rendering=draft, reason="no need").overruled == ""

    def test_what_a_person_must_judge_does_not_hold_anybody_up(self, made, lina):
        draft = services.write(by=lina, segment=segments(made)[0], text=GOOD.replace("Samir Darwish", "He"), language="en")
        assert services.submit(by=lina, rendering=draft).state == "submitted"

    @pytest.mark.parametrize("htmx", [True, False])
    def test_the_page_asks_for_a_mend_or_a_reason(self, made, lina, client, htmx):
        client.force_login(lina)
        segment = segments(made)[0]
        headers = {"HX-Request": "true"} if htmx else {}
        place = f"/desk/segments/{segment.pk}/write/"
        answer = client.post(place, {"text": DOUBLED, "act": "submit"}, headers=headers)
        page = answer.content.decode()
        assert "stands twice" in page
        assert 'name="reason"' in page
        assert Rendering.objects.get().text == DOUBLED, "what was typed is saved all the same"
        client.post(place, {"text": DOUBLED, "act": "submit", "reason": "So it is"}, headers=headers)
        assert Rendering.objects.get().state == "submitted"

    def test_another_windows_change_is_not_handed_in_unchecked(self, made, lina):
        draft = services.write(by=lina, segment=segments(made)[0], text=GOOD, language="en")
        Rendering.objects.filter(pk=draft.pk).update(text="")
        with pytest.raises(RuleBroken, match="empty"):
            services.submit(by=lina, rendering=draft)


class TestBeside:
    def test_saving_brings_the_findings_with_their_fixes_and_no_field(self, made, lina, client):
        client.force_login(lina)
        segment = segments(made)[0]
        answer = client.post(f"/desk/segments/{segment.pk}/write/", {"text": DOUBLED}, headers={"HX-Request": "true"})
        page = answer.content.decode()
        assert f'id="checks-{segment.pk}" role="status" hx-swap-oob="true"' in page
        assert f'data-fix="the" data-at="{DOUBLED.index("the the")}" data-was="the the"' in page
        assert "textarea" not in page
        good = client.post(f"/desk/segments/{segment.pk}/write/", {"text": GOOD}, headers={"HX-Request": "true"})
        assert "data-fix" not in good.content.decode()

    def test_a_reviewer_sees_what_was_found_and_mends_nothing(self, made, lina, client):
        rendering(segments(made)[0], lina, DOUBLED, state="submitted")
        client.force_login(person("omar", "reviewer"))
        page = client.get(f"/desk/segments/{segments(made)[0].pk}/beside/").content.decode()
        assert "stands twice" in page
        assert "data-fix" not in page

    def test_terms_and_names_are_marked_in_the_source_and_told_beside_it(self, made, lina, client):
        client.force_login(lina)
        side = client.get(f"/desk/segments/{segments(made)[0].pk}/beside/").content.decode()
        assert '<bdi lang="en">local council</bdi>' in side
        assert '<mark class="known" title="Samir Darwish (person)">سمير درويش</mark>' in side
        assert '<mark class="known" title="local council (term)">المجلس المحلي</mark>' in side


class TestCommand:
    def run(self, *arguments: object):
        return CliRunner().invoke(translate, [str(one) for one in arguments])

    def test_an_items_wordings_are_checked(self, made, lina):
        rendering(segments(made)[0], lina, DOUBLED, state="submitted")
        answer = self.run("check", made.pk)
        assert answer.exit_code == 1
        assert "sentence 1 \u2068the the\u2069: \u2068“the” stands twice.\u2069 [doubled]" in answer.output
        assert "1 findings in 1 of 2 sentences" in answer.output
        (row,) = json.loads(self.run("check", made.pk, "--json").output)
        assert (row["segment"], row["fix"]) == (1, "the")

    def test_ones_own_drafts_are_looked_at_first(self, made, lina):
        rendering(segments(made)[0], person("sami", "translator"), DOUBLED, state="submitted")
        rendering(segments(made)[0], lina, GOOD)
        assert self.run("check", made.pk, "--by", "lina").exit_code == 0
        assert self.run("check", made.pk).exit_code == 1

    def test_an_unknown_item_is_said(self):
        assert self.run("check", 4711).exception.sentence == "There is no item 4711."
