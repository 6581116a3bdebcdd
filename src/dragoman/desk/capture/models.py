"""Captures: where each record stands in the archive, and its digests."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from dragoman.capture.rendered.addresses import view_name
from dragoman.capture.stamping import LATE_AFTER, Asked
from dragoman.capture.warc import file_name
from dragoman.desk.watch.models import Endpoint, Entry


class Capture(models.Model):
    """One stored HTTP exchange or handed-in file. A row exists only after its record is on disk (fsync).

    A failed fetch is a row too, with `outcome` an error's code and no record. A page that was as before has a record of its own
    without the body, and `payload_of` is the capture that has it: never itself such a one.
    """

    class Kind(models.TextChoices):
        EXCHANGE = "exchange", "HTTP exchange"
        FILE = "file", "Handed-in file"
        VIEW = "view", "View of a rendered page"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.EXCHANGE)
    url = models.CharField(max_length=4000)  # as in its record's WARC-Target-URI
    fetched_at = models.DateTimeField(db_index=True)  # UTC, milliseconds
    outcome = models.CharField(max_length=32, default="stored")
    sentence = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    media_type = models.CharField(max_length=200, blank=True)  # the Content-Type header as sent
    payload_bytes = models.BigIntegerField(default=0)
    payload_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    payload_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="revisits")
    record_sha256 = models.CharField(max_length=64, blank=True)  # of the response record's gzip member
    archive_file = models.CharField(max_length=200, blank=True)
    record_offset = models.BigIntegerField(null=True)
    record_length = models.BigIntegerField(null=True)
    request_offset = models.BigIntegerField(null=True)
    request_length = models.BigIntegerField(null=True)
    remote_address = models.CharField(max_length=64, blank=True)
    salt = models.BinaryField(max_length=16)  # of the ledger's leaf
    leaf_index = models.BigIntegerField(null=True, unique=True)  # in the ledger; every acknowledged capture has one
    previous_hop = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="next_hops")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.SET_NULL, null=True, related_name="captures")
    entry = models.ForeignKey(Entry, on_delete=models.SET_NULL, null=True, related_name="captures")
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    rendered = models.ForeignKey("RenderedCapture", on_delete=models.PROTECT, null=True, related_name="parts")
    seconds = models.FloatField(default=0)

    class Meta:
        indexes = [models.Index(fields=["archive_file", "record_offset"], name="capture_place")]

    def __str__(self) -> str:
        return f"{self.id} {self.url}"

    @property
    def address(self) -> str:
        """The address as people read it: a handed-in file's is its name, a view's says what it shows."""
        return file_name(self.url) or view_name(self.url) or self.url


class RenderedCapture(models.Model):
    """A page as a browser showed it: every exchange that it was made of (`parts`), and three views of it.

    Asked for (`waiting`), then done: `stored` whole; `cut`, when a bound was reached; else an error's code. A view that is byte
    for byte one that is held already, of the same address, is that earlier capture.
    """

    WAITING = "waiting"
    STORED = "stored"
    CUT = "cut"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.SET_NULL, null=True, related_name="rendered_captures")
    url = models.CharField(max_length=4000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    begun = models.PositiveSmallIntegerField(default=0)  # how often; more than once when a worker died over it
    seconds = models.FloatField(default=0)
    outcome = models.CharField(max_length=32, default=WAITING)
    sentence = models.TextField(blank=True)
    remarks = models.JSONField(default=list)  # sentences: which bounds were reached, what the page was refused
    browser = models.CharField(max_length=100, blank=True)  # name and version
    height_px = models.PositiveIntegerField(default=0)  # of the whole page, in CSS pixels; the screenshot may show less
    page = models.ForeignKey(Capture, on_delete=models.PROTECT, null=True, related_name="+")  # the page's own document
    screenshot = models.ForeignKey(Capture, on_delete=models.PROTECT, null=True, related_name="+")  # JPEG
    pdf = models.ForeignKey(Capture, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.ForeignKey(Capture, on_delete=models.PROTECT, null=True, related_name="+")  # of the DOM, by the text rule

    class Meta:
        indexes = [models.Index(fields=["entry", "-asked_at"], name="rendered_of_entry")]
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=models.Q(outcome="waiting"), name="rendered_once_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.url}: {self.outcome}"


class LedgerHead(models.Model):
    """The one row (id 1) that every append locks: how many leaves there are, and the hashes that the next one builds on."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    size = models.BigIntegerField(default=0)
    peaks = models.BinaryField(default=b"")  # 32 bytes each, largest subtree first

    def __str__(self) -> str:
        return f"{self.size} leaves"


class LedgerRow(models.Model):
    """Up to 16 neighbouring hashes of the ledger's tree, of the levels 0, 4, 8 ... The last row of a level still grows."""

    key = models.BigIntegerField(primary_key=True)  # (level / 4) << 56 | (number of the first hash / 16)
    hashes = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.key >> 56}/{self.key & (1 << 56) - 1}"


class LedgerCheckpoint(models.Model):
    """A head of the ledger that was signed. None is ever taken back."""

    size = models.BigIntegerField()
    root = models.CharField(max_length=64)  # hexadecimal
    key_id = models.CharField(max_length=8)  # hexadecimal; of the key that signs from here on
    note = models.TextField()  # the signed note, as published
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["size", "key_id"], name="checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.size} leaves, {self.key_id}"


class StampQuerySet(models.QuerySet["Stamp"]):
    """Stamps."""

    def telling(self) -> list[Asked]:
        """What tells whether enough authorities stamp: all of the newest head's last day, and whatever waits or is broken."""
        newest = self.aggregate(newest=models.Max("requested_at"))["newest"]
        if newest is None:
            return []
        recent = models.Q(requested_at__gte=newest - LATE_AFTER)
        rows = self.filter(recent | ~models.Q(state=Stamp.State.CONFIRMED))
        return [
            Asked(url, at, confirmed=state == Stamp.State.CONFIRMED, broken=state == Stamp.State.BROKEN)
            for url, at, state in rows.values_list("authority", "requested_at", "state").iterator()
        ]


class Stamp(models.Model):
    """An authority's time stamp over a signed head of the ledger: asked for, then confirmed, then verified again and again."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting"
        CONFIRMED = "confirmed", "Confirmed"
        BROKEN = "broken", "Holds no longer"

    authority = models.CharField(max_length=500)  # its address
    size = models.BigIntegerField()  # of the ledger, in leaves
    note = models.BinaryField()  # the stamped bytes
    note_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State, default=State.PENDING)
    requested_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sentence = models.TextField(blank=True)  # what the last attempt, or the last verification, found
    response = models.BinaryField(default=b"")  # the TimeStampResp, certificates inside
    roots_pem = models.TextField(blank=True)  # the roots it was held against when it came
    stamped_at = models.DateTimeField(null=True)  # by the authority's clock
    signer = models.CharField(max_length=300, blank=True)
    verified_at = models.DateTimeField(null=True)

    objects = StampQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note_sha256", "authority"], name="stamp_once")]
        indexes = [models.Index(fields=["state", "next_try_at"], name="stamp_due")]

    def __str__(self) -> str:
        return f"{self.size} leaves, {self.authority}: {self.state}"
