"""Write people and roles."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from dragoman.capture.custody.actions import Action, Kind
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import CMS_ROLES, ROLES, Right
from dragoman.errors import RuleBroken


def sync_roles() -> None:
    """Make every role's group hold exactly the rights of the table; runs after each migration."""
    # Django makes an app's permissions after its migrations, and on a first migration that is after this.
    create_permissions(apps.get_app_config("people"), verbosity=0)
    permissions = {p.codename: p for p in Permission.objects.filter(content_type__app_label="people")}
    cms = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin").first()
    for role, rights in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        ours = [permissions[right.value] for right in rights if right.value in permissions]
        others = group.permissions.exclude(content_type__app_label="people")
        group.permissions.set([*ours, *others, *([cms] if cms and role in CMS_ROLES else [])])


@transaction.atomic
def add_person(  # what an account is
    *, by: User | None, username: str, password: str, roles: tuple[str, ...], byline: str = "", email: str = ""
) -> User:
    """Create a member of staff. Raises: NotAllowed; RuleBroken for an unknown role or a taken name."""
    require(by, Right.MANAGE_PEOPLE)
    if unknown := set(roles) - set(ROLES):
        raise RuleBroken(f"There is no role {', '.join(sorted(unknown))}. Roles are: {', '.join(ROLES)}.")
    if User.objects.filter(username=username).exists():
        raise RuleBroken(f"The name {username} is taken.")
    person = User.objects.create_user(username=username, email=email, password=password, byline=byline)
    person.groups.set(Group.objects.filter(name__in=roles))
    custody.record(by=by, action=Action.PERSON_ADDED, on=(Kind.PERSON, person.pk), detail={"roles": sorted(roles)})
    return person


@transaction.atomic
def change_roles(*, by: User | None, username: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> list[str]:
    """Give roles to a person and take roles away; a role in both is taken away. Returns the person's roles after it.

    Raises: NotAllowed; RuleBroken for an unknown role or an unknown person.
    """
    require(by, Right.MANAGE_PEOPLE)
    person = User.objects.filter(username=username).first()
    if person is None:
        raise RuleBroken(f"There is nobody called {username}. `dragoman person list` shows who there is.")
    given, taken = set(add), set(remove)
    if unknown := (given | taken) - set(ROLES):
        raise RuleBroken(f"There is no role {', '.join(sorted(unknown))}. Roles are: {', '.join(ROLES)}.")
    before = _roles(person)
    person.groups.add(*Group.objects.filter(name__in=given - taken))
    person.groups.remove(*Group.objects.filter(name__in=taken))
    after = _roles(person)
    if after != before:
        custody.record(by=by, action=Action.ROLES_CHANGED, on=(Kind.PERSON, person.pk), detail={"before": before, "after": after})
    return after


@transaction.atomic
def record_account(*, by: User | None, action: Action, person_id: int, person: User | None = None) -> None:
    """Record what was done to an account elsewhere (in the CMS's own admin), and how it stands after it."""
    detail = {"roles": _roles(person), "may_sign_in": person.is_active} if person else {}
    custody.record(by=by, action=action, on=(Kind.PERSON, person_id), detail=detail)


def _roles(person: User) -> list[str]:
    return sorted(person.groups.values_list("name", flat=True))


def require_good_password(password: str, *, username: str) -> None:
    """Raises: RuleBroken, with every reason why a password is too easily guessed."""
    try:
        validate_password(password, User(username=username))
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages)) from error
