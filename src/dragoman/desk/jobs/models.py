"""The leased table of jobs, the schedules' clock, and the workers that are alive."""

from __future__ import annotations

import uuid

from django.db import models


class Job(models.Model):
    """One unit of work. A worker holds it only while its lease lasts; an expired lease is simply claimed again.

    `due` has one meaning in two states: a ready job may be claimed from then on, and so may a running one, because
    then its worker has stopped extending the lease. One index therefore serves claiming, delay, retry and rescue.
    `claims` counts every claim and is the holder's proof: a settlement counts only with the number that claimed.
    `attempts` counts the claims of the present round of work and is compared with `max_attempts`.
    """

    class State(models.TextChoices):
        READY = "ready", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    LIVE = (State.READY, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(max_length=300)  # dotted path of the task
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    queue = models.CharField(max_length=100, default="default")
    priority = models.SmallIntegerField(default=0)  # higher runs first
    state = models.CharField(max_length=8, choices=State, default=State.READY)
    due = models.DateTimeField()
    claims = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=1)
    workers = models.TextField(blank=True)  # names of those that claimed it, one a line, oldest first
    key = models.CharField(max_length=200, null=True)  # null: not unique
    again = models.BooleanField(default=False)  # asked for once more while it was running
    result = models.JSONField(null=True)
    errors = models.JSONField(default=list)  # of {"kind", "sentence", "traceback"}, oldest first
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    last_attempted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["-priority", "due"], condition=models.Q(state__in=["ready", "running"]), name="job_claim"),
            models.Index(fields=["finished_at"], condition=models.Q(state__in=["done", "failed"]), name="job_finished"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(state__in=["ready", "running"]), name="job_key_live"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.id}"

    @property
    def worker_names(self) -> list[str]:
        return self.workers.split()

    @property
    def sentence(self) -> str:
        """What the last failure said; empty when nothing has failed."""
        return str(self.errors[-1]["sentence"]) if self.errors else ""


class Schedule(models.Model):
    """When a registered schedule last fired; the process whose UPDATE moves `last_run_at` is the one that fires."""

    name = models.CharField(max_length=100, primary_key=True)
    last_run_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class WorkerPresence(models.Model):
    """A worker process that says it is alive. A row that is not refreshed belongs to a worker that died."""

    name = models.CharField(max_length=200, primary_key=True)
    queues = models.CharField(max_length=500, blank=True)  # comma separated; empty = all
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name
