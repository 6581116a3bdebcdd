"""Renderings: one translation of one segment, by one person, accepted by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dragoman.desk.read.models import Segment


class Rendering(models.Model):
    """One translation of one segment. Text never changes once submitted; a new wording is a new rendering."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waiting for review"
        ACCEPTED = "accepted", "Accepted"
        RETURNED = "returned", "Sent back"
        SUPERSEDED = "superseded", "Superseded"

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="renderings")
    language = models.CharField(max_length=16, default="en")  # BCP 47
    text = models.TextField()
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    translator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="renderings")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="reviews")
    remark = models.TextField(blank=True)  # the reviewer's
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("translator")), name="reviewer_is_not_translator"
            ),
            models.UniqueConstraint(fields=["segment", "language"], condition=Q(state="accepted"), name="one_accepted_rendering"),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(reviewer__isnull=False), name="accepted_has_reviewer"),
            models.UniqueConstraint(
                fields=["segment", "language", "translator"],
                condition=Q(state__in=["draft", "submitted"]),
                name="one_open_rendering",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def signed(self) -> str:
        """Who translated it and who reviewed it, for the desk's own eyes (staff names, not bylines)."""
        reviewed = f", reviewed by {self.reviewer}" if self.reviewer else ""
        return f"translated by {self.translator}{reviewed}"
