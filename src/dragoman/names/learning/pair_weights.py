"""Fitting the weights of a comparison on composed names, of words that no model has learned from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

import numpy as np

from dragoman.names.alignment import FEATURES, align, features
from dragoman.names.comparison import edges
from dragoman.names.index import Candidate, Index
from dragoman.names.learning.composing import Composer
from dragoman.names.learning.models import is_kept_back
from dragoman.names.learning.regression import Floats, fit
from dragoman.names.learning.sources import Counts
from dragoman.names.models import Models
from dragoman.names.units import ready

# So many names are listed, but no more than there are words; one in so many is looked for; each of the nearest is a rival.
LISTED, LOOKED_FOR_ONE_IN, RIVALS = 5000, 5, 8
# So many persons are composed with rivals of all kinds, near and far.
PERSONS = 300
# How much the near rivals of a list count, beside those of all kinds.
LIST_SHARE = 0.6
# What may only lower a score, and what may do either; all other features may only raise it.
AGAINST = frozenset({"left_lighter", "left_heavier", "ordinals", "crossed", "initials"})
EITHER_WAY = frozenset({"single"})
_SEED = 5
_EXAMPLES = 900  # how much all together count beside the ridge, for each script
_ENOUGH = 300

# Features of a pair, and whether both are one.
Row = tuple[list[float], bool]


def fit_weights(tables: Mapping[str, Counts], models: Models) -> str:
    """The table of weights as text: feature, weight within one script, weight across two."""
    chance = Random(_SEED)  # noqa: S311 # the same choices every time is the point
    composers = [Composer(script, unseen(counts), chance) for script, counts in tables.items()]
    same, across = (_fit(composers, models, latin_only=latin_only) for latin_only in (True, False))
    rows = [
        f"{name}\t{mine:.4f}\t{theirs:.4f}" for name, mine, theirs in zip(("intercept", *FEATURES), same, across, strict=True)
    ]
    return "\n".join(["feature\tsame script\tacross scripts", *rows]) + "\n"


def unseen(counts: Counts) -> Counts:
    """The pairs of words that were kept back from learning; all, where these are too few."""
    kept = Counts({pair: count for pair, count in counts.items() if is_kept_back(pair[1])})
    return kept if len(kept) >= _ENOUGH else counts


def _fit(composers: list[Composer], models: Models, *, latin_only: bool) -> list[float]:
    """As many pairs count for one person as for two: the score of a pair with no evidence is a half."""
    parts: list[tuple[list[Row], float]] = []
    for composer in composers:
        parts.append((list(_composed(composer, models, latin_only=latin_only)), 1 - LIST_SHARE))
        parts.append((list(_listed(composer, models, latin_only=latin_only)), LIST_SHARE))
    labels = [np.array([is_same for _, is_same in rows], dtype=np.float64) for rows, _ in parts]
    balance = [_EXAMPLES * share * _balance(truth) for truth, (_, share) in zip(labels, parts, strict=True)]
    table = np.array([row for rows, _ in parts for row, _ in rows])
    return _fit_signed(table, np.concatenate(labels), np.concatenate(balance))


def _balance(labels: Floats) -> Floats:
    """Weights that sum to one for each of both kinds."""
    ours = labels.sum()
    balance: Floats = np.where(labels == 1, 1 / max(ours, 1), 1 / max(len(labels) - ours, 1))
    return balance


def _composed(composer: Composer, models: Models, *, latin_only: bool) -> Iterator[Row]:
    """Pairs of names with rivals of all kinds."""
    for example in composer.examples(PERSONS, latin_only=latin_only):
        one, other = ready(example.one), ready(example.other)
        if one.tokens and other.tokens:
            yield features(one, other, align(one, other, edges(one, other, models))), example.is_same


def _listed(composer: Composer, models: Models, *, latin_only: bool) -> Iterator[Row]:
    """Names looked for in a list: each against its own entry, and against those of others that come nearest."""
    persons = [composer.person() for _ in range(min(LISTED, len(composer.pairs)))]
    index = Index(models).build((str(number), composer.listed(words)) for number, words in enumerate(persons))
    names = [frozenset(native for _, native in words) for words in persons]
    for number, words in enumerate(persons[: len(persons) // LOOKED_FOR_ONE_IN]):
        query = composer.asked(words, latin_only=latin_only)
        found = index.candidates(query, 3 * RIVALS)
        rivals = [candidate for candidate in found if names[candidate.entry] != names[number]]
        yield from ((_features(rival), False) for rival in rivals[:RIVALS])
        yield from ((_features(own), True) for own in found if own.entry == number)


def _features(candidate: Candidate) -> list[float]:
    return features(candidate.query, candidate.name, candidate.found)


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
