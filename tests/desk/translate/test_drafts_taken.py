"""A person takes a machine draft over, and it stays named behind the rendering; what the page shows of a run."""

from __future__ import annotations

import json

import pytest

from dragoman.desk.custody.models import Act
from dragoman.desk.translate import jobs, selectors, services
from dragoman.desk.translate.models import DraftRun, MachineDraft, Rendering
from dragoman.errors import RuleBroken
from tests.desk.translate.stage import arabic, drafted, serving
from tests.desk.ui.factories import person, segments
from tests.translate.loopback import SOURCES, libretranslate

pytestmark = pytest.mark.django_db


class TestTakingOver:
    @pytest.fixture
    def draft(self, settings, lina):
        with serving(settings, libretranslate(), more='model = "opus-2026"'):
            drafted(arabic(SOURCES[0]), by=lina)
        return MachineDraft.objects.select_related("segment__version__item").get()

    def test_a_draft_is_no_rendering(self, draft, lina):
        of = draft.segment.version.item
        assert not Rendering.objects.exists()
        assert selectors.progress([of.pk], "en")[of.pk].drafts == 0
        (row,) = selectors.workbench(of.current, person=lina, language="en")
        assert (row.state, row.mine, row.draft) == ("missing", None, draft)

    def test_taken_over_as_it_is(self, draft, lina):
        taken = services.take_over(by=lina, draft=draft)
        assert (taken.text, taken.state) == (draft.text, "draft")
        assert taken.origin == "draft by house (opus-2026), taken over by lina"

    def test_edited(self, draft, lina):
        services.take_over(by=lina, draft=draft)
        edited = services.write(by=lina, segment=draft.segment, text="The minister said otherwise.", language="en")
        assert edited.origin == "draft by house (opus-2026), edited by lina"
        handed_in = services.submit(by=lina, rendering=edited)
        act = json.loads(Act.objects.get(action="rendering-submitted").detail)
        assert (act["draft"], act["draft_edited"]) == (draft.pk, True)
        accepted = services.accept(by=person("omar", "reviewer"), rendering=handed_in)
        assert accepted.signed == "draft by house (opus-2026), edited by lina, reviewed by omar"

    def test_a_field_that_was_emptied_is_ones_own(self, draft, lina):
        services.take_over(by=lina, draft=draft)
        services.write(by=lina, segment=draft.segment, text=" ", language="en")
        assert services.write(by=lina, segment=draft.segment, text="Mine", language="en").origin == "translated by lina"

    def test_taken_back_it_is_still_known_where_it_began(self, draft, lina):
        taken = services.submit(by=lina, rendering=services.take_over(by=lina, draft=draft))
        assert services.take_back(by=lina, rendering=taken).draft == draft

    def test_what_one_has_written_is_not_replaced(self, draft, lina):
        services.write(by=lina, segment=draft.segment, text="My own words", language="en")
        with pytest.raises(RuleBroken, match="written here already"):
            services.take_over(by=lina, draft=draft)
        assert Rendering.objects.get().text == "My own words"

    def test_a_draft_of_another_sentence_is_refused(self, draft, lina):
        other = segments(arabic(SOURCES[1], number=9))[0]
        with pytest.raises(RuleBroken, match="another sentence"):
            services.write(by=lina, segment=other, text="x", draft=draft, language="en")

    def test_without_script(self, draft, lina, client):
        client.force_login(lina)
        answer = client.post(f"/desk/machine-drafts/{draft.pk}/take/")
        assert answer["Location"].endswith("#s-0")
        assert Rendering.objects.get().draft == draft

    def test_with_script_the_field_says_which_draft_it_was_filled_from(self, draft, lina, client):
        client.force_login(lina)
        sent = {"text": draft.text, "act": "save", "draft": str(draft.pk)}
        client.post(f"/desk/segments/{draft.segment_id}/write/", sent, headers={"HX-Request": "true"})
        assert Rendering.objects.get().draft == draft

    @pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40, "٣"])
    def test_odd_numbers_of_drafts_are_borne(self, draft, lina, client, number):
        client.force_login(lina)
        answer = client.post(f"/desk/segments/{draft.segment_id}/write/", {"text": "Mine", "draft": number})
        assert answer.status_code == 302
        assert Rendering.objects.get().draft is None

    def test_the_page_tells_of_it(self, draft, lina, client):
        client.force_login(lina)
        page = client.get(f"/desk/items/{draft.segment.version.item_id}/translate/").content.decode()
        assert "Machine’s draft</span> by house (opus-2026)" in page
        assert f'data-draft="{draft.pk}"' in page


def test_progress_brings_only_what_is_new_and_no_field(settings, lina, client):
    client.force_login(lina)
    made = arabic()
    with serving(settings, libretranslate()):
        run = jobs.request_drafts(by=lina, item=made, language="en")
        waiting = client.get(f"/desk/drafts/{run.pk}/").content.decode()
        jobs.draft_segments.func(run.pk)
        done = client.get(f"/desk/drafts/{run.pk}/").content.decode()
        last = MachineDraft.objects.last().pk
        nothing_new = client.get(f"/desk/drafts/{run.pk}/?after={last}").content.decode()
    assert "hx-get" in waiting
    assert "hx-get" not in done
    assert (done.count("hx-swap-oob"), nothing_new.count("hx-swap-oob")) == (3, 0)
    assert "textarea" not in done
    assert "3 drafts" in done


def test_a_refusal_before_any_engine_was_asked_names_the_engine_alone(settings, lina):
    with serving(settings, libretranslate()):
        drafted(arabic("🙂"), by=lina)
    assert MachineDraft.objects.get().maker == "house"


def test_asking_and_stopping_without_script(settings, lina, client):
    client.force_login(lina)
    made = arabic()
    with serving(settings, libretranslate()):
        answer = client.post(f"/desk/items/{made.pk}/drafts/", {"engine": "house"})
        assert answer["Location"] == f"/desk/items/{made.pk}/translate/"
        run = DraftRun.objects.get()
        assert "0 of 3" in client.get(f"/desk/items/{made.pk}/translate/").content.decode()
        assert client.post(f"/desk/drafts/{run.pk}/stop/").status_code == 302
    run.refresh_from_db()
    assert run.state == "stopped"


def test_who_may_not_translate_can_watch_and_no_more(settings, lina, client):
    made = arabic()
    with serving(settings, libretranslate()):
        run = drafted(made, by=lina)
        draft = MachineDraft.objects.first()
        client.force_login(person("mona", "monitor"))
        page = client.get(f"/desk/items/{made.pk}/translate/").content.decode()
        assert draft.text in page
        assert "Draft with" not in page
        assert "data-use" not in page
        for address in (f"items/{made.pk}/drafts", f"drafts/{run.pk}/stop", f"machine-drafts/{draft.pk}/take"):
            assert client.post(f"/desk/{address}/").status_code == 403
    client.logout()
    for address in (f"drafts/{run.pk}", f"segments/{draft.segment_id}/beside"):
        assert client.get(f"/desk/{address}/").status_code == 302
