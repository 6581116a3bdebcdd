"""A database that takes nothing more: the person gets a sentence, on a page, by command and in the list of jobs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from dragoman import cli
from dragoman.desk.jobs.execute import describe
from dragoman.desk.people.models import User
from dragoman.desk.refused_writes import refused_write
from tests.desk.ui.factories import item, person, segments

pytestmark = pytest.mark.django_db
ONLY_READ = "The database may only be read, not written. What was acknowledged stands; this was not saved."


@contextmanager
def taking_nothing() -> Iterator[None]:
    """Writing to this connection's database is refused by the database itself."""
    on, off = {
        "sqlite": ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
        "postgresql": ("SET transaction_read_only = on", ""),
    }[connection.vendor]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(on)
        try:
            yield
        finally:
            if off:
                with connection.cursor() as cursor:
                    cursor.execute(off)
            transaction.set_rollback(True)


def refusal() -> DatabaseError:
    with taking_nothing(), transaction.atomic(), pytest.raises(DatabaseError) as caught:
        User.objects.create(username="nobody")
    return caught.value


def test_a_database_that_may_only_be_read():
    assert str(refused_write(refusal())) == ONLY_READ


def test_a_full_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such limit of its own; test_full_disk fills a disk")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")
        try:
            with transaction.atomic(), pytest.raises(DatabaseError) as caught:
                cursor.execute("CREATE TABLE much AS SELECT zeroblob(5000000)")
        finally:
            cursor.execute("PRAGMA max_page_count=1073741823")
    assert str(refused_write(caught.value)).startswith("The disk that holds the database is full.")


def test_other_errors_are_not_taken_for_it():
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT nonsense")
    assert refused_write(caught.value) is None
    assert refused_write(ZeroDivisionError()) is None


def test_a_job_says_it():
    assert describe(refusal()).sentence == ONLY_READ


def test_a_command_says_it(monkeypatch, capsys):
    def refuse() -> None:
        raise refused

    refused = refusal()
    monkeypatch.setattr(cli, "root", refuse)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith(f"dragoman: {ONLY_READ} `dragoman doctor` says")


@pytest.mark.parametrize("htmx", [True, False])
def test_a_page_says_it(client, htmx):
    made = item()
    client.force_login(person("lina", "translator"))
    headers = {"HX-Request": "true"} if htmx else {}
    with taking_nothing():
        answer = client.post(f"/desk/segments/{segments(made)[0].pk}/write/", {"text": "words"}, headers=headers)
    assert answer.status_code == 507
    assert ONLY_READ in answer.content.decode()
    assert ("<h1>Nothing can be saved now</h1>" in answer.content.decode()) is not htmx


def test_what_fails_outside_of_a_view_says_it_too(client):
    person("lina", "translator")
    client.raise_request_exception = False
    with taking_nothing():
        answer = client.post("/accounts/login/", {"login": "lina", "password": "pw"})
    assert answer.status_code == 507
    assert ONLY_READ in answer.content.decode()
