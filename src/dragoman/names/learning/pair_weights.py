"""Fitting the weights of a comparison on composed names."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import numpy as np

from dragoman.names.alignment import FEATURES, align, features
from dragoman.names.comparison import edges
from dragoman.names.learning.composing import Composer, Example
from dragoman.names.learning.regression import Floats, fit
from dragoman.names.learning.sources import Counts
from dragoman.names.models import Models
from dragoman.names.units import ready

PERSONS = 700
# What may only lower a score, and what may do either; all other features may only raise it.
AGAINST = frozenset({"left_lighter", "left_heavier", "ordinals", "crossed", "initials", "only_initials"})
EITHER_WAY = frozenset({"single"})
_SEED = 5


def fit_weights(tables: Mapping[str, Counts], models: Models) -> str:
    """The table of weights as text: feature, weight within one script, weight across two."""
    chance = Random(_SEED)  # noqa: S311 # the same choices every time is the point
    composers = [Composer(script, counts, chance) for script, counts in tables.items()]
    same = _fit([example for composer in composers for example in composer.examples(PERSONS, latin_only=True)], models)
    across = _fit([example for composer in composers for example in composer.examples(PERSONS, latin_only=False)], models)
    rows = [
        f"{name}\t{mine:.4f}\t{theirs:.4f}" for name, mine, theirs in zip(("intercept", *FEATURES), same, across, strict=True)
    ]
    return "\n".join(["feature\tsame script\tacross scripts", *rows]) + "\n"


def _fit(examples: list[Example], models: Models) -> list[float]:
    """As many pairs count for one person as for two: the score of a pair with no evidence is a half."""
    rows, labels = [], []
    for example in examples:
        one, other = ready(example.one), ready(example.other)
        if one.tokens and other.tokens:
            rows.append(features(one, other, align(one, other, edges(one, other, models))))
            labels.append(float(example.is_same))
    truth = np.array(labels)
    share = truth.mean()
    balance = np.where(truth == 1, 0.5 / share, 0.5 / (1 - share))
    return _fit_signed(np.array(rows), truth, balance)


def _fit_signed(rows: Floats, labels: Floats, balance: Floats) -> list[float]:
    """Weights of which none has the wrong sign: features whose weight would are left out, until none has.

    Without this, features that say nearly the same get opposite weights, and of two sure names the less sure scores higher.
    """
    signs = np.array([0 if name in EITHER_WAY else -1 if name in AGAINST else 1 for name in FEATURES])
    kept = np.ones(len(FEATURES), dtype=bool)
    while True:
        found = fit(rows[:, kept], labels, weights=balance)
        wrong = np.flatnonzero(kept)[found[1:] * signs[kept] < 0]
        if not len(wrong):
            break
        kept[wrong] = False
    weights = np.zeros(len(FEATURES) + 1)
    weights[np.flatnonzero(np.concatenate([[True], kept]))] = found
    return [float(weight) for weight in weights]
