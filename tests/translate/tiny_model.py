"""A real CTranslate2 model that translates word for word, its weights written by hand: no training, no download.

One layer. Each word of the source is a dimension, each place too; attention looks from the place that is being written to the
same place of the source (or the next, where a language token stands in front), and turns the word there into its translation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from ctranslate2.specs import transformer_spec

PLACES = 128
LEXICON = {
    "قال": "said",
    "الوزير": "minister",
    "الرئيس": "president",
    "إن": "that",
    "الحكومة": "government",
    "ستواصل": "continues",
    "العمل": "work",
    "اليوم": "today",
    "أمس": "yesterday",
    "لم": "not",
    "يحضر": "attended",
    ".": ".",
}
_SPECIAL = ("<unk>", "<s>", "</s>")


@dataclass(frozen=True)
class Layout:
    """How a family lays its folder and its tokens out.

    Attributes:
        before: language tokens in the source's vocabulary.
        prefixes: language tokens in the target's vocabulary.
        shift: how many places of the source stand before its first word and have no place in the target.
    """

    before: Sequence[str] = ()
    prefixes: Sequence[str] = ()
    shift: int = 0
    one_file: str = ""
    adds_end: bool = False


OPUS = Layout(adds_end=True)
OPUS_MANY = Layout(before=(">>eng<<", ">>fra<<"), shift=1)
NLLB = Layout(before=("arb_Arab", "eng_Latn", "fra_Latn"), prefixes=("eng_Latn", "fra_Latn"), one_file="sentencepiece.bpe.model")
MADLAD = Layout(before=("<2en>", "<2fr>"), shift=1, one_file="spiece.model")


def build(folder: Path, layout: Layout = OPUS, lexicon: Mapping[str, str] = LEXICON) -> Path:
    """Write a converted model's folder; `lexicon` gives a word for each word."""
    folder.mkdir(parents=True)
    if layout.one_file:
        words = [*lexicon, *sorted(set(lexicon.values()) - set(lexicon))]
        pieces = _train(words, folder / layout.one_file)
        source, target = pieces, pieces
    else:
        source = _train(list(lexicon), folder / "source.spm")
        target = _train(sorted(set(lexicon.values())), folder / "target.spm")
    source_tokens, target_tokens = [*source, *layout.before], [*target, *layout.prefixes]
    spec = _spec(_Weights(source_tokens, target_tokens, lexicon, layout))
    spec.register_source_vocabulary(source_tokens)
    spec.register_target_vocabulary(target_tokens)
    spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = _SPECIAL
    spec.config.decoder_start_token = "<s>"
    spec.config.add_source_eos = layout.adds_end
    spec.validate()
    spec.optimize(quantization="float32")
    spec.save(str(folder))
    return folder


def _train(words: list[str], path: Path) -> list[str]:
    """A sentencepiece model of whole words; gives its vocabulary."""
    lines = path.with_suffix(".lines")
    lines.write_text("\n".join([" ".join(words)] * 20 + words * 20), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(lines),
        model_prefix=str(path.with_suffix("")),
        model_type="word",
        vocab_size=len(words) + len(_SPECIAL),
        hard_vocab_limit=False,
        use_all_vocab=True,
        normalization_rule_name="identity",
        minloglevel=3,
    )
    lines.unlink()
    path.with_suffix(".vocab").unlink()
    path.with_suffix(".model").rename(path)
    model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [model.id_to_piece(number) for number in range(model.vocab_size())]


@dataclass(frozen=True)
class _Weights:
    source: list[str]
    target: list[str]
    lexicon: Mapping[str, str]
    layout: Layout

    @property
    def places(self) -> int:
        """The first dimension of places."""
        return len(self.source) + len(self.target)

    @property
    def size(self) -> int:
        return -(-(self.places + PLACES + 1) // 8) * 8

    def embedding(self, count: int, first: int) -> Any:
        weight = np.zeros((count, self.size), "f4")
        weight[np.arange(count), first + np.arange(count)] = 1
        return weight

    def position(self, shift: int) -> Any:
        """One dimension a place; the first `shift` places get one that nothing looks for."""
        weight = np.zeros((PLACES, self.size), "f4")
        weight[np.arange(shift), self.places + PLACES] = 1
        weight[np.arange(shift, PLACES), self.places + np.arange(PLACES - shift)] = 1
        return weight

    def looking(self) -> Any:
        weight = np.zeros((self.size, self.size), "f4")
        place = self.places + np.arange(PLACES)
        weight[place, place] = 1
        return weight

    def reading(self) -> Any:
        weight = np.zeros((self.size, self.size), "f4")
        word = np.arange(len(self.source))
        weight[word, word] = 1
        return weight

    def writing(self) -> Any:
        weight = np.zeros((self.size, self.size), "f4")
        for number, piece in enumerate(self.source):
            translated = piece if piece in _SPECIAL else "▁" + self.lexicon.get(piece.lstrip("▁"), "")
            if translated in self.target:
                weight[len(self.source) + self.target.index(translated), number] = 10
        return weight


def _spec(weights: _Weights) -> Any:
    size = weights.size
    spec = transformer_spec.TransformerSpec.from_config(num_layers=(1, 1), num_heads=1, pre_norm=True)
    spec.encoder.embeddings[0].weight = weights.embedding(len(weights.source), 0)
    spec.decoder.embeddings.weight = weights.embedding(len(weights.target), len(weights.source))
    for side, shift in ((spec.encoder, weights.layout.shift), (spec.decoder, 0)):
        side.scale_embeddings = False
        side.position_encodings.encodings = weights.position(shift)
        layer = side.layer[0]
        for norm in (side.layer_norm, layer.self_attention.layer_norm, layer.ffn.layer_norm):
            norm.gamma, norm.beta = np.ones(size, "f4"), np.zeros(size, "f4")
        _fill(layer.self_attention.linear[0], np.zeros((3 * size, size), "f4"))
        _fill(layer.self_attention.linear[1], np.zeros((size, size), "f4"))
        _fill(layer.ffn.linear_0, np.zeros((8, size), "f4"))
        _fill(layer.ffn.linear_1, np.zeros((size, 8), "f4"))
    attention = spec.decoder.layer[0].attention
    attention.layer_norm.gamma, attention.layer_norm.beta = np.ones(size, "f4"), np.zeros(size, "f4")
    _fill(attention.linear[0], weights.looking() * 6)
    _fill(attention.linear[1], np.concatenate([weights.looking(), weights.reading()]))
    _fill(attention.linear[2], weights.writing())
    _fill(spec.decoder.projection, weights.embedding(len(weights.target), len(weights.source)) * 3)
    return spec


def _fill(linear: Any, weight: Any) -> None:
    linear.weight, linear.bias = weight, np.zeros(len(weight), "f4")
