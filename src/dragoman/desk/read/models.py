"""Items, their versions, segments, and the desk's decisions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dragoman.desk.capture.models import Capture
from dragoman.desk.watch.models import Entry, Source


class Item(models.Model):
    """The work a source published."""

    class Kind(models.TextChoices):
        ARTICLE = "article", "Article"
        POST = "post", "Post"
        FILE = "file", "File"

    class State(models.TextChoices):
        NEW = "new", "New"
        SELECTED = "selected", "Selected"
        REJECTED = "rejected", "Rejected"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="items")
    entry = models.OneToOneField(Entry, on_delete=models.SET_NULL, null=True, related_name="item")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.ARTICLE)
    url = models.CharField(max_length=4000, blank=True)
    title = models.TextField(blank=True)
    authors = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=16, default="und")  # BCP 47
    published_at = models.DateTimeField(null=True)
    published_printed = models.CharField(max_length=200, blank=True)
    first_seen_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State, default=State.NEW)
    flagged = models.BooleanField(default=False)
    gone_at = models.DateTimeField(null=True)
    current = models.ForeignKey("Version", on_delete=models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)  # raised by every change that search must see
    indexed_revision = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-first_seen_at", "-id"], name="item_queue"),
            models.Index(fields=["state", "source", "-first_seen_at", "-id"], name="item_queue_source"),
            models.Index(fields=["state", "language", "-first_seen_at", "-id"], name="item_queue_language"),
            models.Index(fields=["id"], condition=~Q(revision=F("indexed_revision")), name="item_unindexed"),
        ]

    def __str__(self) -> str:
        return self.title or self.url


class Version(models.Model):
    """One text of an item, out of one capture. Paragraphs are separated by two line feeds; Unicode form NFC.

    `walled`: a robot check, a log-in ... came instead of the page, so nothing of it can be quoted. The program finds that out;
    `walled_judged`: a person did, and is not contradicted.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="versions")
    title = models.TextField(blank=True)
    text = models.TextField(blank=True)
    charset = models.CharField(max_length=40, blank=True)  # as the text rule decoded the payload
    text_rule = models.PositiveSmallIntegerField(default=1)
    problems = models.JSONField(default=list)
    walled = models.BooleanField(default=False)
    walled_judged = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="version_once")]


class Segment(models.Model):
    """A sentence-level span [start, end) of a version's text, in Unicode code points.

    `anchor_start`, `anchor_end` give the same words in the text rule's text of the captured payload;
    null when they do not stand there word for word, and then the segment can't be quoted.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="segments")
    number = models.PositiveIntegerField()
    paragraph = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    anchor_start = models.PositiveIntegerField(null=True)
    anchor_end = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="segment_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="segment_not_empty"),
        ]


class Decision(models.Model):
    """Who selected, rejected or flagged an item, when, and why."""

    class Kind(models.TextChoices):
        SELECT = "select", "Selected"
        REJECT = "reject", "Rejected"
        RESTORE = "restore", "Put back in the queue"
        FLAG = "flag", "Flagged"
        UNFLAG = "unflag", "Flag removed"

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=16, choices=Kind)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
