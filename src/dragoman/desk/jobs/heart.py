"""A worker's heartbeat: says that the worker lives, and lengthens the lease of the job it holds."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from dragoman.desk.jobs import leases
from dragoman.desk.jobs.models import Job, WorkerPresence

logger = logging.getLogger(__name__)


class Heart:
    """Beats three times a lease in a thread of its own, with its own connection, while a job may keep the worker busy."""

    def __init__(self, presence: WorkerPresence, *, lease: timedelta) -> None:
        self._presence = presence
        self._lease = lease
        self._held: Job | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def start(self) -> None:
        self._presence.save()
        self._thread.start()

    def stop(self) -> None:
        """End the thread and sign off."""
        self._stopped.set()
        self._thread.join(timeout=5)
        WorkerPresence.objects.filter(pk=self._presence.pk).delete()

    def hold(self, job: Job | None) -> None:
        """Extend this job's lease from now on; None for no job."""
        self._held = job

    def _run(self) -> None:
        try:
            while not self._stopped.wait(self._lease.total_seconds() / 3):
                self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        now = timezone.now()
        job = self._held
        try:
            if job is not None and not leases.extend(job, until=now + self._lease) and self._held is job:
                logger.warning("job %s: the lease was lost; another worker may run it", job.id)
            self._presence.seen_at = now
            self._presence.save()
        except DatabaseError as error:
            logger.warning("no heartbeat this time: %s", error)
            connection.close()
