"""What a translation engine is: one small Protocol, and the values that go in and come out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Stopped = Callable[[], bool]
"""Asked now and then; true once a person has stopped the work."""


@dataclass(frozen=True)
class Task:
    """What all passages of one run have in common.

    Attributes:
        source_language, target_language: BCP 47.
        terms: the house's words: source form, target form. An engine that can't keep to terms leaves them aside.
    """

    source_language: str
    target_language: str
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Passage:
    """A segment to be drafted; `before` and `after` are its neighbours in the order of the text, which are not translated."""

    text: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prompt:
    """All that an engine is given for one passage, but for its address and key.

    Attributes:
        rest: everything besides the text, as `canonical` writes it. Passages of one `rest` may go in one call.
    """

    text: str
    rest: str

    @property
    def sha256(self) -> str:
        """Digest over both, in lower-case hexadecimal."""
        return hashlib.sha256(canonical([self.rest, self.text]).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON in one spelling: equal values give equal text, in ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Identity:
    """Which engine this is.

    Attributes:
        kind: the name of its module.
        version: of the model, as far as it is known; empty when it isn't.
        place: its address, empty for a model on this machine.
    """

    kind: str
    model: str
    version: str = ""
    place: str = ""


@dataclass(frozen=True)
class Capacity:
    """The most that goes in one call, and the longest passage, in code points."""

    passages: int
    chars: int
    passage_chars: int


@dataclass(frozen=True)
class Usage:
    """What the engine says it counted; 0 where it counts otherwise."""

    characters: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True)
class Output:
    """A translation as it came; `whole` is False when the engine stopped at a limit of its own."""

    text: str
    whole: bool = True


@dataclass(frozen=True)
class Answer:
    """What one call brought: outputs in the order of the texts; `version` as the engine tells it, empty when it doesn't."""

    outputs: tuple[Output, ...]
    usage: Usage = Usage()
    version: str = ""


class Engine(Protocol):
    """A translation engine. Made without touching disk or network; each method may raise EngineFailed."""

    @property
    def leaves_machine(self) -> bool:
        """Whether texts are sent to another program's address."""

    @property
    def capacity(self) -> Capacity:
        """What fits in one call."""

    def identity(self) -> Identity:
        """Which engine and model this is."""

    def cannot_write(self, language: str) -> str:
        """Why it can't translate into a BCP 47 language, as far as it knows without asking anybody; empty when it may."""

    def prompt(self, passage: Passage, task: Task) -> Prompt:
        """What would be asked for this passage."""

    def translate(self, texts: Sequence[str], rest: str, stopped: Stopped) -> Answer:
        """Translate texts of prompts that share `rest`. Breaks off with DraftingStopped where it can."""

    def check(self) -> str:
        """Look whether it can work, without translating; a line for the administrator."""


def language_code(language: str, own: Mapping[str, str], default: str) -> str:
    """The engine's code of a BCP 47 language: of the whole tag in its own table, else of its first subtag, else the default."""
    return own.get(language) or own.get(primary(language)) or default


def primary(language: str) -> str:
    """The first subtag, in lower case: `zh-Hant` gives `zh`."""
    return language.partition("-")[0].lower()
