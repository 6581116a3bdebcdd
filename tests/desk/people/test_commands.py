"""`dragoman person`, and the services behind it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from dragoman.desk.people.commands import person
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.people.services import add_person, change_roles, sync_roles
from dragoman.errors import NotAllowed, RuleBroken

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _roles(db: None) -> None:
    sync_roles()


def _run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(person, list(arguments), input=stdin)


def test_add_list_and_change_roles():
    added = _run(
        "add", "nour", "--role", "monitor", "--role", "translator", "--byline", "N. Q.", "--password-stdin", stdin=PASSWORD + "\n"
    )
    assert (added.exit_code, added.output) == (0, "nour may sign in; roles: monitor, translator.\n")
    assert User.objects.get(username="nour").check_password(PASSWORD)
    assert _run("list").output == "nour  monitor, translator; byline N. Q.\n"
    changed = _run("role", "nour", "--add", "Reviewer", "--remove", "monitor")
    assert changed.output == "nour: reviewer, translator.\n"
    someone = User.objects.get(username="nour")
    assert someone.has_perm(f"people.{Right.REVIEW}")
    assert not someone.has_perm(f"people.{Right.DECIDE}")


def test_the_password_is_asked_for_twice():
    asked = _run("add", "nour", "--role", "monitor", stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert asked.exit_code == 0
    assert PASSWORD not in asked.output


@pytest.mark.parametrize(
    ("password", "says"),
    [("nourish1", "too short|similar"), ("password123456", "common"), ("", "short"), ("31415926535897", "numeric")],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str, says: str):
    refused = _run("add", "nourish", "--role", "monitor", "--password-stdin", stdin=password + "\n")
    assert isinstance(refused.exception, RuleBroken)
    assert any(word in refused.exception.sentence for word in says.split("|"))
    assert not User.objects.exists()


def test_a_role_is_needed_and_must_exist():
    assert _run("add", "nour").exit_code == 2
    unknown = _run("add", "nour", "--role", "boss")
    assert unknown.exit_code == 2
    assert "'monitor'" in unknown.output
    assert _run("role", "nour").exit_code == 2


def test_a_name_is_given_once_and_only_somebody_has_roles():
    _run("add", "nour", "--role", "monitor", "--password-stdin", stdin=PASSWORD)
    again = _run("add", "nour", "--role", "monitor", "--password-stdin", stdin=PASSWORD)
    assert str(again.exception) == "The name nour is taken."
    nobody = _run("role", "yusuf", "--add", "monitor")
    assert str(nobody.exception) == "There is nobody called yusuf. `dragoman person list` shows who there is."


def test_an_empty_desk_says_how_to_begin():
    assert _run("list").output.startswith("Nobody yet.")


def test_only_who_manages_people_changes_roles():
    monitor = add_person(by=None, username="nour", password=PASSWORD, roles=("monitor",))
    with pytest.raises(NotAllowed):
        change_roles(by=monitor, username="nour", add=["administrator"])
    with pytest.raises(RuleBroken, match="no role boss"):
        change_roles(by=None, username="nour", add=["boss"])
    administrator = add_person(by=None, username="dana", password=PASSWORD, roles=("administrator",))
    assert change_roles(by=administrator, username="nour", add=["editor", "monitor"], remove=["monitor"]) == ["editor"]


@pytest.mark.parametrize("command", [[], ["add"], ["list"], ["role"]])
def test_help_prints(command: list[str]):
    shown = _run(*command, "--help")
    assert shown.exit_code == 0
    assert "Usage:" in shown.output
