"""What every backend of jobs must do. A backend's test class inherits this and provides the two fixtures.

`passing`: a function of seconds that lets time pass and runs, in this process, every job that is then due.
`installation`: a `live.Installation`, migrated and empty, whose workers are real processes.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist, TaskResultMismatch

from dragoman.desk.jobs.services import enqueue_unique
from tests.desk.jobs import sample_tasks
from tests.desk.jobs.live import Installation

Passing = Callable[[float], None]
READY, FAILED, SUCCESSFUL = TaskResultStatus.READY, TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL


@pytest.mark.django_db
class JobsContract:
    @pytest.fixture(autouse=True)
    def _nothing_ran(self) -> Iterator[None]:
        sample_tasks.ran.clear()
        yield
        sample_tasks.ran.clear()

    # --- results

    def test_a_job_waits_then_gives_its_result(self, passing: Passing) -> None:
        result = sample_tasks.add.enqueue(2, b=3)
        assert result.status == READY
        assert result.enqueued_at is not None
        assert (result.args, result.kwargs, result.attempts) == ([2], {"b": 3}, 0)
        with pytest.raises(ValueError, match="not finished"):
            _ = result.return_value
        passing(0)
        result.refresh()
        assert (result.status, result.return_value, result.attempts) == (SUCCESSFUL, 5, 1)
        assert result.enqueued_at <= result.started_at <= result.last_attempted_at <= result.finished_at
        assert len(result.worker_ids) == 1
        assert result.errors == []

    def test_a_result_is_found_by_its_id(self, passing: Passing) -> None:
        result = sample_tasks.add.enqueue(1, 1)
        passing(0)
        assert sample_tasks.add.get_result(result.id).return_value == 2
        with pytest.raises(TaskResultMismatch):
            sample_tasks.refuse.get_result(result.id)
        for unknown in ("00000000-0000-4000-8000-000000000000", "not an id"):
            with pytest.raises(TaskResultDoesNotExist):
                default_task_backend.get_result(unknown)

    def test_a_task_may_ask_for_its_context(self, passing: Passing) -> None:
        result = sample_tasks.tell_attempt.enqueue()
        passing(0)
        assert sample_tasks.tell_attempt.get_result(result.id).return_value == 1

    def test_an_async_task_runs(self, passing: Passing) -> None:
        result = sample_tasks.add_later.enqueue(4, 5)
        passing(0)
        assert sample_tasks.add_later.get_result(result.id).return_value == 9

    def test_arguments_must_be_json(self) -> None:
        with pytest.raises(TypeError):
            sample_tasks.add.enqueue(object(), 1)

    def test_a_priority_out_of_range_is_refused(self) -> None:
        with pytest.raises(InvalidTaskError):
            sample_tasks.add.using(priority=101)

    # --- when

    def test_a_deferred_job_waits_for_its_time(self, passing: Passing) -> None:
        deferred = sample_tasks.note_order.using(run_after=timezone.now() + timedelta(seconds=60)).enqueue("later")
        passing(0)
        assert sample_tasks.note_order.get_result(deferred.id).status == READY
        passing(61)
        assert sample_tasks.ran == ["later"]

    def test_the_most_urgent_job_runs_first_and_equals_in_order(self, passing: Passing) -> None:
        for name, priority in (("c", 0), ("e", -5), ("a", 10), ("d", 0), ("b", 5)):
            sample_tasks.note_order.using(priority=priority).enqueue(name)
        passing(0)
        assert sample_tasks.ran == ["a", "b", "c", "d", "e"]

    def test_a_job_of_a_transaction_that_fails_never_was(self, passing: Passing) -> None:
        with transaction.atomic():
            sample_tasks.note_order.enqueue("never")
            transaction.set_rollback(True)
        passing(0)
        assert sample_tasks.ran == []

    # --- keys

    def test_a_waiting_key_is_not_doubled(self, passing: Passing) -> None:
        first = enqueue_unique(sample_tasks.note_order, "one", "x")
        second = enqueue_unique(sample_tasks.note_order, "one", "x")
        other = enqueue_unique(sample_tasks.note_order, "two", "y")
        assert first.id == second.id != other.id
        passing(0)
        assert sorted(map(str, sample_tasks.ran)) == ["x", "y"]

    def test_a_key_is_free_again_after_its_job(self, passing: Passing) -> None:
        first = enqueue_unique(sample_tasks.note_order, "one", "x")
        passing(0)
        assert enqueue_unique(sample_tasks.note_order, "one", "x").id != first.id
        passing(0)
        assert sample_tasks.ran == ["x", "x"]

    def test_a_key_asked_for_while_it_runs_runs_once_more(self, passing: Passing) -> None:
        enqueue_unique(sample_tasks.asks_for_itself_once_more, "same")
        passing(0)
        passing(0)
        assert sample_tasks.ran == ["run", "run"]

    # --- failure

    def test_what_may_pass_is_tried_again_with_growing_waits_and_then_fails(self, passing: Passing) -> None:
        result = sample_tasks.refuse.enqueue()
        passing(0)
        result.refresh()
        assert (result.status, result.attempts, len(result.errors)) == (READY, 1, 1)
        passing(4)  # a wait of 10 s is never shorter than half
        assert sample_tasks.refuse.get_result(result.id).attempts == 1
        passing(15)
        assert sample_tasks.refuse.get_result(result.id).attempts == 2
        passing(9)
        assert sample_tasks.refuse.get_result(result.id).attempts == 2
        passing(30)
        result.refresh()
        assert (result.status, result.attempts, len(result.errors)) == (FAILED, 3, 3)
        assert "challenge page" in result.errors[-1].traceback
        assert result.finished_at is not None

    def test_a_second_attempt_may_succeed(self, passing: Passing) -> None:
        result = sample_tasks.works_the_second_time.enqueue()
        passing(0)
        passing(15)
        result.refresh()
        assert (result.status, result.return_value, result.attempts, len(result.errors)) == (SUCCESSFUL, "done", 2, 1)

    def test_what_cannot_pass_fails_at_once(self, passing: Passing) -> None:
        result = sample_tasks.cannot_be_read.enqueue()
        passing(0)
        result.refresh()
        assert (result.status, result.attempts) == (FAILED, 1)
        assert result.errors[0].exception_class.__name__ == "PageUnreadable"

    def test_a_mistake_keeps_its_trace(self, passing: Passing) -> None:
        result = sample_tasks.has_a_mistake.enqueue()
        passing(0)
        passing(15)
        result.refresh()
        assert (result.status, result.attempts) == (FAILED, 2)
        assert result.errors[0].exception_class is ZeroDivisionError
        assert "Traceback" in result.errors[0].traceback

    def test_one_bad_job_does_not_stop_the_next(self, passing: Passing) -> None:
        sample_tasks.returns_what_is_not_json.enqueue()
        sample_tasks.note_order.enqueue("next")
        passing(0)
        assert sample_tasks.ran == ["next"]


class LiveJobsContract:
    """Real worker processes, killed and raced."""

    def test_a_job_whose_worker_is_killed_runs_again_and_none_is_lost(self, installation: Installation) -> None:
        """At random moments of a run (the seed is fixed) a worker is killed; another takes over."""
        moments = random.Random(7)
        count, length = 30, 0.12
        installation.enqueue("note", *[[number, length] for number in range(count)])
        for _ in range(4):
            seen = len(installation.notes())
            worker = installation.start_worker("--lease", "1")
            installation.wait_until(lambda seen=seen: len(installation.notes()) > seen + 2)
            time.sleep(moments.uniform(0, 2 * length))
            worker.kill()
            worker.wait()
        installation.start_worker("--lease", "1")
        installation.wait_until(lambda: {n.number for n in installation.notes() if n.event == "end"} == set(range(count)))
        installation.wait_until(lambda: Counter(job["status"] for job in installation.report()) == {"SUCCESSFUL": count})
        started = Counter(n.number for n in installation.notes() if n.event == "start")
        assert max(started.values()) >= 2, "no worker was killed in the middle of a job"

    def test_a_job_that_kills_its_workers_ends_failed_with_a_sentence(self, installation: Installation) -> None:
        installation.enqueue("kill_own_worker", [])
        for _ in range(2):
            worker = installation.start_worker("--lease", "1")
            assert worker.wait(30) == -9
        installation.start_worker("--lease", "1")
        installation.wait_until(lambda: installation.report()[0]["status"] == "FAILED")
        job = installation.report()[0]
        assert "Its worker ended 2 times without finishing it" in job["errors"][0]
        assert len(installation.notes()) == 2

    def test_a_long_job_keeps_its_lease_while_its_worker_lives(self, installation: Installation) -> None:
        """Two workers, a job three leases long: it runs once."""
        installation.enqueue("note", [1, 3.5])
        workers = [installation.start_worker("--lease", "1") for _ in range(2)]
        installation.wait_until(lambda: [n.event for n in installation.notes()] == ["start", "end"])
        assert all(worker.poll() is None for worker in workers)

    def test_two_workers_drain_many_jobs_without_running_one_twice(self, installation: Installation) -> None:
        count = 200
        installation.enqueue("note", *[[number, 0.002] for number in range(count)])
        workers = [installation.start_worker("--drain") for _ in range(2)]
        assert [worker.wait(60) for worker in workers] == [0, 0]
        started = Counter(n.number for n in installation.notes() if n.event == "start")
        assert started == Counter(range(count))
        assert len({n.process for n in installation.notes()}) == 2, "one worker did everything"
        assert "locked" not in installation.logs()
        assert Counter(job["status"] for job in installation.report()) == {"SUCCESSFUL": count}

    def test_a_worker_asked_to_stop_gives_its_job_back(self, installation: Installation) -> None:
        """The job is longer than the grace: it returns to the queue at once, without waiting for the lease's end."""
        installation.enqueue("note", [1, 30])
        worker = installation.start_worker("--grace", "0.5")
        installation.wait_until(lambda: bool(installation.notes()))
        worker.terminate()
        assert worker.wait(10) == 0
        job = installation.report()[0]
        assert (job["status"], job["attempts"], job["errors"]) == ("READY", 1, [])
