"""Captures: where each record stands in the archive, and its digests."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from dragoman.desk.watch.models import Endpoint, Entry


class Capture(models.Model):
    """One stored HTTP exchange or handed-in file. A row exists only after its record is on disk (fsync).

    A failed fetch is a row too, with `outcome` an error's code and no record.
    """

    class Kind(models.TextChoices):
        EXCHANGE = "exchange", "HTTP exchange"
        FILE = "file", "Handed-in file"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.EXCHANGE)
    url = models.CharField(max_length=4000)
    fetched_at = models.DateTimeField(db_index=True)  # UTC, milliseconds
    outcome = models.CharField(max_length=32, default="stored")
    sentence = models.TextField(blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    media_type = models.CharField(max_length=200, blank=True)  # the Content-Type header as sent
    payload_bytes = models.BigIntegerField(default=0)
    payload_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    record_sha256 = models.CharField(max_length=64, blank=True)  # of the response record's gzip member
    archive_file = models.CharField(max_length=200, blank=True)
    record_offset = models.BigIntegerField(null=True)
    record_length = models.BigIntegerField(null=True)
    request_offset = models.BigIntegerField(null=True)
    request_length = models.BigIntegerField(null=True)
    remote_address = models.CharField(max_length=64, blank=True)
    salt = models.BinaryField(max_length=16)  # of the ledger's leaf
    previous_hop = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="next_hops")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.SET_NULL, null=True, related_name="captures")
    entry = models.ForeignKey(Entry, on_delete=models.SET_NULL, null=True, related_name="captures")
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    seconds = models.FloatField(default=0)

    class Meta:
        indexes = [models.Index(fields=["archive_file", "record_offset"], name="capture_place")]

    def __str__(self) -> str:
        return f"{self.id} {self.url}"
