"""An item that engines can draft, and engines set up as an administrator does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dragoman.desk.read.models import Item
from dragoman.desk.translate import jobs
from dragoman.desk.translate.models import DraftRun
from dragoman.desk.watch.models import Source
from tests.desk.ui.factories import Piece, item
from tests.translate.loopback import SOURCES, EngineServer

PIECE = Piece("ar", "صدى الميناء", "Port Echo", "رسالة إلى المجلس المحلي", SOURCES)


def arabic(*sentences: str, number: int = 1, sensitivity: str = "open") -> Item:
    """An item of an open source, of these sentences; by default those that the loopback engines can translate."""
    piece = Piece(PIECE.language, PIECE.source, PIECE.english, PIECE.title, sentences or SOURCES)
    made = item(piece, number=number, with_title=False)
    Source.objects.filter(pk=made.source_id).update(sensitivity=sensitivity)
    made.source.refresh_from_db()
    return made


def set_up(settings: Any, *tables: str) -> None:
    """Write the settings of engines."""
    Path(settings.ENGINES_PATH).write_text("\n".join(tables), encoding="utf-8")


def table(server: EngineServer, *, name: str = "house", kind: str = "libretranslate", more: str = "") -> str:
    """An engine at a server of ours, turned on for open texts alone."""
    path = "/v1" if kind == "chat" else ""
    return (
        f'[engines.{name}]\nkind = "{kind}"\naddress = "{server.address}{path}"\nallow_private = ["{server.network}"]\n'
        f'sensitivities = ["open"]\nseconds = 2\n{more}\n'
    )


@contextmanager
def serving(settings: Any, respond: Any, **values: str) -> Iterator[EngineServer]:
    """A server that answers so, set up as the one engine."""
    with EngineServer(respond) as server:
        set_up(settings, table(server, **values))
        yield server


def drafted(of: Item, *, by: Any = None, engine: str = "") -> DraftRun:
    """Asked for, and worked on as a worker does."""
    run = jobs.request_drafts(by=by, item=of, engine=engine, language="en")
    jobs.draft_segments.func(run.pk)
    run.refresh_from_db()
    return run
