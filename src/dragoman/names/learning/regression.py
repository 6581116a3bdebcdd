"""Logistic regression, by Newton's method: the one way in which weights are fitted here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_ROUNDS = 30


def fit(rows: Floats, labels: Floats, *, weights: Floats | None = None, ridge: float = 1.0) -> Floats:
    """Weights that make log-odds of rows: the intercept, then one a column.

    Args:
        rows: an example a row.
        labels: 1 or 0 each.
        weights: how much each example counts.
        ridge: pull of the weights towards 0, in units of standardised columns; the intercept is free.
    """
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    table = np.column_stack([np.ones(len(rows)), (rows - mean) / spread])
    importance = np.ones(len(rows)) if weights is None else weights
    pull = np.diag([0.0, *[ridge] * rows.shape[1]])
    found = np.zeros(table.shape[1])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(table @ found, -30, 30)))
        slope = table.T @ (importance * (chance - labels)) + pull @ found
        curve = (table * (importance * chance * (1 - chance) + 1e-9)[:, None]).T @ table + pull
        step = np.linalg.solve(curve, slope)
        found = found - step
        if np.abs(step).max() < 1e-8:
            break
    plain = found[1:] / spread
    return np.array([found[0] - plain @ mean, *plain])
