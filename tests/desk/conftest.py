"""What the tests of the desk's commands share."""

from __future__ import annotations

import sys

import pytest

from dragoman import cli


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
