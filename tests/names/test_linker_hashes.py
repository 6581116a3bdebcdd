"""Hashes of words and the filters of them: only what they must never get wrong."""

from __future__ import annotations

import numpy as np
import pytest

from dragoman.names.linking.filters import HashFilter
from dragoman.names.linking.folded import fold_words, hash_word

TEXT = 'قال بَهْراد سلكوهى: Straße, Ceлькухи וצה"ל ﻻ 7 ' * 3


def test_a_run_of_letters_has_the_hash_of_its_string() -> None:
    folded = fold_words(TEXT)
    words = [folded.word(number) for number in range(len(folded.starts))]
    assert "strasse" in words
    assert folded.hashes(folded.starts, folded.ends).tolist() == [hash_word(word) for word in words]
    assert folded.hashes(folded.starts + 1, folded.ends).tolist() == [hash_word(word[1:]) for word in words]


@pytest.mark.parametrize("count", [0, 1, 5_000])
def test_a_filter_holds_all_it_was_given_and_hardly_anything_else(count: int) -> None:
    dice = np.random.default_rng(4)
    given = dice.integers(0, 1 << 64, count, dtype=np.uint64)
    others = dice.integers(0, 1 << 64, 100_000, dtype=np.uint64)
    held = HashFilter(given, room=64)
    assert held.may_hold(given).all()
    assert held.may_hold(others).mean() <= 1 / 64
