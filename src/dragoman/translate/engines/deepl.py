"""DeepL. Source: DeepL's API reference (`/v2/translate`, `/v2/usage`, glossaries, context)."""

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
    Usage,
    canonical,
    language_code,
    primary,
)
from dragoman.translate.engine_http import Service, counted, read_service, unreadable
from dragoman.translate.engine_table import Table

ADDRESS = "https://api.deepl.com"
# 50 texts and 128 KiB a call; a code point takes up to 4 bytes, and the neighbours ride along.
_CAPACITY = Capacity(passages=50, chars=20_000, passage_chars=20_000)
_CONTEXT_CHARS = 4_000
# A target needs its variety where a source must not have one.
_TARGETS = {"en": "EN-US", "pt": "PT-PT", "zh": "ZH-HANS", "zh-TW": "ZH-HANT", "zh-CN": "ZH-HANS", "no": "NB"}
_WITH_VARIETIES = ("EN", "ES", "PT", "ZH")
_SOURCES = {"no": "NB"}
# Source: DeepL's API reference, target languages, without those on trial.
_WRITTEN = {
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hu", "id", "it", "ja", "ko", "lt", "lv", "nb", "nl",
    "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh",
}  # fmt: skip


@dataclass(frozen=True)
class DeepL:
    """Reads the neighbouring segments as context, which costs nothing; keeps to a glossary made at DeepL beforehand.

    Attributes:
        glossaries: their ids, by the pair of languages: `ar-en`.
        neighbours: segments of context on either side; with 0, up to 50 segments go in one call.
    """

    service: Service
    glossaries: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    neighbours: int = 2
    leaves_machine: bool = True
    capacity: Capacity = _CAPACITY

    def identity(self) -> Identity:
        """DeepL tells no version."""
        return Identity("deepl", "deepl", place=self.service.address)

    def cannot_write(self, language: str) -> str:
        """By DeepL's list; `languages` may name what has come since."""
        if primary(language) in _WRITTEN or language in self.languages or primary(language) in self.languages:
            return ""
        return "DeepL did not have it when this program was made; where it has now, the setting languages names its code."

    def prompt(self, passage: Passage, task: Task) -> Prompt:
        """Languages, context and glossary."""
        source, target = task.source_language, task.target_language
        rest = {
            "source_lang": language_code(source, {**_SOURCES, **self.languages}, primary(source).upper()),
            "target_lang": self.languages.get(target) or self.languages.get(primary(target)) or _target_code(target),
            "split_sentences": "0",
            "show_billed_characters": True,
        }
        pairs = (f"{source}-{target}", f"{primary(source)}-{primary(target)}")
        if glossary := next((self.glossaries[pair] for pair in pairs if pair in self.glossaries), ""):
            rest["glossary_id"] = glossary
        if self.neighbours and (context := _context(passage, self.neighbours)):
            rest["context"] = context
        return Prompt(passage.text, canonical(rest))

    def translate(self, texts: Sequence[str], rest: str, stopped: Stopped) -> Answer:
        """One call for all texts."""
        answer = self.service.post("/v2/translate", {**json.loads(rest), "text": list(texts)}, self._headers(), stopped)
        rows = answer.get("translations") if isinstance(answer, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) and isinstance(row.get("text"), str) for row in rows):
            raise unreadable("no list translations")
        billed = sum(counted(row.get("billed_characters")) for row in rows)
        return Answer(tuple(Output(row["text"]) for row in rows), Usage(characters=billed or sum(map(len, texts))))

    def check(self) -> str:
        """Asks how much of the quota is used."""
        answer: Any = self.service.get("/v2/usage", self._headers())
        if not isinstance(answer, dict) or "character_count" not in answer:
            raise unreadable("no character_count")
        used, limit = counted(answer["character_count"]), counted(answer.get("character_limit"))
        return f"ready; {used:,} of {limit:,} characters used"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"DeepL-Auth-Key {self.service.key}"}


def _target_code(language: str) -> str:
    if language in _TARGETS:
        return _TARGETS[language]
    first = primary(language).upper()
    return language.upper() if first in _WITH_VARIETIES else first


def _context(passage: Passage, neighbours: int) -> str:
    around = (*passage.before[-neighbours:], *passage.after[:neighbours])
    return "\n".join(around)[:_CONTEXT_CHARS]


def configure(table: Table) -> DeepL:
    """`address` (the free service has another), `glossaries` (`ar-en` = id), `languages`, `neighbours`; a key is needed."""
    return DeepL(
        read_service(table, default=ADDRESS, needs_key=True),
        table.pairs("glossaries"),
        table.pairs("languages"),
        table.count("neighbours", 2, range(21)),
    )
