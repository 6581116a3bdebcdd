"""Acts, as they were recorded. A row is added and never changed: here, and by triggers in the database."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models

from dragoman.errors import RuleBroken


def _refuse() -> NoReturn:
    raise RuleBroken("What custody has recorded is never changed and never removed.")


class ActQuerySet(models.QuerySet["Act"]):
    """Acts, to be read and added to."""

    def update(self, **values: Any) -> NoReturn:  # noqa: ARG002
        _refuse()

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        _refuse()

    def delete(self) -> NoReturn:
        _refuse()


class Act(models.Model):
    """Somebody did something, when and why: one entry of `dragoman.capture.custody.entries`.

    `account` is a plain number: an account that is deleted takes nothing out of what it did.
    """

    number = models.BigIntegerField(primary_key=True)  # among all acts of the desk, from 1 on, without a gap
    kind = models.CharField(max_length=16)  # of what it is about
    about = models.CharField(max_length=40)  # its id
    sequence = models.PositiveIntegerField()  # among the acts about the same, from 1 on, without a gap
    at = models.DateTimeField()  # UTC, milliseconds
    account = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=200)  # the name that readers may see, as it was then
    action = models.CharField(max_length=32)
    why = models.TextField(blank=True)
    detail = models.TextField(default="{}")  # canonical JSON
    previous = models.CharField(max_length=64, blank=True)  # hash of the act before it about the same
    sha256 = models.CharField(max_length=64)  # of what the act says
    link = models.CharField(max_length=64)  # the desk's whole chain up to here

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["kind", "about", "sequence"], name="act_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.action} {self.kind} {self.about}"

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            _refuse()
        super().save(**options | {"force_insert": True})

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        _refuse()


class DeskHead(models.Model):
    """The one row (id 1) that every record locks: how many acts there are, and the link that the next one builds on."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    count = models.BigIntegerField(default=0)
    link = models.CharField(max_length=64)
    anchored = models.BigIntegerField(default=0)  # how many acts the ledger's last anchor covers

    objects: ClassVar[models.Manager[DeskHead]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.count} acts"
