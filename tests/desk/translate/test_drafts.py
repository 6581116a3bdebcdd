"""Machine drafts of an item: real engines, kept with what made them, and never a rendering before a person takes them over."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from dragoman.desk.custody.models import Act
from dragoman.desk.jobs.models import Job
from dragoman.desk.translate import jobs, selectors, services
from dragoman.desk.translate.engines import choose
from dragoman.desk.translate.models import DraftRun, MachineDraft, Rendering
from dragoman.desk.watch import services as watch
from dragoman.errors import EngineForbidden, EngineRefused, NotAllowed, RuleBroken, SettingInvalid
from dragoman.watch.sensitivity import Sensitivity
from tests.desk.translate.stage import arabic, drafted, serving, set_up, table
from tests.desk.ui.factories import person, rendering, segments
from tests.translate import tiny_model
from tests.translate.loopback import LEXICON, SOURCES, EngineServer, Reply, chat, libretranslate

pytestmark = pytest.mark.django_db

PRICED = 'model = "small"\nprice_per_million_characters = 20\ncurrency = "EUR"'


def texts() -> list[str]:
    return list(MachineDraft.objects.values_list("text", flat=True))


class TestDrafting:
    def test_a_model_on_this_machine_drafts_for_real(self, settings, tmp_path, lina):
        tiny_model.build(tmp_path / "opus")
        set_up(settings, '[engines.own]\nkind = "ctranslate2"\nfolder = "opus"\nthreads = 1')
        made = arabic("قال الوزير إن الحكومة ستواصل العمل اليوم .", "🙂", "لم يحضر الرئيس أمس .", sensitivity="confidential")
        run = drafted(made, by=lina)
        assert (run.state, run.engine, run.segments, run.asked_by) == ("done", "own", 3, lina)
        assert texts() == ["said minister that government continues work today .", "", "not attended president yesterday ."]
        first, second, _ = MachineDraft.objects.all()
        assert (first.kind, first.model, first.place, bool(first.model_version)) == ("ctranslate2", "opus-mt: opus", "", True)
        assert len(first.prompt_sha256) == 64
        assert first.seconds is not None
        assert (second.refusal, second.why) == ("nothing-to-translate", "There are no words to translate.")

    def test_what_made_a_draft_is_kept_with_it(self, settings, lina):
        with serving(settings, chat(), kind="chat", more='model = "small-7b"\n' + PRICED.partition("\n")[2]) as server:
            drafted(arabic(), by=lina)
            draft = MachineDraft.objects.first()
        assert draft.text == LEXICON[SOURCES[0]]
        assert (draft.engine, draft.kind, draft.model, draft.place) == ("house", "chat", "small-7b", f"{server.address}/v1")
        assert "small-7b-2026-01" in draft.model_version
        assert SOURCES[1] in json.dumps(json.loads(draft.prompt), ensure_ascii=False), "the neighbours went along"
        assert draft.currency == "EUR"

    def test_a_calls_cost_and_time_are_shared_among_its_segments(self, settings, lina):
        def respond(asked):
            return Reply({"translatedText": [LEXICON[text] for text in asked.body["q"]]})

        with serving(settings, respond, more=PRICED):
            run = drafted(arabic(), by=lina)
        tally = selectors.tally(run)
        assert (tally.drafts, tally.refused, tally.done) == (3, 0, 3)
        assert tally.cost == Decimal(0), "this protocol counts nothing"
        assert tally.seconds > 0

    def test_nothing_is_asked_twice(self, settings, lina):
        made = arabic()
        with serving(settings, libretranslate()) as server:
            drafted(made, by=lina)
            asked = len(server.asked)
            run = drafted(made, by=lina)
            assert len(server.asked) == asked
        assert (run.state, selectors.tally(run).kept) == ("done", 3)

    def test_what_is_translated_already_is_not_drafted(self, settings, lina):
        made = arabic()
        rendering(segments(made)[0], lina, "Done", state="accepted", reviewer=person("omar", "reviewer"))
        with serving(settings, libretranslate()) as server:
            assert drafted(made, by=lina).segments == 2
            assert SOURCES[0] not in server.asked[0].body["q"]

    def test_an_item_that_is_translated_whole_needs_none(self, settings, lina):
        made = arabic(SOURCES[0])
        rendering(segments(made)[0], lina, "Done", state="accepted", reviewer=person("omar", "reviewer"))
        with serving(settings, libretranslate()), pytest.raises(RuleBroken, match="nothing left to draft"):
            jobs.request_drafts(by=lina, item=made, language="en")
        assert not DraftRun.objects.exists()

    def test_two_who_ask_at_once_are_given_one_run(self, settings, lina):
        made = arabic()
        with serving(settings, libretranslate()):
            first = jobs.request_drafts(by=lina, item=made, language="en")
            assert jobs.request_drafts(by=person("sami", "translator"), item=made, language="en") == first
        assert Job.objects.filter(key=f"drafts:{first.pk}").count() == 1

    def test_asking_is_an_act_of_custody_and_needs_a_translator(self, settings, lina):
        made = arabic()
        with serving(settings, libretranslate()):
            with pytest.raises(NotAllowed):
                jobs.request_drafts(by=person("mona", "monitor"), item=made, language="en")
            jobs.request_drafts(by=lina, item=made, language="en")
        act = Act.objects.get(action="drafts-asked")
        assert json.loads(act.detail)["sensitivity"] == "open"


class TestSensitivity:
    """The server counts what leaves the machine."""

    @pytest.mark.parametrize("sensitivity", ["internal", "confidential"])
    def test_an_engine_that_is_not_turned_on_is_never_asked(self, settings, lina, sensitivity):
        made = arabic(sensitivity=sensitivity)
        with serving(settings, libretranslate()) as server:
            for engine in ("", "house"):
                with pytest.raises(EngineForbidden, match=f"not turned on for {sensitivity} texts"):
                    drafted(made, by=lina, engine=engine)
            assert server.asked == []
        assert not DraftRun.objects.exists()

    def test_nor_when_the_source_was_closed_after_somebody_asked(self, settings, lina):
        made = arabic()
        with serving(settings, libretranslate()) as server:
            run = jobs.request_drafts(by=lina, item=made, language="en")
            watch.set_sensitivity(by=None, source=made.source, sensitivity="internal")
            jobs.draft_segments.func(run.pk)
            assert server.asked == []
        run.refresh_from_db()
        assert run.state == "failed"
        assert "not turned on for internal texts" in run.sentence

    def test_nor_once_it_is_closed_while_the_engine_works(self, settings, lina):
        made = arabic(*SOURCES)

        with EngineServer(chat()) as server:
            set_up(settings, table(server, kind="chat", more='model = "small-7b"'))
            run = jobs.request_drafts(by=lina, item=made, language="en")
            looked = []

            def closes_after_the_first() -> bool:
                if server.asked and not looked:
                    looked.append(True)
                    watch.set_sensitivity(by=None, source=made.source, sensitivity="internal")
                return False

            run = services.work_on(by=None, run_id=run.pk, stopped=closes_after_the_first)
            assert len(server.asked) == 1
        assert run.state == "stopped"
        assert "was changed meanwhile" in run.sentence

    def test_nor_when_an_administrator_turned_it_off_after_somebody_asked(self, settings, lina):
        made = arabic()
        with serving(settings, libretranslate()) as server:
            run = jobs.request_drafts(by=lina, item=made, language="en")
            set_up(settings, table(server).replace('["open"]', "[]"))
            jobs.draft_segments.func(run.pk)
            assert server.asked == []

    def test_the_workbench_says_which_engines_may_not_have_the_text(self, settings, lina, client):
        client.force_login(lina)
        made = arabic(sensitivity="internal")
        with serving(settings, libretranslate()) as server:
            page = client.get(f"/desk/items/{made.pk}/translate/").content.decode()
            assert "Not turned on for internal texts: house." in page
            assert "Draft with" not in page
            answer = client.post(f"/desk/items/{made.pk}/drafts/", {"engine": "house"}, headers={"HX-Request": "true"})
            assert server.asked == []
        assert answer.status_code == 409
        assert "not turned on for internal texts" in answer.content.decode()


class TestEnginesThatFail:
    """Each says why on the workbench; what was drafted and typed before stands, and it can be asked again."""

    @pytest.mark.parametrize(
        ("reply", "words"),
        [
            (Reply({"error": "Slowdown"}, 429, {"Retry-After": "3600"}), "asks us to come later"),
            (Reply({"error": "no"}, 403), "does not accept the key"),
            (Reply({"error": "boom"}, 500), "trouble of its own"),
            (Reply(b"<html>Sign in to the Wi-Fi</html>", content_type="text/html"), "not JSON"),
            (Reply({"translatedText": "one string"}), "not what its protocol says"),
            (Reply({"translatedText": ["one", "two", "three", "four"]}), "4 translations for 1 passages"),
            (Reply({"translatedText": []}, delay_seconds=4), "did not answer in time"),
        ],
    )
    def test_the_run_says_why(self, settings, lina, client, reply, words):
        made = arabic()
        client.force_login(lina)
        services.write(by=lina, segment=segments(made)[0], text="typed before", language="en")
        with serving(settings, lambda asked: reply):
            run = drafted(made, by=lina)
            page = client.get(f"/desk/items/{made.pk}/translate/").content.decode()
        assert run.state == "failed"
        assert words in run.sentence
        assert run.sentence in page.replace("&#x27;", "'")
        assert "Draft with house" in page
        assert Rendering.objects.get().text == "typed before"

    def test_nobody_at_the_address(self, settings, lina):
        with EngineServer(libretranslate()) as server:
            set_up(settings, table(server))
        run = drafted(arabic(), by=lina)
        assert (run.state, run.sentence) == ("failed", "The engine cannot be reached.")

    def test_an_echo_is_refused_sentence_by_sentence(self, settings, lina, client):
        made = arabic()
        client.force_login(lina)
        with serving(settings, lambda asked: Reply({"translatedText": asked.body["q"]})):
            run = drafted(made, by=lina)
            page = client.get(f"/desk/items/{made.pk}/translate/").content.decode()
        assert (run.state, selectors.tally(run).refused) == ("done", 3)
        assert page.count("The engine gave the source back.") == 3

    def test_hostile_words_of_an_engine_are_only_words(self, settings, lina, client):
        made = arabic(SOURCES[0])
        client.force_login(lina)
        bad = "The <script>alert(1)</script> minister spoke today about \u202egnihton at all."
        with serving(settings, lambda asked: Reply({"translatedText": [bad]})):
            drafted(made, by=lina)
            page = client.get(f"/desk/items/{made.pk}/translate/").content.decode()
        assert "<script>alert" not in page
        assert 'title="a hidden control character that reverses text">RLO' in page

    def test_what_came_before_a_failure_stands_and_the_rest_is_asked_again(self, settings, lina):
        made = arabic()
        calls = []

        def once(asked):
            calls.append(asked)
            return chat()(asked) if len(calls) == 1 else Reply({"error": "boom"}, 500)

        with EngineServer(once) as server:
            set_up(settings, table(server, kind="chat", more='model = "small-7b"'))
            assert drafted(made, by=lina).state == "failed"
            assert texts() == [LEXICON[SOURCES[0]]]
            server.respond = chat()
            run = drafted(made, by=lina)
        assert (run.state, selectors.tally(run).kept) == ("done", 1)

    def test_broken_settings_are_named(self, settings, lina, client):
        made = arabic()
        client.force_login(lina)
        set_up(settings, '[engines.house]\nkind = "oracle"')
        with pytest.raises(SettingInvalid, match=r"engines\.house\.kind"):
            jobs.request_drafts(by=lina, item=made, language="en")
        page = client.get(f"/desk/items/{made.pk}/translate/")
        assert "No engine can draft: engines.house.kind" in page.content.decode()

    def test_without_engines_the_workbench_is_as_it_was(self, lina, client):
        client.force_login(lina)
        made = arabic()
        with pytest.raises(RuleBroken, match="No translation engine is set up"):
            jobs.request_drafts(by=lina, item=made, language="en")
        assert "Draft with" not in client.get(f"/desk/items/{made.pk}/translate/").content.decode()

    @pytest.mark.parametrize("name", ["nobody", "../house", "house\n"])
    def test_an_unknown_engine_is_answered_with_those_there_are(self, settings, lina, name):
        with serving(settings, libretranslate()), pytest.raises(RuleBroken, match="There are: house"):
            jobs.request_drafts(by=lina, item=arabic(), engine=name, language="en")

    def test_of_several_one_must_be_named(self, settings, lina):
        with EngineServer(libretranslate()) as server:
            set_up(settings, table(server), table(server, name="other"))
            with pytest.raises(RuleBroken, match="Say which engine: house, other"):
                jobs.request_drafts(by=lina, item=arabic(), language="en")
            assert drafted(arabic(number=2), by=lina, engine="other").engine == "other"


class TestLanguages:
    def test_an_engine_that_cannot_write_the_desks_language_is_not_offered(self, settings, lina, client):
        settings.TARGET_LANGUAGE = "fr"
        made = arabic()
        client.force_login(lina)
        with EngineServer(libretranslate()) as server:
            set_up(settings, table(server, more='writes = ["en"]'))
            page = client.get(f"/desk/items/{made.pk}/translate/").content.decode()
            assert "The engine house cannot write French (fr): engines.house.writes has English." in page
            assert "Draft with" not in page
            for name in ("", "house"):
                with pytest.raises(EngineRefused, match="house cannot write French"):
                    jobs.request_drafts(by=lina, item=made, engine=name, language="fr")
            assert server.asked == []

    def test_the_one_that_can_is_chosen_without_a_name(self, settings, lina):
        with EngineServer(libretranslate()) as server:
            set_up(settings, table(server, more='writes = ["de"]'), table(server, name="other", more='writes = ["en"]'))
            assert drafted(arabic(), by=lina).engine == "other"

    def test_drafts_are_asked_for_in_the_desks_language(self, settings, lina):
        with serving(settings, chat(), kind="chat", more='model = "small-7b"') as server:
            run = jobs.request_drafts(by=lina, item=arabic(), language="fr")
            jobs.draft_segments.func(run.pk)
            assert "from Arabic (ar) into French (fr)" in server.asked[0].body["messages"][0]["content"]
        assert set(MachineDraft.objects.values_list("language", flat=True)) == {"fr"}

    def test_a_draft_of_another_language_is_not_on_the_workbench(self, settings, lina):
        made = arabic()
        with serving(settings, libretranslate()):
            drafted(made, by=lina)
        assert all(row.draft is None for row in selectors.workbench(made.current, person=lina, language="fr"))


class TestStopping:
    def test_a_stop_keeps_what_was_drafted(self, settings, lina):
        made = arabic()
        with EngineServer(chat()) as server:
            set_up(settings, table(server, kind="chat", more='model = "small-7b"'))
            run = jobs.request_drafts(by=lina, item=made, language="en")
            run = services.work_on(by=None, run_id=run.pk, stopped=lambda: len(server.asked) >= 2)
        assert (run.state, run.sentence) == ("stopped", "It was stopped; what was drafted stands.")
        assert 1 <= len(texts()) < 3

    def test_a_waiting_run_that_is_stopped_is_never_begun(self, settings, lina):
        with serving(settings, libretranslate()) as server:
            run = jobs.request_drafts(by=lina, item=arabic(), language="en")
            services.stop_drafting(by=lina, run=run)
            assert jobs.draft_segments.func(run.pk) == "stopped"
            assert server.asked == []

    def test_another_worker_goes_on_where_one_was_lost(self, settings, lina):
        made = arabic()
        with serving(settings, libretranslate()) as server:
            run = jobs.request_drafts(by=lina, item=made, language="en")
            DraftRun.objects.update(state="working")
            MachineDraft.objects.create(
                run=run, segment=segments(made)[0], text="Kept", engine="house", made_at=run.asked_at, language="en"
            )
            assert jobs.draft_segments.func(run.pk) == "done"
            assert [text for asked in server.asked for text in asked.body["q"]] == list(SOURCES[1:])
        assert texts() == ["Kept", LEXICON[SOURCES[1]], LEXICON[SOURCES[2]]]

    def test_a_run_whose_worker_was_lost_for_good_is_closed_and_can_be_asked_again(self, settings, lina, client):
        made = arabic()
        client.force_login(lina)
        with serving(settings, libretranslate()):
            run = jobs.request_drafts(by=lina, item=made, language="en")
            assert jobs.close_lost_runs.func() == 0
            Job.objects.update(state="failed")
            assert jobs.close_lost_runs.func() == 1
            page = client.get(f"/desk/items/{made.pk}/translate/").content.decode()
            assert "ended without finishing" in page
            assert jobs.request_drafts(by=lina, item=made, language="en") != run

    def test_so_is_a_commands_run_that_has_been_silent_for_long(self, settings, lina):
        made = arabic()
        with serving(settings, libretranslate()):
            run = services.ask_for_drafts(by=lina, item=made, engine=choose("", Sensitivity.OPEN, "en"), language="en")
            assert jobs.close_lost_runs.func() == 0
            DraftRun.objects.update(asked_at=run.asked_at - timedelta(hours=1))
            assert jobs.close_lost_runs.func() == 1
        run.refresh_from_db()
        assert run.state == "failed"
