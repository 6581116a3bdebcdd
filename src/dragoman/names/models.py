"""The learned tables of a folder: a model for each pair of scripts, and the weights of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dragoman.errors import NameTablesUnreadable
from dragoman.names.alignment import FEATURES
from dragoman.names.forms import other_forms, with_forms
from dragoman.names.known_pairs import PAIRED, KnownPairs, word_key
from dragoman.names.multigram import Multigram
from dragoman.names.skeleton import skeletons
from dragoman.names.spelling import fold
from dragoman.names.summing.chances import Floats
from dragoman.names.summing.sums import SumsOf, fastest

# The order in which a pair of scripts is named.
SCRIPTS = ("Latn", "Arab", "Cyrl", "Hebr")
_PLACES = {script: place for place, script in enumerate(SCRIPTS)}
# Log-odds are never further from 0: no pair of words is more certain than the training can tell.
CERTAIN = 8.0
WEIGHTS_FILE = "weights.tsv"
MANIFEST_FILE = "manifest.json"
_SAME, _SAME_A_LETTER = 6.0, 0.2
_INITIAL = 0.5
# How much less sure a name is that met another form of it.
OTHER_FORM = 2.0
_REMEMBERED = 1 << 15


class Models:
    """What was learned, read from a folder as it is needed.

    Args:
        folder: as `dragoman names train` writes it.
        sums_of: makes who sums.
        known_pairs: what is remembered, by script, where it is not what the folder has.
    """

    def __init__(self, folder: Path, *, sums_of: SumsOf = fastest, known_pairs: Mapping[str, KnownPairs] | None = None) -> None:
        self.folder = folder
        self._sums_of = sums_of
        self._known_pairs = dict(known_pairs or {})
        self._models: dict[tuple[str, str], Multigram] = {}
        self._weights: dict[bool, tuple[float, ...]] = {}
        self._odds: dict[tuple[str, str, str, str], float] = {}
        self._ways: dict[tuple[str, str], _Way | None] = {}

    def model(self, one: str, other: str) -> Multigram:
        """The model of two scripts, named in the order of `SCRIPTS`.

        Raises:
            NameTablesUnreadable: the file is missing or damaged.
        """
        model = self._models.get((one, other))
        if model is None:
            model = self._models[one, other] = Multigram.load(self.folder / f"{one}-{other}.npz", self._sums_of)
        return model

    def known_pairs(self, script: str) -> KnownPairs:
        """The pairs of Latin words and those of another script that are remembered.

        Raises:
            NameTablesUnreadable: the file is missing or damaged.
        """
        if script not in self._known_pairs:
            self._known_pairs[script] = KnownPairs.load(self.folder / f"known-{script}.npz")
        return self._known_pairs[script]

    def weights(self, *, same_script: bool) -> tuple[float, ...]:
        """Intercept, then a weight for each feature of an alignment, for two names of one script or of two.

        Raises:
            NameTablesUnreadable: the table is missing or damaged.
        """
        if not self._weights:
            self._weights = _read_weights(self.folder / WEIGHTS_FILE)
        return self._weights[same_script]

    def log_odds(self, one: str, one_script: str, other: str, other_script: str) -> float:
        """Log-odds that two spelled words are one name; the same whichever comes first."""
        pair = (one, one_script, other, other_script)
        odds = self._odds.get(pair)
        if odds is None:
            if len(self._odds) > _REMEMBERED:
                self._odds.clear()
            has_forms = not with_forms().isdisjoint((one, other))
            odds = self._odds[pair] = self._with_forms(*pair) if has_forms else self._spelled(*pair)
        return odds

    def _with_forms(self, one: str, one_script: str, other: str, other_script: str) -> float:
        odds = self._spelled(one, one_script, other, other_script)
        for form in other_forms(one, one_script):
            odds = max(odds, self._spelled(form, one_script, other, other_script) - OTHER_FORM)
        for form in other_forms(other, other_script):
            odds = max(odds, self._spelled(one, one_script, form, other_script) - OTHER_FORM)
        return odds

    def _spelled(self, one: str, one_script: str, other: str, other_script: str) -> float:
        """Log-odds of two words as they are."""
        is_one_script = one_script == other_script
        if is_one_script and _fold_alike(one, other):
            return same(one)
        scripts = (one_script, other_script)
        way = self._ways[scripts] if scripts in self._ways else self._way(*scripts)
        if way is None:
            return -CERTAIN
        if len(one) == 1 or len(other) == 1:
            return initial(one, other)
        if way.is_turned:
            one, one_script, other, other_script = other, other_script, one, one_script
        odds = way.log_odds(one, other)
        if is_one_script:
            odds = max(odds, way.log_odds(other, one))
        elif way.known_pairs and odds > -CERTAIN - PAIRED:  # below, no memory brings it back
            odds += way.known_pairs.odds(word_key(one, one_script), word_key(other, other_script))
        return max(-CERTAIN, min(CERTAIN, odds))

    def _way(self, one: str, other: str) -> _Way | None:
        """How words of two scripts are compared; None where a script has no model."""
        way = None
        if one in _PLACES and other in _PLACES:
            is_turned = _PLACES[one] > _PLACES[other]
            first, second = (other, one) if is_turned else (one, other)
            has_memory = first == SCRIPTS[0] != second
            way = _Way(is_turned, self.model(first, second).log_odds, self.known_pairs(second) if has_memory else None)
        self._ways[one, other] = way
        return way


class _Way(NamedTuple):
    """How words of two scripts are compared: perhaps the other way round, by a model, and by what is remembered."""

    is_turned: bool
    log_odds: Callable[[str, str], float]
    known_pairs: KnownPairs | None


@cache
def shipped() -> Models:
    """The tables in the package."""
    return Models(Path(str(files("dragoman.names") / "tables" / "learned")))


def _fold_alike(one: str, other: str) -> bool:
    """Are two spelled words of one script equal when folded? Plain Latin letters are folded already."""
    return one == other or (not (one.isascii() and other.isascii()) and fold(one) == fold(other))


def same(word: str) -> float:
    """Log-odds of a word that is spelled the same: the longer the surer."""
    return min(CERTAIN, _SAME + _SAME_A_LETTER * min(len(word), 8))


def initial(one: str, other: str) -> float:
    """An initial may be any name that begins with its sound; which one, it does not say."""
    return _INITIAL if skeletons(one[0]) & skeletons(other[0]) else -CERTAIN


def clip(odds: Floats) -> Floats:
    """Log-odds inside what is certain."""
    return np.clip(odds, -CERTAIN, CERTAIN)


def _read_weights(path: Path) -> dict[bool, tuple[float, ...]]:
    try:
        lines = path.read_text("utf-8").splitlines()
        rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
        table = {name: (float(same_script), float(across)) for name, same_script, across in rows}
        ordered = [table.pop(name) for name in ("intercept", *FEATURES)]
    except (OSError, ValueError, KeyError) as error:
        raise NameTablesUnreadable("The weights of names can't be read; install Dragoman again.", detail=repr(error)) from error
    return {True: tuple(row[0] for row in ordered), False: tuple(row[1] for row in ordered)}
