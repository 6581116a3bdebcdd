"""Workers, jobs, schedules and endpoints: does the desk's daily work get done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.db.models import Count, Q
from django.utils import timezone

from dragoman.desk.jobs import schedules
from dragoman.desk.jobs.findings import Finding, broken, good, remark
from dragoman.desk.jobs.models import Job, Schedule, WorkerPresence

SEEN_WITHIN = timedelta(seconds=60)
LATE_AFTER = timedelta(minutes=10)
FAILING_AFTER = 3  # polls in a row
SILENT_AFTER = timedelta(days=2)
START = "Start the desk with `dragoman up`, or a worker alone with `dragoman work`."


def check_workers() -> Iterator[Finding]:
    """Somebody does the work, and nobody died doing it."""
    now = timezone.now()
    alive = WorkerPresence.objects.filter(seen_at__gte=now - SEEN_WITHIN).count()
    lost = WorkerPresence.objects.filter(seen_at__lt=now - SEEN_WITHIN).count()
    if alive:
        yield good("workers", f"{alive} alive")
    else:
        yield remark(
            "workers", "No worker is running.", means="Nothing is captured, read or indexed in the background.", mend=START
        )
    if lost:
        yield remark(
            "workers",
            f"{lost} ended without signing off in the last day.",
            means="They were killed, ran out of memory, or the machine stopped; their jobs were taken over.",
            mend="If it happens again, look for 'Out of memory' in the system's log.",
        )


def check_jobs() -> Iterator[Finding]:
    """Nothing waits long, nothing failed for good."""
    late = Job.objects.filter(state=Job.State.READY, due__lt=timezone.now() - LATE_AFTER).count()
    if late:
        yield remark("jobs", f"{late} have waited more than 10 minutes.", means="Workers are missing or too slow.", mend=START)
    failed = list(Job.objects.filter(state=Job.State.FAILED).values("task").annotate(count=Count("id")).order_by("-count")[:5])
    for row in failed:
        newest = Job.objects.filter(state=Job.State.FAILED, task=row["task"]).latest("finished_at")
        yield remark(
            "jobs",
            f"{row['count']} of {row['task']} failed for good. The newest: {newest.sentence}",
            means="What they were to do has not been done.",
            mend="Mend the cause; the work is asked for again by its schedule. Failed jobs are kept for 90 days.",
        )
    if not late and not failed:
        yield good("jobs", f"{Job.objects.filter(state__in=Job.LIVE).count()} waiting or running, none late, none failed")


def check_schedules() -> Iterator[Finding]:
    """Every schedule fired when it was due."""
    now = timezone.now()
    last = dict(Schedule.objects.values_list("name", "last_run_at"))
    entries = schedules.load()
    for entry in entries:
        moment = last.get(entry.name)
        allowed = timedelta(seconds=entry.every_seconds) + LATE_AFTER
        if moment is not None and moment < now - allowed:
            yield remark("schedules", f"{entry.name} last ran {moment:%Y-%m-%d %H:%M} UTC.", means="It is late.", mend=START)
    yield good("schedules", ", ".join(entry.name for entry in entries))


def check_endpoints() -> Iterator[Finding]:
    """Sources that fail or have gone silent. Asked by the model's name: this app stands below the watch app."""
    endpoints = apps.get_model("watch", "Endpoint")._default_manager.filter(active=True)
    failing = list(endpoints.filter(failures__gte=FAILING_AFTER).order_by("-failures")[:10])
    for endpoint in failing:
        yield remark(
            "endpoints",
            f"{endpoint.url} failed {endpoint.failures} times in a row: {endpoint.last_sentence or endpoint.last_outcome}",
            means="Nothing new comes from it.",
            mend="Open its source's page; correct the address, or set the endpoint aside.",
        )
    silent = endpoints.filter(Q(last_success_at__lt=timezone.now() - SILENT_AFTER), failures__lt=FAILING_AFTER).count()
    if silent:
        yield remark(
            "endpoints",
            f"{silent} have not been read with success for two days.",
            means="They are not being polled, or have just begun to fail.",
            mend="Check that `dragoman watch` runs.",
        )
    if not failing and not silent:
        yield good("endpoints", f"{endpoints.count()} watched, none failing or silent")


def check_administrator() -> Iterator[Finding]:
    """Somebody can manage the desk."""
    people = apps.get_model("people", "User")._default_manager
    if people.filter(is_active=True).filter(Q(groups__name="administrator") | Q(is_superuser=True)).exists():
        yield good("people", f"{people.filter(is_active=True).count()} may sign in")
    else:
        yield broken(
            "people",
            "There is no administrator.",
            means="Nobody can add sources or people on screen.",
            mend="dragoman person add NAME --role administrator",
        )
