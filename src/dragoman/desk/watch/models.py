"""The register of sources, what is polled, and what each poll found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dragoman.watch import sensitivity as levels


class Source(models.Model):
    """An outlet, channel or account the desk watches."""

    class Kind(models.TextChoices):
        NEWSPAPER = "newspaper", "Newspaper"
        AGENCY = "agency", "News agency"
        BROADCASTER = "broadcaster", "Broadcaster"
        CHANNEL = "channel", "Channel"
        SITE = "site", "Web site"
        COLLECTION = "collection", "Handed in"

    class Sensitivity(models.TextChoices):
        """Of its texts: which translation engines may have them, and beside what they are shown."""

        OPEN = levels.Sensitivity.OPEN.value, "Open: published for everybody"
        INTERNAL = levels.Sensitivity.INTERNAL.value, "Internal: not to be sent about freely"
        CONFIDENTIAL = levels.Sensitivity.CONFIDENTIAL.value, "Confidential: stays here"

    slug = models.SlugField(max_length=80, unique=True)
    name_native = models.CharField(max_length=200)
    name_english = models.CharField(max_length=200, blank=True)  # as the desk writes it, in whatever language that is
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.SITE)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=16, default="und")  # BCP 47
    time_zone = models.CharField(max_length=64, default="UTC")  # of dates printed without one
    sensitivity = models.CharField(max_length=16, choices=Sensitivity, default=Sensitivity.INTERNAL)
    note = models.TextField(blank=True)
    active = models.BooleanField(default=True)
    render_pages = models.BooleanField(default=False)  # what is captured of it is rendered in a browser as well
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name_english or self.name_native


class Endpoint(models.Model):
    """One address of a source that is polled."""

    class Kind(models.TextChoices):
        FEED = "feed", "Feed"
        LISTING = "listing", "Listing page"
        TELEGRAM = "telegram", "Telegram channel preview"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="endpoints")
    kind = models.CharField(max_length=16, choices=Kind)
    url = models.URLField(max_length=2000, unique=True)
    selector = models.CharField(max_length=500, blank=True)  # CSS; listing pages only
    interval_seconds = models.PositiveIntegerField(default=900)
    active = models.BooleanField(default=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    payload_sha256 = models.CharField(max_length=64, blank=True)  # of the last payload; equal means unchanged
    next_due_at = models.DateTimeField(db_index=True)  # a claim moves it on, so that no two watchers poll the same
    claim = models.CharField(max_length=32, blank=True, db_index=True)  # of the watcher that polls it now
    failures = models.PositiveIntegerField(default=0)  # in a row
    last_polled_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_outcome = models.CharField(max_length=32, blank=True)
    last_sentence = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.url


class Round(models.Model):
    """One pass over the endpoints that were due."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Round {self.pk}"


class Poll(models.Model):
    """What one endpoint gave in one round: `outcome` is `new`, `unchanged`, or an error's code."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="polls")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="polls")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=32)
    sentence = models.TextField(blank=True)
    new_count = models.PositiveIntegerField(default=0)
    known_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)  # sentences about single entries
    seconds = models.FloatField(default=0)

    class Meta:
        indexes = [models.Index(fields=["endpoint", "-at"], name="poll_endpoint_at")]

    def __str__(self) -> str:
        return f"{self.outcome} at {self.at}"


class Entry(models.Model):
    """What an endpoint announced or a person handed in. `identity` is the canonical address, else the feed's id.

    found → captured (its page is acknowledged) → read (an item stands); failed says why in `sentence`.
    Whatever is due for a capture has `next_try_at`; null means that nothing more is to be tried.
    """

    class State(models.TextChoices):
        FOUND = "found", "Found"
        CAPTURED = "captured", "Captured"
        READ = "read", "Read"
        FAILED = "failed", "Failed"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="entries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.SET_NULL, null=True, related_name="entries")
    identity = models.CharField(max_length=2000)
    feed_id = models.CharField(max_length=2000, blank=True)
    number = models.BigIntegerField(null=True)  # a channel's own number of a post
    url = models.URLField(max_length=2000, blank=True)
    title = models.TextField(blank=True)
    author = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True)
    published_printed = models.CharField(max_length=200, blank=True)  # as the endpoint wrote it
    content = models.TextField(blank=True)  # what the endpoint itself carried, tags and all: hostile
    state = models.CharField(max_length=16, choices=State, default=State.FOUND)
    outcome = models.CharField(max_length=32, blank=True)
    sentence = models.TextField(blank=True)
    first_seen_at = models.DateTimeField()
    updated_printed = models.CharField(max_length=200, blank=True)
    next_try_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)  # failed ones, in a row
    claim = models.CharField(max_length=32, blank=True, db_index=True)  # of the process that captures it now

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "identity"], name="entry_once")]
        indexes = [
            models.Index(fields=["state", "id"], name="entry_state"),
            models.Index(fields=["source", "state", "-id"], name="entry_source_state"),
            models.Index(fields=["next_try_at", "id"], condition=Q(next_try_at__isnull=False), name="entry_due"),
            models.Index(fields=["endpoint", "number"], condition=Q(number__isnull=False), name="entry_number"),
        ]

    def __str__(self) -> str:
        return self.title or self.url or self.identity
