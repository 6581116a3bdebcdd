"""`dragoman archive`: whether all that was acknowledged still stands as it was."""

from __future__ import annotations

import sys

import click

from dragoman.desk import bootstrap


@click.group()
def archive() -> None:
    """The archive's files and rows."""


@archive.command()
def check() -> None:
    """Check every record of every file, every capture against its record, and all against the ledger.

    A capture's place, hashes and address must be those of its record and of its leaf; a capture that was removed is named by
    its leaf; and the ledger must still begin with everything that was ever signed.

    Prints one line a finding, with file and offset. Exit status 0 when all is well, 1 when anything was found.
    """
    bootstrap.start()
    from dragoman.desk.capture import selectors
    from dragoman.desk.capture.checking import check_captures
    from dragoman.desk.capture.ledger_check import check_ledger

    archive_ = selectors.archive()
    findings = captures = 0
    for finding in archive_.check():
        findings += 1
        click.echo(f"{finding.file} at {finding.offset}: {finding.sentence} [{finding.code}]")
    for checked in check_captures(archive_, selectors.stored()):
        captures += 1
        for sentence in checked.findings:
            findings += 1
            click.echo(f"{checked.place}: capture {checked.capture_id}: {sentence}")
    for sentence in check_ledger():
        findings += 1
        click.echo(f"ledger: {sentence}")
    files = len(archive_.files())
    click.echo(f"{captures} captures in {files} files: {'all as they were.' if not findings else f'{findings} findings.'}")
    sys.exit(1 if findings else 0)
