"""One line an event; an expected error never prints a trace."""

from __future__ import annotations

import logging

from dragoman.desk.logs import LineFormatter
from dragoman.errors import SourceUnreachable


def _format(message: str, error: Exception | None = None) -> str:
    raised = (type(error), error, None) if error else None
    record = logging.LogRecord("dragoman.x", logging.WARNING, __file__, 1, message, (), raised)
    record.created = 1795248900.0
    return LineFormatter().format(record)


def test_a_line_begins_with_its_moment_in_utc():
    assert _format("hello") == "2026-11-21T08:15:00Z WARNING dragoman.x: hello"


def test_an_expected_error_is_one_line_with_its_detail():
    line = _format("round 3", SourceUnreachable("The source does not answer.", detail="curl 7"))
    assert line == "2026-11-21T08:15:00Z WARNING dragoman.x: round 3 The source does not answer. (curl 7)"


def test_its_sentence_is_not_said_twice():
    line = _format("job failed: The source does not answer.", SourceUnreachable("The source does not answer."))
    assert line.endswith("job failed: The source does not answer.")
    assert line.count("does not answer") == 1


def test_a_mistake_prints_what_python_knows_of_it():
    assert _format("oh", ZeroDivisionError("division by zero")).splitlines()[1:] == ["ZeroDivisionError: division by zero"]
