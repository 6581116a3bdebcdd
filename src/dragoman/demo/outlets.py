"""What the fictional outlets publish, read from the data files beside this module.

A piece may appear at a later step of the story, be deleted at one, or be corrected at one: `at_step` tells what an
outlet shows at a given step.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

PUBLISHED_STEP = 2  # when the desk publishes; what comes later happens to what it cited
LAST_STEP = 3


@dataclass(frozen=True)
class Revision:
    """A correction: from `step` on, words are replaced, a note stands under the text, and the headline says so."""

    step: int
    title: str
    note: str
    replace: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Piece:
    """One article, notice or post. `body` has paragraphs separated by an empty line; a post keeps its line breaks."""

    slug: str
    published: datetime
    body: str
    title: str = ""
    byline: str = ""
    printed: str = ""  # the date as the page prints it, in the outlet's own calendars
    summary: str = ""
    tags: tuple[str, ...] = ()
    charset: str = "utf-8"
    appears: int = 0
    gone: int | None = None
    note: str = ""
    revision: Revision | None = None
    views: str = ""
    edited: bool = False
    photo: bool = False
    link: str = ""  # `outlet:slug` of a piece that a post links to
    forwarded_from: str = ""  # `outlet:slug` of a forwarded post
    reply_to: str = ""  # slug of a post in the same channel

    @property
    def paragraphs(self) -> list[str]:
        return [" ".join(part.split()) for part in self.body.split("\n\n") if part.strip()]

    def at_step(self, step: int) -> Piece | None:
        """The piece as it stands at a step of the story; None when it isn't there."""
        if step < self.appears or (self.gone is not None and step >= self.gone):
            return None
        if self.revision is None or step < self.revision.step:
            return self
        body = self.body
        for old, new in self.revision.replace:
            if old not in body:
                raise ValueError(f"{self.slug}: the words to correct are not in the text: {old}")
            body = body.replace(old, new)
        return replace(self, body=body, title=self.revision.title, note=self.revision.note)


@dataclass(frozen=True)
class Outlet:
    """One outlet on its own loopback host. `format` is rss, atom, json-feed, listing or telegram."""

    key: str
    host: str
    name_native: str
    name_english: str
    kind: str  # a source kind of the desk: newspaper, agency, site, channel
    language: str
    motto: str
    format: str
    pieces: tuple[Piece, ...]
    markup: str = "plain"
    selector: str = ""
    channel: str = ""
    subscribers: str = ""
    navigation: tuple[str, ...] = ()
    related: str = ""
    cookie_note: str = ""
    advertisement: str = ""
    footer: str = ""
    by_slug: Mapping[str, Piece] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_slug", {piece.slug: piece for piece in self.pieces})

    @property
    def direction(self) -> str:
        return "rtl" if self.language in ("ar", "fa", "he") else "ltr"

    def at_step(self, step: int) -> Outlet:
        """The outlet as it stands at a step, newest piece first (a channel: oldest first)."""
        shown = [piece for piece in (p.at_step(step) for p in self.pieces) if piece is not None]
        shown.sort(key=lambda piece: piece.published, reverse=self.format != "telegram")
        return replace(self, pieces=tuple(shown))

    def path(self, slug: str) -> str:
        """The path of one piece on the outlet's host."""
        if self.format == "telegram":
            return f"/{self.channel}/{slug}"
        return f"/{'notices' if self.format == 'listing' else 'news'}/{slug}.html"

    @property
    def endpoint(self) -> str:
        """The path that a desk polls."""
        paths = {"rss": "/rss.xml", "atom": "/atom.xml", "json-feed": "/feed.json", "listing": "/"}
        return paths.get(self.format, f"/s/{self.channel}")


@cache
def outlets() -> tuple[Outlet, ...]:
    """All outlets with all their pieces, in the order of their hosts."""
    folder = files("dragoman.demo") / "press"
    read = [_outlet(tomllib.loads(file.read_text(encoding="utf-8"))) for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(sorted(read, key=lambda outlet: outlet.host))


def _outlet(table: dict[str, Any]) -> Outlet:
    head: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table["outlet"].items()}
    return Outlet(pieces=tuple(_piece(item) for item in table["item"]), **head)


def _piece(table: dict[str, Any]) -> Piece:
    fields = dict(table)
    fields["body"] = fields["body"].strip()
    fields["tags"] = tuple(fields.get("tags", ()))
    if revised := fields.pop("revised", None):
        pairs = tuple((old, new) for old, new in revised["replace"])
        fields["revision"] = Revision(step=revised["step"], title=revised["title"], note=revised["note"], replace=pairs)
    published = fields.pop("published")
    moment = published if isinstance(published, datetime) else datetime.fromisoformat(published)
    return Piece(published=moment, **fields)
