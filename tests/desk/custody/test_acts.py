"""What people do at the desk is in custody: every service that writes for a person records it, once."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import connection

from dragoman.capture.custody.actions import Action, Kind
from dragoman.desk.capture import checkpoints
from dragoman.desk.capture.services import close_recorders, hand_in_file
from dragoman.desk.compose import services as compose
from dragoman.desk.custody import selectors
from dragoman.desk.custody.models import Act
from dragoman.desk.people.services import change_roles
from dragoman.desk.publish.services import publish
from dragoman.desk.read.services import decide
from dragoman.desk.translate import services as translate
from dragoman.desk.watch.due import poll_soon
from dragoman.desk.watch.services import add_endpoint, hand_in_address, import_outlines
from dragoman.errors import NotAllowed, RuleBroken
from dragoman.watch.opml import Outline
from tests.desk.newsroom import NOW, hire
from tests.desk.newsroom_fixtures import desk  # noqa: F401 -- a fixture
from tests.desk.ui.factories import item, person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=30)


def acts(kind: Kind, about: object) -> list[Act]:
    return list(Act.objects.filter(kind=kind.value, about=str(about)))


def actions(kind: Kind, about: object) -> list[str]:
    return [act.action for act in acts(kind, about)]


def detail(act: Act) -> dict[str, object]:
    read: dict[str, object] = json.loads(act.detail)
    return read


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(autouse=True)
def closing():
    yield
    close_recorders()


def test_decisions_with_who_and_why():
    omar, made = person("omar", "monitor"), item()
    decide(by=omar, item=made, kind="select")
    decide(by=omar, item=made, kind="reject", reason="a repost")
    decide(by=omar, item=made, kind="restore")
    decide(by=omar, item=made, kind="flag")
    decide(by=omar, item=made, kind="flag")
    decide(by=omar, item=made, kind="unflag")
    assert actions(Kind.ITEM, made.pk) == ["selected", "rejected", "put-back", "flagged", "unflagged"]
    assert acts(Kind.ITEM, made.pk)[1].why == "a repost"
    assert {act.account for act in acts(Kind.ITEM, made.pk)} == {omar.pk}


def test_what_was_not_allowed_is_no_act():
    made, nobody = item(), person("nobody")
    before = Act.objects.count()
    with pytest.raises(NotAllowed):
        decide(by=nobody, item=made, kind="select")
    with pytest.raises(RuleBroken):
        decide(by=None, item=made, kind="reject")
    assert Act.objects.count() == before


def test_a_rendering_from_its_beginning_to_its_end(desk):  # noqa: F811
    segment = desk.segments[0]
    begun = len(acts(Kind.ITEM, desk.item.pk))
    drafted = translate.write(by=desk.translator, segment=segment, text="A first wording", language="en")
    translate.write(by=desk.translator, segment=segment, text="A second wording", language="en")
    translate.submit(by=desk.translator, rendering=drafted)
    again = translate.take_back(by=desk.translator, rendering=drafted)
    translate.submit(by=desk.translator, rendering=again)
    translate.send_back(by=desk.reviewer, rendering=again, remark="Who said it?")
    third = translate.write(by=desk.translator, segment=segment, text="A third wording", language="en")
    translate.submit(by=desk.translator, rendering=third)
    translate.accept(by=desk.reviewer, rendering=third)
    found = acts(Kind.ITEM, desk.item.pk)[begun:]
    assert [act.action.removeprefix("rendering-") for act in found] == [
        "begun",
        "submitted",
        "taken-back",
        "submitted",
        "sent-back",
        "begun",
        "submitted",
        "accepted",
    ]
    assert found[4].why == "Who said it?"
    assert detail(found[1])["text_sha256"] == digest("A second wording")
    assert detail(found[-1])["text_sha256"] == digest("A third wording")
    assert detail(found[-1])["before_sha256"] == digest(translate.Rendering.objects.get(pk=detail(found[-1])["replaces"]).text)
    assert (found[-1].actor, found[0].actor) == ("Desk R.", "Desk T.")


def test_a_dispatch_from_its_beginning_to_its_correction(desk):  # noqa: F811
    publish(by=desk.publisher, dispatch=desk.dispatch, now=LATER)
    compose.change_head(by=desk.editor, dispatch=desk.dispatch, title="Another title", now=LATER)
    published = publish(by=desk.publisher, dispatch=desk.dispatch, now=LATER)
    assert actions(Kind.DISPATCH, desk.dispatch.pk) == [
        "dispatch-begun",
        "passage-added",
        "passage-added",
        "excerpt-added",
        "published",
        "head-changed",
        "corrected",
    ]
    assert detail(acts(Kind.DISPATCH, desk.dispatch.pk)[-1])["proof_sha256"] == published.proof_sha256
    assert actions(Kind.SERIES, desk.series.pk) == ["series-opened"]
    assert list(selectors.check_chain()) == []


def test_every_hand_on_a_passage(desk):  # noqa: F811
    heading, prose, excerpt = desk.dispatch.passages.all()
    begun = len(acts(Kind.DISPATCH, desk.dispatch.pk))
    compose.move_passage(by=desk.editor, passage=prose, steps=-1, now=NOW)
    compose.comment_note(by=desk.editor, passage=excerpt, comment="See No. 12.", now=NOW)
    whole = excerpt.text
    cut = f"{whole} [gloss: a town]"
    compose.change_excerpt(by=desk.editor, passage=excerpt, text=cut, now=NOW)
    compose.renew_excerpt(by=desk.editor, passage=excerpt, now=NOW)
    compose.remove_passage(by=desk.editor, passage=heading, now=NOW)
    found = acts(Kind.DISPATCH, desk.dispatch.pk)[begun:]
    assert [act.action for act in found] == [
        "passage-moved",
        "note-changed",
        "excerpt-changed",
        "excerpt-renewed",
        "passage-removed",
    ]
    assert detail(found[2])["before_sha256"] == digest(whole)
    assert detail(found[-1])["before_sha256"] == digest("The spokesman's reply")


def test_typing_is_one_act_until_somebody_does_something_else(desk):  # noqa: F811
    _, prose, _ = desk.dispatch.passages.all()
    other = hire("second", "editor")

    def typed(text: str, minutes: float, by=desk.editor) -> None:
        compose.change_passage(by=by, passage=prose, text=text, now=NOW + timedelta(minutes=minutes))

    before = len(acts(Kind.DISPATCH, desk.dispatch.pk))
    for number in range(20):
        typed(f"Words {number}", number / 10)
    typed("Words 19", 2)  # nothing changed
    assert len(acts(Kind.DISPATCH, desk.dispatch.pk)) == before + 1
    typed("Other words", 3, by=other)
    typed("Words again", 4)
    typed("Words much later", 20)
    found = acts(Kind.DISPATCH, desk.dispatch.pk)[before:]
    assert [act.action for act in found] == ["passage-changed"] * 4
    assert [act.account for act in found] == [desk.editor.pk, other.pk, desk.editor.pk, desk.editor.pk]
    assert [detail(act)["before_sha256"] for act in found[1:]] == [digest(t) for t in ("Words 19", "Other words", "Words again")]


def test_a_saved_head_that_did_not_change_is_no_act(desk):  # noqa: F811
    before = Act.objects.count()
    compose.change_head(by=desk.editor, dispatch=desk.dispatch, title=desk.dispatch.title, now=LATER)
    assert Act.objects.count() == before
    for tier in ("staff", "public"):
        compose.change_head(by=desk.editor, dispatch=desk.dispatch, tier=tier, now=LATER)
    assert [detail(act)["tier"] for act in acts(Kind.DISPATCH, desk.dispatch.pk)[-2:]] == [
        ["public", "staff"],
        ["staff", "public"],
    ]


def test_files_and_addresses_handed_in():
    zoe = person("zoe", "researcher")
    stored = hand_in_file(by=zoe, name="report.txt", payload=b"words", now=NOW)
    hand_in_file(by=zoe, name="report.txt", payload=b"words", now=NOW)
    (act,) = acts(Kind.CAPTURE, stored.pk)
    assert (act.action, act.account) == ("file-handed-in", zoe.pk)
    assert detail(act) == {"payload_sha256": hashlib.sha256(b"words").hexdigest()}
    url = "http://manara.example/articles/18"
    entry = hand_in_address(by=zoe, url=url, identity=url, now=NOW)
    hand_in_address(by=zoe, url=url, identity=url, now=LATER)
    assert [(act.action, detail(act)) for act in acts(Kind.ENTRY, entry.pk)] == [
        ("capture-asked", {"again": False}),
        ("capture-asked", {"again": True}),
    ]


def test_sources_and_people():
    admin = person("admin", "administrator")
    report = import_outlines(by=admin, outlines=[Outline(title="Al-Manara", feed_url="http://manara.example/feed")])
    (source,) = report.added
    add_endpoint(by=admin, source=source, url="http://manara.example/other", kind="feed")
    assert actions(Kind.SOURCE, source.pk) == ["source-added", "endpoint-added", "endpoint-added"]
    poll_soon(by=admin, source=source, now=NOW)
    assert actions(Kind.SOURCE, source.pk)[-1] == "poll-asked"
    lina = person("lina", "monitor")
    change_roles(by=admin, username="lina", add=["translator"], remove=["monitor"])
    change_roles(by=admin, username="lina", add=["translator"])
    added, changed = acts(Kind.PERSON, lina.pk)
    assert (added.action, changed.action) == ("person-added", "roles-changed")
    assert detail(changed) == {"before": ["monitor"], "after": ["translator"]}
    assert "lina" not in added.detail + changed.detail


def test_keys():
    first = checkpoints.make_key(by=None)
    checkpoints.make_key(by=None)
    second = checkpoints.rotate_key(by=None, now=NOW)
    made, changed = acts(Kind.DESK, "keys")
    assert (made.action, changed.action) == (Action.KEY_MADE, Action.KEY_ROTATED)
    assert detail(changed)["before"] == first.key.id.hex()
    assert detail(changed)["key_id"] == second.key.id.hex()


def test_no_act_holds_a_name_a_text_or_a_secret(desk):  # noqa: F811
    publish(by=desk.publisher, dispatch=desk.dispatch, now=LATER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor, why, detail FROM custody_act")
        everything = json.dumps(cursor.fetchall())
    for secret in ("Realname", "Secretina", "translator@", "correct horse", "PRIVATE", "spokesman"):
        assert secret not in everything
