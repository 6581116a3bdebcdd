"""What became of a quotation's source: said once, with its date, on the public page and at the desk; the evidence stays."""

from __future__ import annotations

import json
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dragoman.capture.verify import verify
from dragoman.desk.compose import services as compose
from dragoman.desk.compose.models import Dispatch
from dragoman.desk.compose.selectors import passage_views
from dragoman.desk.compose.standing import standing_now
from dragoman.desk.custody.models import Act
from dragoman.desk.people.models import User
from dragoman.desk.publish.models import CitedPassage, Publication, Remark
from dragoman.desk.publish.remarks import remark_on
from dragoman.desk.publish.selectors import proof_path, unseen_dispatches
from dragoman.desk.publish.services import publish, take_note
from dragoman.desk.read.models import Item
from dragoman.errors import NotAllowed
from tests.desk import newsroom
from tests.desk.cited import Cited, page
from tests.desk.cited import cited as cited  # noqa: PLC0414 -- a fixture
from tests.desk.tools import NOW

pytestmark = pytest.mark.django_db

PAGE = "/special-dispatch/1/"
ELSEWHERE = [newsroom.ARTICLE[0].replace("الاثنين", "الثلاثاء"), *newsroom.ARTICLE[1:]]
QUOTED = [newsroom.ARTICLE[0], newsroom.ARTICLE[1].replace("أسبوع واحد", "أسبوعين"), newsroom.ARTICLE[2]]


def shown(html: str) -> list[str]:
    """The remarks of a public page, as a reader reads them."""
    lists = re.findall(r'<ul class="remarks".*?</ul>', html, re.DOTALL)
    return [
        " ".join(re.sub(r"<[^>]+>", " ", item).split()) for one in lists for item in re.findall(r"<li.*?</li>", one, re.DOTALL)
    ]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_change_elsewhere_in_the_text(cited: Cited) -> None:
    assert shown(Client().get(PAGE).content.decode()) == []
    cited.says(*ELSEWHERE)
    cited.visit()
    (remark,) = shown(Client().get(PAGE).content.decode())
    assert remark == (
        "Remark of November 21, 2026 : The source has changed this text since it was captured. The words quoted here still stand "
        "in it. The quotation was taken from the copy captured before, which stays and can be checked as ever."
    )


def test_a_change_of_the_words_quoted(cited: Cited) -> None:
    cited.says(*QUOTED)
    cited.visit()
    (remark,) = shown(cited.html)
    assert "no longer stand in it as they did" in remark


def test_the_archived_copy_says_it_too_once_for_all_that_quote_it(cited: Cited) -> None:
    second = newsroom.write_dispatch(cited.editor, cited.publication.series, list(cited.item.current.segments.all()[3:5]))
    publish(by=User.objects.get(username="publisher"), dispatch=second, now=NOW)
    assert cited.item.current is not None
    address = f"/captures/{cited.item.current.capture_id}/"
    assert shown(Client().get(address).content.decode()) == []
    cited.says(*QUOTED)
    cited.visit()
    assert Remark.objects.count() == 2
    changed = "Remark of November 21, 2026 : The source has changed this text since it was captured."
    assert shown(Client().get(address).content.decode()) == [changed]
    assert shown(signed_in(cited.editor).get(address).content.decode()) == [changed]
    cited.answers(b"no", status=404)
    for _ in range(2):
        cited.visit(hours=7)
    _, gone = shown(Client().get(address).content.decode())
    assert gone.endswith("The source has taken this text away: it stands no more at its address.")


def test_gone_moved_and_away_are_said_in_their_own_words(cited: Cited) -> None:
    cited.answers(b"no", status=404)
    cited.visit()
    assert shown(cited.html) == [], "one missing page is told to nobody"
    cited.visit(hours=7)
    assert "stands no more at its address" in shown(cited.html)[0]
    cited.stand.put("/archive/17", page())
    cited.answers(status=301, headers={"Location": "/archive/17"})
    cited.visit(hours=8)
    assert "moved this text to another address" in shown(cited.html)[1]
    assert f'href="{cited.stand.url("/archive/17")}" rel="noopener nofollow external"' in cited.html


