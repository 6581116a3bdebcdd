"""`dragoman proof`: write a published dispatch's proof file."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from dragoman.desk import bootstrap
from dragoman.errors import CaptureAltered


@click.command("proof", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("dispatch")
@click.option(
    "--out",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it; by default beside you, under its own name.",
)
def proof(dispatch: str, out: Path | None) -> None:
    """Write the proof file of DISPATCH: its id, or series/number (special-dispatch/1042).

    Check it with `dragoman verify FILE`, here or anywhere else.
    """
    bootstrap.start()
    from dragoman.desk.publish import selectors

    published = selectors.latest_publication(dispatch)
    kept = selectors.proof_path(published.proof_sha256)
    if not kept.is_file():
        raise CaptureAltered(
            "The proof file of this dispatch is missing from the disk. Publish the dispatch again.", detail=str(kept)
        )
    target = out or Path(selectors.proof_name(published))
    shutil.copyfile(kept, target)
    click.echo(
        f"{published.series.prefix} {published.number}, version {published.version}: {target} ({published.proof_bytes:,} bytes)"
    )
    click.echo(f"Check it: dragoman verify {target}")
