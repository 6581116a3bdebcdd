"""How far a source's texts may go: said by an administrator, recorded, and closed where nobody said anything."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.urls import reverse

from dragoman.desk.custody.models import Act
from dragoman.desk.watch import services
from dragoman.desk.watch.commands import source as command
from dragoman.desk.watch.models import Source
from dragoman.errors import NotAllowed, RuleBroken
from dragoman.watch.sensitivity import Sensitivity
from tests.desk.ui.factories import person, source

pytestmark = pytest.mark.django_db


def test_nothing_is_open_before_somebody_says_so():
    assert source().sensitivity == Sensitivity.INTERNAL
    assert services.collection_source().sensitivity == Sensitivity.CONFIDENTIAL


@pytest.mark.parametrize(
    ("of", "beside"),
    [("open", {"open"}), ("internal", {"open", "internal"}), ("confidential", {"open", "internal", "confidential"})],
)
def test_nothing_kept_closer_stands_beside_a_text(of, beside):
    assert Sensitivity(of).at_most == beside


def test_the_database_and_the_library_know_the_same():
    assert Source.Sensitivity.values == [str(one) for one in Sensitivity]


def test_an_administrator_changes_it_on_the_sources_page(client):
    client.force_login(person("adam", "administrator"))
    of = source()
    page = client.get(reverse("source", args=[of.slug]))
    assert b"How far its texts may go" in page.content
    answer = client.post(reverse("source_sensitivity", args=[of.slug]), {"sensitivity": "open"}, follow=True)
    assert "Open: published for everybody" in answer.content.decode()
    of.refresh_from_db()
    act = Act.objects.get(action="sensitivity-changed")
    assert (of.sensitivity, act.detail) == ("open", '{"after":"open","before":"internal"}')


def test_saying_the_same_again_records_nothing():
    services.set_sensitivity(by=None, source=source(), sensitivity="internal")
    assert not Act.objects.filter(action="sensitivity-changed").exists()


def test_a_monitor_may_not(client):
    mona = person("mona", "monitor")
    client.force_login(mona)
    of = source()
    assert client.post(reverse("source_sensitivity", args=[of.slug]), {"sensitivity": "open"}).status_code == 403
    with pytest.raises(NotAllowed):
        services.set_sensitivity(by=mona, source=of, sensitivity="open")
    of.refresh_from_db()
    assert of.sensitivity == "internal"


@pytest.mark.parametrize("wrong", ["", "secret", "OPEN", "open\0"])
def test_an_unknown_sensitivity_is_refused_in_words(wrong):
    with pytest.raises(RuleBroken, match="There is no sensitivity"):
        services.set_sensitivity(by=None, source=source(), sensitivity=wrong)


def test_by_command_for_several_at_once_or_none():
    one, other = source(), source(slug="other")
    answer = CliRunner().invoke(command, ["sensitivity", "open", one.slug, other.slug])
    assert answer.exit_code == 0, answer.output
    assert set(Source.objects.values_list("sensitivity", flat=True)) == {"open"}
    answer = CliRunner().invoke(command, ["sensitivity", "confidential", one.slug, "nobody"])
    assert isinstance(answer.exception, RuleBroken)
    assert "nobody" in answer.exception.sentence
    assert set(Source.objects.values_list("sensitivity", flat=True)) == {"open"}