def test_the_same_finding_is_said_once(cited: Cited) -> None:
    cited.says(*ELSEWHERE)
    for _ in range(3):
        cited.visit(hours=2)
    assert remark_on(by=None, items=[cited.item.pk], now=NOW) == 0
    assert len(cited.remarks) == 1


def test_what_was_published_and_proven_does_not_change(cited: Cited) -> None:
    before, tag = cited.publication.content, Client().get(PAGE).headers["ETag"]
    proof = cited.publication.proof_sha256
    cited.says(*QUOTED)
    cited.visit()
    cited.publication.refresh_from_db()
    assert (cited.publication.content, cited.publication.proof_sha256) == (before, proof)
    assert verify(proof_path(proof)).ok
    again = Client().get(PAGE, headers={"If-None-Match": tag})
    assert again.status_code == 200, "a reader who has the old page gets the remark"
    assert "Check this quotation" in again.content.decode()


def test_rendering_all_pages_again_keeps_the_remarks(cited: Cited) -> None:
    cited.says(*ELSEWHERE)
    cited.visit()
    before = cited.html
    call_command("render_pages", verbosity=0)
    assert cited.html == before
    assert len(shown(before)) == 1


def test_earlier_versions_and_corrections_say_it_too(cited: Cited) -> None:
    cited.says(*ELSEWHERE)
    cited.visit()
    dispatch = Dispatch.objects.get(pk=cited.publication.dispatch_id)
    compose.change_head(by=cited.editor, dispatch=dispatch, title="Another title")
    publisher = User.objects.get(username="publisher")
    corrected = publish(by=publisher, dispatch=dispatch, now=cited.clock.move(hours=1))
    actions = Act.objects.filter(kind="dispatch", about=str(dispatch.pk)).order_by("-number").values_list("action", flat=True)
    assert list(actions[:2]) == ["remarked", "corrected"]
    assert [remark.state for remark in Remark.objects.filter(publication=corrected)] == ["changed"]
    assert len(shown(corrected.html)) == 1
    assert len(shown(cited.html)) == 1
    assert "has been corrected" in cited.html


def test_a_dispatch_that_quotes_the_new_version_has_nothing_to_say(cited: Cited) -> None:
    cited.says(*ELSEWHERE)
    cited.visit()
    item = Item.objects.select_related("current").get(pk=cited.item.pk)
    segments = list(item.current.segments.order_by("number")[1:3])
    dispatch = newsroom.write_dispatch(cited.editor, cited.publication.series, segments, title="Of the corrected text")
    second = publish(by=User.objects.get(username="publisher"), dispatch=dispatch, now=cited.clock.move(hours=1))
    assert not Remark.objects.filter(publication=second).exists()
    assert CitedPassage.objects.filter(publication=second, number=1, segment__in=segments).count() == 2


def test_the_desk_is_told_and_an_editor_takes_note(cited: Cited) -> None:
    cited.says(*QUOTED)
    cited.visit()
    client, dispatch = signed_in(cited.editor), cited.publication.dispatch
    assert unseen_dispatches() == 1
    today = client.get("/desk/").content.decode()
    assert re.search(r'href="/desk/remarks/" class="urgent"><span class="count number">1</span>', today)
    assert "no longer stand in it" in client.get("/desk/remarks/").content.decode()
    assert f'hx-get="/desk/dispatches/{dispatch.pk}/remarks/"' in client.get(f"/desk/dispatches/{dispatch.pk}/").content.decode()
    part = client.get(f"/desk/dispatches/{dispatch.pk}/remarks/").content.decode()
    assert "I have seen this" in part
    assert client.post(f"/desk/dispatches/{dispatch.pk}/remarks/seen/").status_code == 302
    assert unseen_dispatches() == 0
    part = client.get(f"/desk/dispatches/{dispatch.pk}/remarks/").content.decode()
    assert "I have seen this" not in part
    assert "seen by editor" in part
    assert len(shown(cited.html)) == 1, "the public remark stays"
    assert take_note(by=cited.editor, dispatch=dispatch, now=NOW) == 0


