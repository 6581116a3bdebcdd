"""Time stamps: do enough authorities vouch for when the ledger stood as it stands."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings

from dragoman.capture.stamping import ENOUGH_AUTHORITIES, SETTING, Stamping, judge
from dragoman.desk.jobs.findings import Finding, broken, good, remark

SUBJECT = "time stamps"


def check_stamps() -> Iterator[Finding]:
    """Too few authorities is degraded, not broken: captures stand. Asked by the model's name, as endpoints are."""
    stamps = apps.get_model("capture", "Stamp")._default_manager.all()
    urls = [authority.url for authority in settings.TIMESTAMP_AUTHORITIES]
    yield _look_at(judge(stamps.telling(), urls), any_asked=stamps.exists())
    for url in urls:
        failed = stamps.filter(authority=url, state="pending", attempts__gt=0).order_by("-size").first()
        if failed is not None:
            yield remark(
                SUBJECT,
                f"{url} has failed {failed.attempts} times: {failed.sentence}",
                means="Its stamps come late.",
                mend=f"They are asked for again by themselves; the next time after {failed.next_try_at:%Y-%m-%d %H:%M} UTC.",
            )


def _look_at(stamping: Stamping, *, any_asked: bool) -> Finding:
    if stamping.broken:
        return broken(
            SUBJECT,
            stamping.sentence,
            means="Stamps in the database, or the heads that they stamp, were altered.",
            mend="Compare with a backup of the database; those in proofs already published stay good.",
        )
    if stamping.configured < ENOUGH_AUTHORITIES:
        return remark(
            SUBJECT,
            f"Degraded: fewer than {ENOUGH_AUTHORITIES} authorities are asked for time stamps ({stamping.configured}).",
            means="That the desk had a page by a certain time is vouched for by too few others, or by nobody.",
            mend=f"Name at least {ENOUGH_AUTHORITIES} authorities in {SETTING}.",
        )
    if any_asked and stamping.degraded:
        return remark(
            SUBJECT,
            f"Degraded: {stamping.sentence} {stamping.waiting} waiting.",
            means="Captures stand; that the desk had them by a certain time is vouched for by too few others.",
            mend="They are asked for again by themselves. See what each authority answered.",
        )
    return good(SUBJECT, f"{stamping.sentence} {stamping.waiting} waiting.")
