"""What this installation allows of the accounts library."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: an administrator adds staff."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # the library names it
        return False
