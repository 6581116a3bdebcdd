"""Fetching beside the work: slow work never makes a source seem slow."""

from __future__ import annotations

import time

import pytest

from dragoman.capture.exchange import Limits, Request
from dragoman.capture.fetch import Fetcher
from dragoman.desk import fetching
from dragoman.desk.fetching import fetch_in_groups
from tests.desk.stand import Stand
from tests.desk.tools import LOOPBACK


def one_by_one(fetcher, requests):
    return (fetched for (fetched,) in fetch_in_groups(fetcher, requests, most=1))


@pytest.fixture
def stand():
    with Stand() as stand:
        for n in range(12):
            stand.put(f"/{n}", b"x" * 50_000, wait_seconds=0.1)
        yield stand


def test_work_that_takes_longer_than_the_deadline_costs_no_transfer(stand):
    fetcher = Fetcher(LOOPBACK, Limits(total_seconds=1), per_host=2)
    errors = []
    for number, fetched in enumerate(one_by_one(fetcher, [Request(stand.url(f"/{n}")) for n in range(12)])):
        errors.append(fetched.error)
        if number == 1:
            time.sleep(1.5)
    fetcher.close()
    assert errors == [None] * 12


def test_when_too_much_waits_nothing_new_is_begun_and_all_still_comes(stand, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_WAITING", 3)
    fetcher = Fetcher(LOOPBACK, per_host=2, concurrency=1)  # which takes eight requests in ahead
    answers = one_by_one(fetcher, [Request(stand.url(f"/{n % 12}")) for n in range(40)])
    next(answers)
    time.sleep(3)
    assert len(stand.asked) <= 3 + 1 + 8 + 1, "it went on fetching"
    assert len(list(answers)) == 39
    fetcher.close()


def test_leaving_early_begins_nothing_more(stand):
    fetcher = Fetcher(LOOPBACK, per_host=2)
    answers = one_by_one(fetcher, [Request(stand.url(f"/{n}")) for n in range(12)])
    next(answers)
    answers.close()
    time.sleep(0.5)
    assert len(stand.asked) <= 6, "only what was under way"
    fetcher.close()


def test_what_breaks_the_thread_breaks_the_caller(stand):
    def broken():
        yield Request(stand.url("/1"))
        raise ZeroDivisionError

    fetcher = Fetcher(LOOPBACK)
    with pytest.raises(ZeroDivisionError):
        list(one_by_one(fetcher, broken()))
    fetcher.close()


def test_a_group_is_what_arrived_meanwhile(stand):
    fetcher = Fetcher(LOOPBACK, per_host=12)
    groups = fetch_in_groups(fetcher, [Request(stand.url(f"/{n % 12}")) for n in range(24)], most=5)
    sizes = [len(next(groups))]
    time.sleep(1)  # everything arrives
    sizes += [len(group) for group in groups]
    fetcher.close()
    assert sum(sizes) == 24
    assert max(sizes) == 5
    assert sizes[1:4] == [5, 5, 5], "whatever waits is taken at once"


def test_no_answer_waits_for_a_slower_one(stand):
    stand.put("/slow", b"x", wait_seconds=1.5)
    fetcher = Fetcher(LOOPBACK, per_host=12)
    began = time.monotonic()
    groups = fetch_in_groups(fetcher, [Request(stand.url("/slow")), Request(stand.url("/1"))], most=64)
    assert [len(next(groups)), time.monotonic() - began < 1] == [1, True]
    assert len(next(groups)) == 1
    groups.close()
    fetcher.close()
