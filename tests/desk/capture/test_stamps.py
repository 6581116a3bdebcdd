"""Heads of the ledger are stamped by every authority, each in its own time, and stamps are verified again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from dragoman.capture.timestamps import verify_stamp
from dragoman.desk.capture import selectors
from dragoman.desk.capture.models import LedgerCheckpoint, Stamp
from dragoman.desk.capture.stamp_jobs import obtain_stamps, verify_stamps, want_stamps
from dragoman.desk.capture.stamps import Round, request_stamps, verify_again
from dragoman.desk.jobs import schedules
from dragoman.desk.jobs.checks.stamps import check_stamps
from dragoman.desk.jobs.findings import Level
from dragoman.desk.people.models import User
from dragoman.desk.people.services import sync_roles
from dragoman.errors import NotAllowed
from tests.capture.authorities import NOTE, AuthorityServer, LocalAuthority
from tests.desk.authority_fixtures import obtain

pytestmark = pytest.mark.django_db
OLDER = NOTE.replace(b"\n3\n", b"\n2\n")


def request(note: bytes = NOTE, size: int = 3, now: datetime | None = None) -> list[Stamp]:
    return request_stamps(by=None, note=note, size=size, now=now or timezone.now())


def test_each_authority_stamps_a_head(servers: list[AuthorityServer], locals_: list[LocalAuthority]):
    assert {stamp.state for stamp in request()} == {"pending"}
    assert selectors.stamping().degraded
    assert obtain() == Round(confirmed=2, failed=0)
    first, second = selectors.stamps_of(NOTE)
    assert {first.signer, second.signer} == {"First", "Second"}
    assert first.stamped_at <= second.stamped_at <= timezone.now()
    for stamp in (first, second):
        (local,) = [one for one in locals_ if one.signer == f"/CN={stamp.signer}"]
        assert (local.folder / "root.pem").read_text() == stamp.roots_pem
        assert verify_stamp(bytes(stamp.response), NOTE, local.roots).ok
        assert local.accepts(bytes(stamp.response), NOTE)
    assert not selectors.stamping().degraded
    assert obtain() == Round(confirmed=0, failed=0)


def test_asking_twice_is_asking_once(servers: list[AuthorityServer]):
    before = request()
    assert request(now=timezone.now() + timedelta(hours=1)) == before
    assert Stamp.objects.count() == 2
    obtain()
    request()
    assert [len(server.queries) for server in servers] == [1, 1]


def test_only_the_desk_and_administrators_may_ask(servers: list[AuthorityServer]):
    sync_roles()
    monitor = User.objects.create_user("mona", password="x")
    monitor.groups.add(Group.objects.get(name="monitor"))
    with pytest.raises(NotAllowed):
        request_stamps(by=monitor, note=NOTE, size=3, now=timezone.now())
    assert not Stamp.objects.exists()


def test_one_that_fails_waits_alone_and_is_asked_again_later(servers: list[AuthorityServer]):
    servers[0].status = 503
    request()
    assert obtain() == Round(confirmed=1, failed=1)
    (waiting,) = Stamp.objects.filter(state="pending")
    assert waiting.authority == servers[0].url
    assert (waiting.attempts, waiting.sentence) == (1, "The authority did not answer with a time stamp (status 503).")
    assert timedelta(seconds=55) < waiting.next_try_at - timezone.now() <= timedelta(minutes=1)
    assert obtain() == Round(confirmed=0, failed=0)
    assert len(servers[0].queries) == 1
    servers[0].status = 200
    Stamp.objects.filter(pk=waiting.pk).update(next_try_at=timezone.now())
    assert obtain() == Round(confirmed=1, failed=0)
    assert not selectors.stamping().degraded


def test_an_authority_that_is_down_is_asked_once_a_round_newest_head_first(servers: list[AuthorityServer]):
    servers[0].status = 500
    request(OLDER, 2)
    request()
    assert obtain() == Round(confirmed=2, failed=1)
    assert len(servers[0].queries) == 1
    assert Stamp.objects.get(attempts=1, authority=servers[0].url).size == 3
    servers[0].status = 200
    assert obtain() == Round(confirmed=1, failed=0)
    assert Stamp.objects.get(state="pending").size == 3


def test_what_does_not_hold_is_not_confirmed(servers: list[AuthorityServer], locals_: list[LocalAuthority]):
    servers[0].respond = locals_[1].answer
    servers[1].respond = lambda _: b"garbage"
    request()
    assert obtain() == Round(confirmed=0, failed=2)
    sentences = dict(Stamp.objects.values_list("authority", "sentence"))
    assert "No trusted root certificate" in sentences[servers[0].url]
    assert sentences[servers[1].url] == "What came is not a time stamp."
    assert not Stamp.objects.exclude(response=b"").exists()


def test_a_wrong_clock_is_not_confirmed(servers: list[AuthorityServer]):
    request(now=timezone.now() - timedelta(hours=2))
    assert obtain(now=timezone.now() - timedelta(hours=1)) == Round(confirmed=0, failed=2)


def test_stamps_are_verified_again_each_day(servers: list[AuthorityServer]):
    request()
    obtain()
    tomorrow = timezone.now() + timedelta(days=1, seconds=1)
    assert verify_again(now=timezone.now()) == 0
    assert not Stamp.objects.filter(verified_at=tomorrow).exists()
    assert verify_again(now=tomorrow) == 0
    assert Stamp.objects.filter(verified_at=tomorrow, state="confirmed").count() == 2


@pytest.mark.parametrize("field", ["note", "response", "roots_pem"])
def test_an_altered_stamp_breaks_and_is_named(servers: list[AuthorityServer], field: str):
    request()
    obtain()
    stamp = selectors.stamps_of(NOTE)[0]
    sound = getattr(stamp, field)
    altered = "" if field == "roots_pem" else bytes(sound)[:-1] + b"?"
    Stamp.objects.filter(pk=stamp.pk).update(**{field: altered})
    assert verify_again(now=timezone.now() + timedelta(days=2)) == 1
    stamp.refresh_from_db()
    assert stamp.state == "broken"
    assert stamp.sentence
    assert selectors.stamping().broken == 1
    assert selectors.stamping().degraded
    Stamp.objects.filter(pk=stamp.pk).update(**{field: sound})
    assert verify_again(now=timezone.now() + timedelta(days=4)) == 0
    assert not selectors.stamping().degraded


def test_an_old_root_still_vouches_after_the_settings_name_another(servers: list[AuthorityServer], settings: Any):
    request()
    obtain()
    settings.TIMESTAMP_AUTHORITIES = ()
    assert verify_again(now=timezone.now() + timedelta(days=2)) == 0


def test_the_jobs_do_it_by_the_clock(servers: list[AuthorityServer]):
    names = {entry.name for entry in schedules.load()}
    assert {"stamps-obtain", "stamps-verify"} <= names
    request()
    assert obtain_stamps.call() == 2
    Stamp.objects.update(verified_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert verify_stamps.call() == 0
    assert Stamp.objects.filter(verified_at__year__gt=2025).count() == 2


def test_a_round_is_bounded(servers: list[AuthorityServer]):
    request(OLDER, 2)
    request()
    assert obtain(most=1) == Round(confirmed=2, failed=0)
    assert set(Stamp.objects.filter(state="pending").values_list("size", flat=True)) == {2}


# The doctor


def levels() -> list[Level]:
    return [finding.level for finding in check_stamps()]


def test_the_doctor_names_too_few_authorities(settings: Any):
    (finding,) = check_stamps()
    assert finding.level is Level.REMARK
    assert "Degraded" in finding.what
    assert "DRAGOMAN_TIMESTAMP_AUTHORITIES" in finding.mend


def test_the_doctor_finds_degraded_stamping_and_sees_it_mended(servers: list[AuthorityServer]):
    assert levels() == [Level.GOOD]  # nothing was to be stamped yet
    servers[0].status = 500
    request()
    obtain()
    degraded, failing = check_stamps()
    assert (degraded.level, failing.level) == (Level.REMARK, Level.REMARK)
    assert degraded.what == "Degraded: 1 of 2 authorities have stamped a head of the last day. 1 waiting."
    assert servers[0].url in failing.what
    assert "status 500" in failing.what
    servers[0].status = 200
    Stamp.objects.update(next_try_at=timezone.now())
    obtain()
    assert levels() == [Level.GOOD]


def test_a_broken_stamp_is_broken(servers: list[AuthorityServer]):
    request()
    obtain()
    Stamp.objects.update(note=OLDER)
    verify_again(now=timezone.now() + timedelta(days=2))
    assert levels() == [Level.BROKEN]


def test_the_newest_signed_head_is_wanted_once(servers: list[AuthorityServer]):
    assert want_stamps.call() == 0  # nothing is signed yet
    for size, note in ((2, OLDER), (3, NOTE)):
        LedgerCheckpoint.objects.create(size=size, root="00" * 32, key_id="0" * 8, note=note.decode(), signed_at=timezone.now())
    assert want_stamps.call() == len(servers)
    assert want_stamps.call() == len(servers)
    assert list(Stamp.objects.values_list("size", flat=True)) == [3] * len(servers)
    assert obtain_stamps.call() == len(servers)
