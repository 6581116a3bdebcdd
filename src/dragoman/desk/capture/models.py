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
    leaf_index = models.BigIntegerField(null=True, unique=True)  # in the ledger; every acknowledged capture has one
    previous_hop = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="next_hops")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.SET_NULL, null=True, related_name="captures")
    entry = models.ForeignKey(Entry, on_delete=models.SET_NULL, null=True, related_name="captures")
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    seconds = models.FloatField(default=0)

    class Meta:
        indexes = [models.Index(fields=["archive_file", "record_offset"], name="capture_place")]

    def __str__(self) -> str:
        return f"{self.id} {self.url}"


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
