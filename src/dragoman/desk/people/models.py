"""Staff and readers."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from dragoman.desk.people.roles import RIGHTS


class User(AbstractUser):
    """One person. `byline` is the only name of a member of staff that ever leaves the staff side."""

    byline = models.CharField(max_length=120, blank=True)

    class Meta:
        permissions = tuple((right.value, description) for right, description in RIGHTS.items())

    @property
    def public_name(self) -> str:
        """The byline; without one, the person stays unnamed in public."""
        return self.byline or "Dragoman desk"
