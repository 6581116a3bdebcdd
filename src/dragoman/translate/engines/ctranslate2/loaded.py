"""A loaded model: sentence pieces in, CTranslate2, sentence pieces out. The only module that imports either library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import sentencepiece

from dragoman.errors import EngineUnavailable, PassagesRefused
from dragoman.translate.engines.ctranslate2.families import Tokens
from dragoman.translate.engines.ctranslate2.folder import ModelFolder

# CTranslate2 cuts longer sources without a word, so they are told apart before. Most models learnt from no more.
MOST_TOKENS = 512
_LEAST_OUTPUT_TOKENS = 64


@dataclass(frozen=True)
class LoadedModel:
    """Belongs to whoever loaded it; safe to share between threads."""

    translator: ctranslate2.Translator
    source: sentencepiece.SentencePieceProcessor
    target: sentencepiece.SentencePieceProcessor
    files: ModelFolder

    @property
    def device(self) -> str:
        """Where it runs, and in which numbers."""
        return f"{self.translator.device} {self.translator.compute_type}"

    def translate(self, texts: Sequence[str], tokens: Tokens, beam_size: int) -> tuple[list[tuple[str, bool]], int, int]:
        """Each translation with whether it is whole, and how many tokens were read and written.

        A text of more than MOST_TOKENS is not translated, and comes back empty and not whole.
        """
        sources = [self._encode(text, tokens) for text in texts]
        fitting = [source for source in sources if len(source) <= MOST_TOKENS]
        longest = max((len(source) for source in fitting), default=0)
        try:
            results = self.translator.translate_batch(
                fitting,
                target_prefix=[list(tokens.target_prefix)] * len(fitting) if tokens.target_prefix else None,
                beam_size=beam_size,
                max_input_length=0,
                max_decoding_length=min(MOST_TOKENS, 2 * longest + _LEAST_OUTPUT_TOKENS),
                return_end_token=True,
            )
        except RuntimeError as error:
            raise PassagesRefused("The model cannot translate this text.", detail=str(error)[:300]) from error
        written = [result.hypotheses[0] for result in results]
        decoded = iter([self._decode(pieces, tokens) for pieces in written])
        outputs = [next(decoded) if len(source) <= MOST_TOKENS else ("", False) for source in sources]
        return outputs, sum(map(len, fitting)), sum(map(len, written))

    def _encode(self, text: str, tokens: Tokens) -> list[str]:
        pieces = self.source.encode(text.encode(errors="replace").decode(), out_type=str)
        return [*tokens.before_source, *pieces, *([] if self.files.adds_end else [self.files.end])]

    def _decode(self, pieces: list[str], tokens: Tokens) -> tuple[str, bool]:
        """Without the language that the target begins with, and without its end."""
        whole = pieces[-1:] == [self.files.end]
        written = pieces[: len(pieces) - whole]
        if tuple(written[: len(tokens.target_prefix)]) == tokens.target_prefix:
            written = written[len(tokens.target_prefix) :]
        return self.target.decode(written).strip(), whole


def load(folder: Path, files: ModelFolder, *, device: str, compute_type: str, threads: int) -> LoadedModel:
    """Load the weights and the pieces. Raises: EngineUnavailable."""
    try:
        translator = ctranslate2.Translator(str(folder), device=device, compute_type=compute_type, intra_threads=threads)
        source = sentencepiece.SentencePieceProcessor(model_file=str(files.source_pieces))
        target = sentencepiece.SentencePieceProcessor(model_file=str(files.target_pieces))
    except (RuntimeError, ValueError, OSError, TypeError) as error:
        raise EngineUnavailable(f"The model in {folder} cannot be loaded.", detail=str(error)[:300]) from error
    return LoadedModel(translator, source, target, files)
