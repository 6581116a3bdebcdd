"""A published dispatch as a reader's browser gets it, kept in memory: many browser tests, one publication, no server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client, override_settings
from playwright.sync_api import Page, Route

from dragoman.desk.capture import keys
from dragoman.desk.capture.services import close_recorders
from dragoman.desk.compose import services as compose
from dragoman.desk.publish.services import publish
from tests.desk import newsroom
from tests.desk.publish.forging import content_of, is_signed, sign
from tests.desk.publish.scripts import ADDRESS

PATH = "/special-dispatch/1/"
PROOF = f"{PATH}versions/1/proof.wacz"
KEYS = "/ledger/keys"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


@dataclass
class Site:
    """What each address answers: body and headers. Tests alter their own copy.

    Attributes:
        asked: the addresses asked for, in order.
        connected: when False no request arrives anywhere.
    """

    answers: dict[str, tuple[bytes, dict[str, str]]]
    asked: list[str] = field(default_factory=list)
    connected: bool = True

    @property
    def proof(self) -> bytes:
        return self.answers[PROOF][0]

    @property
    def key(self) -> str:
        """The public key that signed the proof's checkpoint."""
        return str(content_of(self.proof)["ledger"]["key"])

    def answer(self, path: str, body: bytes) -> None:
        """From now on this address answers with these bytes."""
        self.answers[path] = (body, self.answers[path][1])

    def open(self, page: Page) -> None:
        page.route("**/*", self._hand_out)
        page.goto(ADDRESS + PATH)

    def _hand_out(self, route: Route) -> None:
        url = route.request.url
        self.asked.append(url)
        path = url.removeprefix(ADDRESS)
        if not self.connected or path == url:
            route.abort("internetdisconnected")
        elif path in self.answers:
            body, headers = self.answers[path]
            route.fulfill(body=body, headers=headers)
        elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=_TYPES[Path(path).suffix])
        else:
            route.fulfill(status=404)


def publish_site(folder: Path, paragraphs: list[str] | None = None) -> Site:
    """Publish, read all pages, and leave nothing in the database.

    The first excerpt quotes two neighbouring sentences, the second two with others between.
    """
    folders = {"ARCHIVE_PATH": "archive", "KEYS_PATH": "keys", "PROOFS_PATH": "proofs", "INDEX_PATH": "index"}
    places = {name: folder / part for name, part in folders.items()}
    with override_settings(**places, ALLOWED_HOSTS=["testserver"]), transaction.atomic():
        _publish(paragraphs)
        client = Client()
        answers = {path: _read(client, path) for path in (PATH, PROOF, KEYS)}
        key = keys.signing_key(keys.entries()[-1])
        transaction.set_rollback(True)
        close_recorders()
    site = Site(answers)
    if not is_signed(site.proof):
        site.answer(PROOF, sign(site.proof, key))
    return site


def _publish(paragraphs: list[str] | None) -> None:
    translator, reviewer = newsroom.hire("translator", "translator"), newsroom.hire("reviewer", "reviewer")
    editor, publisher = newsroom.hire("editor", "editor"), newsroom.hire("publisher", "publisher")
    segments = newsroom.accept_all(newsroom.capture_page(paragraphs), translator, reviewer)
    dispatch = newsroom.write_dispatch(editor, newsroom.open_series(publisher), segments[1:3])
    compose.insert_excerpt(by=editor, dispatch=dispatch, segments=[segments[0], segments[3]])
    publish(by=publisher, dispatch=dispatch, now=newsroom.NOW)


def _read(client: Client, path: str) -> tuple[bytes, dict[str, str]]:
    response: Any = client.get(path)
    assert response.status_code == 200, path
    headers = {name: value for name, value in response.headers.items() if re.match("content-(type|security)", name, re.I)}
    return b"".join(response) if response.streaming else response.content, headers
