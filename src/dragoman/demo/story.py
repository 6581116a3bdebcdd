"""What the demo's desk makes of the press: human renderings, sentence by sentence, and the dispatches that quote them.

Renderings are found by the words of the segment they render, white space aside: a sentence that the reader cuts
otherwise, or that the outlet changed, has none, and that is an error here, never a guess.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGE = "en"  # of the renderings and the dispatches


class RenderingMissing(LookupError):
    """A segment of the demo's press has no rendering in the story."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of a piece, and its rendering into English."""

    source: str
    english: str


@dataclass(frozen=True)
class Translation:
    """The renderings of one piece, in its order.

    `piece` is `outlet:slug`, with `@step` when it renders the text as corrected at that step. `state` is how far the desk got:
    accepted, submitted or draft. `translator` is the user name of the person who wrote it.
    """

    piece: str
    translator: str
    state: str
    sentences: tuple[Sentence, ...]

    @property
    def place(self) -> str:
        """`outlet:slug`, without the step."""
        return self.piece.partition("@")[0]

    def english(self, segment: str) -> str:
        """The rendering of a segment by its words. Raises: RenderingMissing."""
        for sentence in self.sentences:
            if _key(sentence.source) == _key(segment):
                return sentence.english
        raise RenderingMissing(f"{self.piece}: no rendering of: {segment}")


@dataclass(frozen=True)
class Block:
    """One block of a dispatch: heading, prose, or an excerpt of numbered sentences (from 1) of a translation."""

    kind: str
    text: str | None = None
    piece: str = ""
    sentences: tuple[int, ...] = ()


@dataclass(frozen=True)
class StoryDispatch:
    key: str
    series: str  # slug
    title: str
    date: date
    subjects: tuple[str, ...]
    blocks: tuple[Block, ...]
    draft: bool


@dataclass(frozen=True)
class StorySeries:
    name: str
    slug: str
    prefix: str


@cache
def translations() -> tuple[Translation, ...]:
    """All translations, in the order the desk makes them."""
    return tuple(
        Translation(
            piece=table["piece"],
            translator=table["translator"],
            state=table.get("state", "accepted"),
            sentences=tuple(Sentence(source, english) for source, english in table["sentences"]),
        )
        for table in _read("renderings.toml")["translation"]
    )


def translation_of(piece: str) -> Translation:
    """The translation of a piece. Raises: RenderingMissing."""
    for translation in translations():
        if translation.piece == piece:
            return translation
    raise RenderingMissing(f"{piece}: nobody translated it.")


@cache
def dispatches() -> tuple[StoryDispatch, ...]:
    """The dispatches, in the order they are published; drafts last."""
    return tuple(_dispatch(table) for table in _read("dispatches.toml")["dispatch"])


@dataclass(frozen=True)
class StoryPerson:
    username: str
    roles: tuple[str, ...]
    byline: str


@dataclass(frozen=True)
class Choice:
    """What the monitor decides about a piece, and why."""

    piece: str  # `outlet:slug`
    kind: str  # select, reject or flag
    reason: str = ""


@cache
def staff() -> tuple[StoryPerson, ...]:
    """One person a role at least."""
    return tuple(StoryPerson(p["username"], tuple(p["roles"]), p["byline"]) for p in _read("staff.toml")["person"])


@cache
def choices() -> tuple[Choice, ...]:
    """The monitor's decisions on one shift; what is not named here stays in the queue."""
    return tuple(Choice(**table) for table in _read("choices.toml")["choice"])


@cache
def series() -> tuple[StorySeries, ...]:
    return tuple(StorySeries(**table) for table in _read("dispatches.toml")["series"])


def known_names() -> str:
    """The demo desk's register of people, organisations and places, as JSON lines."""
    return (files("dragoman.demo") / "story" / "register.jsonl").read_text(encoding="utf-8")


def _dispatch(table: dict[str, Any]) -> StoryDispatch:
    return StoryDispatch(
        key=table["key"],
        series=table["series"],
        title=table["title"],
        date=table["date"],
        subjects=tuple(table["subjects"]),
        draft=table.get("draft", False),
        blocks=tuple(
            Block(block["kind"], block.get("text"), block.get("piece", ""), tuple(block.get("sentences", ())))
            for block in table["block"]
        ),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("dragoman.demo") / "story" / name).read_text(encoding="utf-8"))


def _key(text: str) -> str:
    return " ".join(text.split())
