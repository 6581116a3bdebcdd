"""The command `dragoman verify`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

import click

from dragoman.capture.report import isolate, write_report
from dragoman.capture.verify import verify as verify_proof
from dragoman.errors import DragomanError

HELD, FAILED, UNREADABLE = 0, 1, 2


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--key",
    "keys",
    metavar="KEY",
    multiple=True,
    help="The desk's public key, from a place you trust: the proof must be signed with it. Given twice, with either.",
)
@click.option(
    "--authority",
    "authorities",
    metavar="ROOTS.pem",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Root certificates of a time-stamping authority that you trust. May be given more than once.",
)
@click.option("--json", "as_json", is_flag=True, help="The verdict as JSON.")
def verify(file: Path, keys: tuple[str, ...], authorities: tuple[Path, ...], *, as_json: bool) -> None:
    """Check a proof file, offline: every quotation, link by link.

    Ends with 0 when everything holds, 1 when something fails, 2 when the file cannot be read.
    """
    sys.exit(_verify(file, keys, [roots.read_bytes() for roots in authorities], as_json=as_json))


def _verify(file: Path, keys: Sequence[str], authorities: Sequence[bytes], *, as_json: bool) -> int:
    try:
        verdict = verify_proof(file, keys, authorities)
    except DragomanError as error:
        if as_json:
            unreadable = {
                "ok": False,
                "stage": error.stage,
                "error": error.code,
                "sentence": error.sentence,
                "detail": error.detail,
            }
            click.echo(json.dumps(unreadable))
        else:
            click.echo(_printable(f"✗ {isolate(error.sentence)}", sys.stderr), err=True)
        return UNREADABLE
    if as_json:
        click.echo(json.dumps({"ok": verdict.ok, **asdict(verdict)}))
    else:
        click.echo(_printable(write_report(verdict), sys.stdout))
    return HELD if verdict.ok else FAILED


def _printable(text: str, stream: TextIO) -> str:
    """What a stream's encoding has no letters for becomes `?`: a terminal without UTF-8 still gets its verdict."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
