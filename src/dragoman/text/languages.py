"""Which language a text is in: a statistical guess, held in check by script and letters."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from copy import copy
from dataclasses import dataclass
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from dragoman.text.scripts import script

UNDETERMINED = "und"
READ_CHARS = 4_000
"""Only so much of a text is looked at."""
LEAST_LETTERS = 3
LEAST_CONFIDENCE = 0.3

# The model's label → the tag we use. Spoken varieties are written mostly as the standard language.
_TAGS = {"arz": "ar", "ary": "ar", "hbo": "he", "sdh": "ckb", "uzs": "uz", "zxx": UNDETERMINED, "nn": "no"}
_OF_SCRIPT = {
    "Arab": frozenset({"ar", "arz", "ary", "fa", "ur", "ps", "ug", "uzs", "sdh"}),
    "Hebr": frozenset({"he", "hbo"}),
    "Cyrl": frozenset({"ba", "be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "tt", "uk"}),
}
_SCRIPTED = frozenset().union(*_OF_SCRIPT.values())

# Letters that one language writes and its neighbours do not. Each that occurs outweighs the model's doubt.
_OWN_LETTERS = {
    "ckb": "ەێۆڵڕ",
    "ur": "ٹڈڑںےہھ",
    "ps": "ټډړږښځڅۍېګڼ",
    "ug": "ۇۈۋڭ",
    "sd": "ڄٿڙڃڏٻڀڌڪ",
    "ar": "ةىأإ",
    "fa": "ژ",
    "yi": "ײװױ",
    "uk": "їєґ",
    "be": "ў",
    "ru": "ы",
    "mk": "ѓќѕ",
}
_LOAN_LETTERS = {"ar": "پچژگکی", "he": "ײװױ", "bg": "ыэё", "ru": "їєґўіјљњћђ"}
_LETTER = re.compile(r"[^\W\d_]")
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+")
_WEIGHT, _MOST = 1.5, 8  # log-odds a letter found; letters counted
_MOST_LABELS = 8  # candidates weighed; the rest have no chance


@dataclass(frozen=True)
class Identified:
    """A language and how sure we are.

    Attributes:
        tag: BCP 47; `und` when the text is too short, has no letters or could be several languages.
        confidence: 0 to 1; 0 for `und` without any letters.
    """

    tag: str
    confidence: float


def identify(text: str) -> Identified:
    """The language most of the text is in. Addresses, hashtags and account names are not looked at."""
    sample = " ".join(_NOISE.sub(" ", text[:READ_CHARS]).split())
    letters = len(_LETTER.findall(sample))
    if letters < LEAST_LETTERS:
        return Identified(UNDETERMINED, 0.0)
    scores = _with_letters(_model_scores(sample), sample)
    tag = max(scores, key=lambda each: scores[each])
    confidence = scores[tag]
    if tag == UNDETERMINED or confidence < LEAST_CONFIDENCE:
        return Identified(UNDETERMINED, round(confidence, 4))
    return Identified(tag, round(confidence, 4))


def _model_scores(sample: str) -> dict[str, float]:
    """Probability of each tag, among the languages written in the sample's script."""
    written_in = script(sample)
    scores: dict[str, float] = defaultdict(float)
    for label, score in _model(written_in).rank(sample)[:_MOST_LABELS]:
        scores[_tag(label, written_in)] += score
    if written_in == "Arab":
        scores["sd"] = scores["ckb"] = max(scores["ckb"], 1e-6)
    if written_in == "Hebr":
        scores["yi"] = 1e-6
    return _normal(scores)


def _tag(label: str, written_in: str) -> str:
    if label == "ku" and written_in == "Arab":
        return "ckb"
    return _TAGS.get(label, label)


def _with_letters(scores: dict[str, float], sample: str) -> dict[str, float]:
    counts = Counter(sample.lower())
    logs = {}
    for tag, score in scores.items():
        own = min(_MOST, sum(counts[letter] for letter in _OWN_LETTERS.get(tag, "")))
        loan = min(_MOST, sum(counts[letter] for letter in _LOAN_LETTERS.get(tag, "")))
        logs[tag] = math.log(max(score, 1e-9)) + _WEIGHT * (own - loan)
    top = max(logs.values())
    return _normal({tag: math.exp(value - top) for tag, value in logs.items()})


def _normal(scores: dict[str, float]) -> dict[str, float]:
    total = sum(scores.values()) or 1.0
    return {tag: score / total for tag, score in scores.items()}


@lru_cache(maxsize=8)
def _model(written_in: str) -> LanguageIdentifier:
    """The model, asked only about the languages of one script; all share one copy of its tables."""
    model = copy(_whole_model())
    model.set_languages(_OF_SCRIPT.get(written_in) or set(model.labels) - _SCRIPTED)
    return model


@lru_cache(maxsize=1)
def _whole_model() -> LanguageIdentifier:
    """Source: py3langid's model (BSD licence); about 40 MB in memory, loaded at first use."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
