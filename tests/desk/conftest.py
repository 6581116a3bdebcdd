"""What the tests of the desk share: its commands called, an outlet's server, and the tools of a round."""

from __future__ import annotations

import sys

import pytest

from dragoman import cli
from tests.desk.stand import Stand


@pytest.fixture
def dragoman(monkeypatch, capsys, db):
    """Call a command in this process; both its outputs. Fails when it ends with another status."""

    def call(*arguments, status=0):
        monkeypatch.setattr(sys, "argv", ["dragoman", *arguments])
        ended = 0
        try:
            cli.main()
        except SystemExit as end:
            ended = end.code or 0
        told = capsys.readouterr()
        assert ended == status, told.out + told.err
        return told.out + told.err

    return call


@pytest.fixture
def stand():
    """A server of outlets on loopback."""
    with Stand() as stand:
        yield stand


@pytest.fixture
def tools():
    """What a round works with."""
    from tests.desk.tools import opened_tools  # it needs Django, which is not set up where this file is first read

    with opened_tools() as tools:
        yield tools