def test_custody_has_the_remark_and_who_took_note(cited: Cited) -> None:
    cited.says(*QUOTED)
    cited.visit()
    dispatch = cited.publication.dispatch
    take_note(by=cited.editor, dispatch=dispatch, now=NOW)
    remarked, seen = Act.objects.filter(kind="dispatch", about=str(dispatch.pk)).order_by("-number")[:2][::-1]
    assert (remarked.action, remarked.account) == ("remarked", None)
    detail = json.loads(remarked.detail)
    cited.publication.refresh_from_db()
    assert (detail["state"], detail["excerpt"], detail["html_sha256"]) == ("changed", 1, cited.publication.html_sha256)
    assert (seen.action, seen.account) == ("remarks-seen", cited.editor.pk)


def test_only_editors_take_note_and_only_staff_see(cited: Cited) -> None:
    dispatch = cited.publication.dispatch
    translator = User.objects.get(username="translator")
    with pytest.raises(NotAllowed):
        take_note(by=translator, dispatch=dispatch, now=NOW)
    assert signed_in(translator).post(f"/desk/dispatches/{dispatch.pk}/remarks/seen/").status_code == 403
    reader = User.objects.create_user("reader")
    for path in ("/desk/remarks/", f"/desk/dispatches/{dispatch.pk}/remarks/"):
        assert Client().get(path).status_code == 302
        assert signed_in(reader).get(path).status_code == 403
        assert signed_in(translator).get(path).status_code == 200


def test_a_restricted_dispatch_shows_its_remarks_to_nobody_else(cited: Cited) -> None:
    cited.says(*QUOTED)
    Publication.objects.filter(pk=cited.publication.pk).update(tier="subscriber")
    cited.visit()
    answer = Client().get(PAGE)
    assert answer.status_code == 403
    assert "no longer stand" not in answer.content.decode()


def test_nonsense_in_the_lists_address_is_the_first_page(cited: Cited) -> None:
    client = signed_in(cited.editor)
    for key in ("x", "-1", "9" * 40, "٣"):
        assert client.get("/desk/remarks/", {"before": key}).status_code == 200


# --- how each excerpt stands now


def stands(cited: Cited):
    return next(iter(standing_now(passage_views(cited.publication.dispatch)).values()))


def test_how_an_excerpt_stands_now(cited: Cited) -> None:
    assert stands(cited).finding is None, "nobody has looked yet"
    cited.visit()
    assert (stands(cited).finding, stands(cited).seen_at) == ("unchanged", NOW)
    cited.says(*QUOTED)
    changed = cited.visit(hours=1)
    now = stands(cited)
    assert (now.finding, now.words_stand, now.since) == ("changed", False, changed.at)
    cited.answers(b"no", status=503)
    cited.visit(hours=1)
    assert stands(cited).finding == "changed"
    assert "trouble" in stands(cited).trouble.lower()


def test_fifty_citations_cost_one_query_beside_the_views(cited: Cited) -> None:
    segments = list(cited.item.current.segments.order_by("number")[:5])
    dispatch = cited.publication.dispatch
    for _ in range(49):
        compose.insert_excerpt(by=cited.editor, dispatch=dispatch, segments=segments)
    views = passage_views(dispatch)
    with CaptureQueriesContext(connection) as asked:
        assert len(standing_now(views)) == 50
    assert len(asked) == 1


def test_remarks_on_many_publications_cost_no_query_each(cited: Cited) -> None:
    """Rendering and custody are a few statements a publication; finding what to say is the same for any number."""
    for _ in range(3):
        cited.visit(hours=1)
    with CaptureQueriesContext(connection) as asked:
        remark_on(by=None, items=[cited.item.pk], now=NOW)
    assert len(asked) <= 7, [one["sql"][:80] for one in asked]
