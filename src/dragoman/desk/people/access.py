"""Who may do what at the desk: asked by every service before it writes and by every page before it shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from dragoman.desk.people.models import User
from dragoman.desk.people.roles import RIGHTS, Right
from dragoman.errors import NotAllowed


def may(person: User | AnonymousUser | None, right: Right) -> bool:
    """Whether a person holds a right. None is the desk itself (scheduler, command line) and may do everything."""
    return person is None or person.has_perm(f"people.{right.value}")


def require(person: User | None, right: Right) -> None:
    """Raises: NotAllowed, when the person lacks the right."""
    if not may(person, right):
        raise NotAllowed(f"Your roles do not allow this: {RIGHTS[right].lower().removeprefix('can ')}.", subject=str(person))


def needs(right: Right) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """View decorator: anonymous visitors go to sign-in, people without the right get 403."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.user, right):
                raise PermissionDenied(RIGHTS[right])
            return view(request, *args, **kwargs)

        return guarded

    return decorate
