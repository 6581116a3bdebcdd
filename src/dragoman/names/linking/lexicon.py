"""The distinct folded words of a list of names, as one string and flat arrays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dragoman.names.linking.folded import CYRILLIC, FoldedText, Hashes, Places, hash_word
from dragoman.names.linking.inflection import decline


class Words(NamedTuple):
    """Some distinct words: their hashes, their letters one after the other, how many each has, and which are Cyrillic."""

    hashes: Hashes
    letters: str
    sizes: Places
    cyrillic: npt.NDArray[np.bool_]


def distinct_words(read: FoldedText, hashes: Hashes) -> Words:
    """The distinct words of a folded text, whose words have these hashes."""
    distinct, firsts = np.unique(hashes, return_index=True)
    starts = read.starts[firsts]
    letters = "".join(map(read.word, firsts.tolist()))
    return Words(distinct, letters, read.ends[firsts] - starts, (read.kinds[starts] & CYRILLIC) > 0)


class Lexicon:
    """Words by number. Of two different words with one hash only one is kept, so that the other is not found.

    Attributes:
        stems: for each word the hash of its stem: of the whole word, but for a Cyrillic one that is declined.
    """

    def __init__(self, parts: Iterable[Words]) -> None:
        listed = list(parts)
        starts = np.cumsum(np.concatenate([[0], *(part.sizes for part in listed)]))
        letters = "".join(part.letters for part in listed)
        self._hashes, firsts = np.unique(
            np.concatenate([np.zeros(0, np.uint64), *(part.hashes for part in listed)]), return_index=True
        )
        sizes = np.diff(starts)[firsts]
        self._letters = "".join(
            letters[start : start + size] for start, size in zip(starts[firsts].tolist(), sizes.tolist(), strict=True)
        )
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32).data
        self.stems = self._hashes.copy()
        cyrillic = np.concatenate([np.zeros(0, np.bool_), *(part.cyrillic for part in listed)])[firsts]
        for number in np.flatnonzero(cyrillic).tolist():
            self.stems[number] = hash_word(decline(self[number])[0])

    def __getitem__(self, number: int) -> str:
        return self._letters[self._starts[number] : self._starts[number + 1]]

    def numbers(self, hashes: Hashes) -> Places:
        """The numbers of words by their hashes; all of them are here."""
        return np.searchsorted(self._hashes, hashes)
