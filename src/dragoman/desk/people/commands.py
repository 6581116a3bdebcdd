"""`dragoman person`: staff accounts and roles, from the machine the desk runs on."""

from __future__ import annotations

import sys

import click

from dragoman.desk.bootstrap import start
from dragoman.desk.people.roles import ROLES

role_choice = click.Choice(list(ROLES), case_sensitive=False)


@click.group()
def person() -> None:
    """Staff accounts and roles: add, list, role."""


@person.command("add")
@click.argument("name")
@click.option("--role", "roles", multiple=True, type=role_choice, required=True, help="May be repeated.")
@click.option("--byline", default="", help="The name readers see; without one the person stays unnamed in public.")
@click.option("--email", default="", help="For sign-in and notices.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it.")
def add(name: str, roles: tuple[str, ...], byline: str, email: str, password_stdin: bool) -> None:  # noqa: FBT001
    """Add a member of staff, who signs in as NAME."""
    start()
    from dragoman.desk.people.services import add_person, require_good_password

    password = read_password(from_stdin=password_stdin)
    require_good_password(password, username=name)
    added = add_person(by=None, username=name, password=password, roles=roles, byline=byline, email=email)
    click.echo(f"{added.username} may sign in; roles: {', '.join(roles)}.")


@person.command("list")
def list_people() -> None:
    """List staff with their roles."""
    start()
    from dragoman.desk.people.models import User

    people = list(User.objects.prefetch_related("groups").order_by("username"))
    width = max((len(someone.username) for someone in people), default=0)
    for someone in people:
        roles = ", ".join(sorted(group.name for group in someone.groups.all())) or "no role"
        notes = "".join(
            [f"; byline {someone.byline}" if someone.byline else "", "" if someone.is_active else "; may not sign in"]
        )
        click.echo(f"{someone.username:<{width}}  {roles}{notes}")
    if not people:
        click.echo("Nobody yet. `dragoman person add NAME --role administrator` adds the first.")


@person.command("role")
@click.argument("name")
@click.option("--add", "added", multiple=True, type=role_choice, help="May be repeated.")
@click.option("--remove", "removed", multiple=True, type=role_choice, help="May be repeated.")
def role(name: str, added: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """Give roles to NAME, or take them away."""
    if not added and not removed:
        raise click.UsageError("Say which role with --add or --remove.")
    start()
    from dragoman.desk.people.services import change_roles

    roles = change_roles(by=None, username=name, add=added, remove=removed)
    click.echo(f"{name}: {', '.join(roles) or 'no role'}.")


def read_password(*, from_stdin: bool) -> str:
    """One line of standard input, or what is typed twice without being shown."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
