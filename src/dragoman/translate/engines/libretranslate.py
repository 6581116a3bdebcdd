"""LibreTranslate, and whatever else speaks its protocol.

Source: LibreTranslate's API documentation (`/translate`, `/languages`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dragoman.translate.engine import (
    Answer,
    Capacity,
    Identity,
    Output,
    Passage,
    Prompt,
    Stopped,
    Task,
    canonical,
    language_code,
    primary,
)
from dragoman.translate.engine_http import Service, read_service, unreadable
from dragoman.translate.engine_table import Table

_CAPACITY = Capacity(passages=20, chars=20_000, passage_chars=10_000)
_CODES = {"zh-Hant": "zt", "zh-TW": "zt", "no": "nb"}  # Source: LibreTranslate's list of languages


@dataclass(frozen=True)
class LibreTranslate:
    """Keeps to no terms and reads no neighbours."""

    service: Service
    model: str
    languages: Mapping[str, str] = field(default_factory=dict)
    leaves_machine: bool = True
    capacity: Capacity = _CAPACITY

    def identity(self) -> Identity:
        """The server does not tell its models; `model` and its version are as the administrator named them."""
        return Identity("libretranslate", self.model, place=self.service.address)

    def cannot_write(self, language: str) -> str:  # noqa: ARG002
        """Each server has models of its own, and says so only when it is asked."""
        return ""

    def prompt(self, passage: Passage, task: Task) -> Prompt:
        """Languages and format; the key is added when it is sent."""
        codes = {"source": self._code(task.source_language), "target": self._code(task.target_language)}
        return Prompt(passage.text, canonical({**codes, "format": "text"}))

    def _code(self, language: str) -> str:
        return language_code(language, {**_CODES, **self.languages}, primary(language))

    def translate(self, texts: Sequence[str], rest: str, stopped: Stopped) -> Answer:
        """One call for all texts."""
        key = {"api_key": self.service.key} if self.service.key else {}
        answer = self.service.post("/translate", {**json.loads(rest), "q": list(texts), **key}, {}, stopped)
        translated = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(translated, list) or not all(isinstance(text, str) for text in translated):
            raise unreadable("no list translatedText")
        return Answer(tuple(Output(text) for text in translated))

    def check(self) -> str:
        """Asks which languages there are."""
        answer = self.service.get("/languages", {})
        if not isinstance(answer, list):
            raise unreadable("no list of languages")
        return f"ready; languages: {' '.join(sorted(_codes(answer)))[:500]}"


def _codes(answer: list[Any]) -> list[str]:
    codes = (row.get("code") for row in answer if isinstance(row, dict))
    return [code for code in codes if isinstance(code, str) and code.isprintable()]


def configure(table: Table) -> LibreTranslate:
    """`address`, `model` (a name for what the server runs), `languages` (our tag = its code)."""
    return LibreTranslate(read_service(table), table.text("model", "unnamed"), table.pairs("languages"))
