"""Items, their versions, segments, and the desk's decisions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dragoman.desk.capture.models import Capture
from dragoman.desk.watch.models import Entry, Source
from dragoman.read.visits import Finding, Place
from dragoman.text.written import is_in


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

    def is_in(self, language: str) -> bool:
        """Whether it is in a language (BCP 47) as it stands."""
        return is_in(self.language, language, self.current.text if self.current else "")


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


class Visit(models.Model):
    """One time that the desk went to an item's address again, and what was found there. Never changed afterwards.

    `finding` compares with the item's text before: `Standing` says where the item stands by all visits.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField()
    finding = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Finding])
    sentence = models.TextField(blank=True)  # for a monitor; why, where the finding alone does not say it
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, null=True, related_name="visits")  # None: nothing was asked
    version = models.ForeignKey(Version, on_delete=models.SET_NULL, null=True, related_name="+")  # the one that it made
    moved_to = models.CharField(max_length=4000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")  # None: the schedule

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["item", "-at", "-id"], name="visit_of_item")]
        constraints = [models.UniqueConstraint(fields=["item", "capture"], name="visit_once")]

    def __str__(self) -> str:
        return f"{self.finding} at {self.at}"


class Standing(models.Model):
    """Where an item stands by all visits to its address, since when; and when it is visited next.

    Made when the item is first cited or visited. `last` may be a visit that found nothing out: then `place` is what the one
    before it told. The text that stands there is the item's current version.
    """

    item = models.OneToOneField(Item, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    place = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Place], default=Place.THERE.value)
    since = models.DateTimeField(null=True)  # when `place` was first found
    moved_to = models.CharField(max_length=4000, blank=True)
    last = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)  # when a visit last found something out
    missing_since = models.DateTimeField(null=True)  # the source says that it is not there, and that is not told yet
    cited_at = models.DateTimeField(null=True)  # first; visits follow each other from here on, ever more slowly
    next_visit_at = models.DateTimeField(null=True)  # null: not by the clock. A claim moves it on
    claim = models.CharField(max_length=32, blank=True, db_index=True)  # of the process that visits it now

    class Meta:
        indexes = [
            models.Index(fields=["next_visit_at", "item"], condition=Q(next_visit_at__isnull=False), name="standing_due"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.place}"
