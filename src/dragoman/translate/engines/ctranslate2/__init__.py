"""Models in a folder of this machine, run by CTranslate2: OPUS-MT (Marian), NLLB, M2M-100, MADLAD.

Needs the extra `machine`. A model is loaded at the first translation, and kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import DraftingStopped, EngineRefused, EngineUnavailable
from dragoman.translate.engine import Answer, Capacity, Identity, Output, Passage, Prompt, Stopped, Task, Usage, canonical
from dragoman.translate.engine_table import Table
from dragoman.translate.engines.ctranslate2.families import Tokens, language_tokens
from dragoman.translate.engines.ctranslate2.folder import ModelFolder, read_folder

if TYPE_CHECKING:
    from dragoman.translate.engines.ctranslate2.loaded import LoadedModel

_CAPACITY = Capacity(passages=16, chars=8_000, passage_chars=4_000)
DEVICES = ("cpu", "cuda", "auto")


@dataclass
class CTranslate2:
    """Nothing leaves the machine; keeps to no terms and reads no neighbours."""

    folder: Path
    device: str = "cpu"
    compute_type: str = "default"
    threads: int = 0
    beam_size: int = 4
    leaves_machine: bool = field(default=False, init=False)
    capacity: Capacity = field(default=_CAPACITY, init=False)

    @cached_property
    def _files(self) -> ModelFolder:
        return read_folder(self.folder)

    @cached_property
    def _loaded(self) -> LoadedModel:
        try:
            from dragoman.translate.engines.ctranslate2 import loaded
        except ImportError as error:
            raise EngineUnavailable(
                "CTranslate2 is not installed here. The extra `machine` has it: requirements/machine.lock.", detail=str(error)
            ) from error
        return loaded.load(self.folder, self._files, device=self.device, compute_type=self.compute_type, threads=self.threads)

    def identity(self) -> Identity:
        """The family and the folder's name, and the fingerprint of its files."""
        return Identity("ctranslate2", f"{self._files.family}: {self.folder.name}", self._files.fingerprint)

    def cannot_write(self, language: str) -> str:
        """By the languages in its vocabulary; a model of one pair does not tell which. Raises: EngineUnavailable."""
        try:
            language_tokens(self._files.family, self._files.source_vocabulary, language, language)
        except EngineRefused as error:
            return error.sentence
        return ""

    def prompt(self, passage: Passage, task: Task) -> Prompt:
        """Languages, their tokens and the beam. Raises: EngineRefused for a language that the model does not know."""
        files = self._files
        tokens = language_tokens(files.family, files.source_vocabulary, task.source_language, task.target_language)
        rest = {
            "languages": [task.source_language, task.target_language],  # a model of one pair has no tokens for them
            "before_source": tokens.before_source,
            "target_prefix": tokens.target_prefix,
            "beam_size": self.beam_size,
        }
        return Prompt(passage.text, canonical(rest))

    def translate(self, texts: Sequence[str], rest: str, stopped: Stopped) -> Answer:
        """One batch; it can be stopped before it begins, not inside."""
        if stopped():
            raise DraftingStopped("Drafting was stopped.")
        given = json.loads(rest)
        tokens = Tokens(tuple(given["before_source"]), tuple(given["target_prefix"]))
        outputs, read, written = self._loaded.translate(texts, tokens, given["beam_size"])
        return Answer(tuple(Output(*output) for output in outputs), Usage(input_tokens=read, output_tokens=written))

    def check(self) -> str:
        """Loads the model."""
        return f"ready; {self._files.family}, {self._loaded.device}, version {self._files.fingerprint}"


def configure(table: Table) -> CTranslate2:
    """`folder`, `device`, `compute_type`, `threads` (0: as many as CTranslate2 thinks), `beam_size`."""
    return CTranslate2(
        folder=table.path("folder"),
        device=table.choice("device", DEVICES, "cpu"),
        compute_type=table.text("compute_type", "default"),
        threads=table.count("threads", 0, range(257)),
        beam_size=table.count("beam_size", 4, range(1, 33)),
    )
