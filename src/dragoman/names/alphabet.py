"""Words as arrays of letter codes, and of the ids of the chunks (one to three letters) that end at each letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.names.ragged import Places
from dragoman.names.spelling import bare

BEGIN, END = "^", "$"
Ids = NDArray[np.signedinteger[Any]]


class Alphabet:
    """The letters that one side of a model knows. A letter with an accent that it does not know counts as the bare one.

    Args:
        letters: every letter once; the marks of a word's begin and end are added in front.
    """

    def __init__(self, letters: str) -> None:
        self.letters = letters
        self._codes = {letter: code for code, letter in enumerate(BEGIN + END + letters, start=1)}
        self.size = len(self._codes) + 1  # code 0 is any unknown letter, and what is behind a word's end
        self._coding = _Coding(self._codes)

    def code(self, word: str) -> bytes:
        """Codes of a spelled word's letters, between those of its begin and end."""
        return f"{BEGIN}{word}{END}".translate(self._coding).encode("latin-1")

    def flat(self, words: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """(codes, starts): the codes of all words, one word after the other; where each starts, at last where all end."""
        text = "".join([f"{BEGIN}{word}{END}" for word in words]).translate(self._coding)
        codes = np.frombuffer(text.encode("latin-1"), dtype=np.uint8)
        starts = np.append(np.flatnonzero(codes == 1), len(codes)).astype(np.int32)
        return codes, starts

    def matrix(self, words: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
        """(codes, lengths): a row a word, padded with 0; lengths count the marks of begin and end."""
        codes, starts = self.flat(words)
        lengths = np.diff(starts)
        width = int(lengths.max(initial=0))
        rows = np.zeros((len(words), width), dtype=np.uint8)
        rows[np.arange(width) < lengths[:, None]] = codes
        return rows, lengths


class _Coding(dict[int, str]):
    """Code point → its codes in an alphabet, each as the character of that number; worked out once each."""

    def __init__(self, codes: dict[str, int]) -> None:
        super().__init__()
        self._codes = codes

    def __missing__(self, point: int) -> str:
        letter = chr(point)
        known = letter if letter in self._codes else bare(letter)
        self[point] = "".join(chr(self._codes.get(part, 0)) for part in known)
        return self[point]


@dataclass(frozen=True)
class Words:
    """Coded words of one side.

    Attributes:
        codes: letters of all words, one word after the other, each between the marks of begin and end.
        starts: where each word begins; at last where the last ends.
        alone: logarithm of the scaled chance of each word by itself.
    """

    codes: NDArray[np.uint8]
    starts: NDArray[np.int32]
    alone: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def lengths(self, rows: Places) -> NDArray[np.int32]:
        """Letters of some of the words, marks included."""
        lengths: NDArray[np.int32] = self.starts[rows + 1] - self.starts[rows]
        return lengths

    def extend(self, others: Words) -> Words:
        """These words, then the others."""
        starts = np.concatenate([self.starts, self.starts[-1] + others.starts[1:]])
        return Words(np.concatenate([self.codes, others.codes]), starts, np.concatenate([self.alone, others.alone]))


class Chunks:
    """Chunks of letters with their ids; id 0 is the empty chunk.

    Args:
        alphabet: what the chunks are made of.
        chunks: codes of each chunk but the empty one; single letters must all be there.
        longest: letters of the longest chunk.
    """

    def __init__(self, alphabet: Alphabet, chunks: Iterable[tuple[int, ...]], longest: int) -> None:
        self.alphabet = alphabet
        self.longest = longest
        self.chunks: list[tuple[int, ...]] = [(), *chunks]
        self.lengths = np.array([len(chunk) for chunk in self.chunks], dtype=np.int32)
        self._kind = np.int16 if len(self.chunks) < 1 << 15 else np.int32  # half the memory, where it does
        self._numbers = {chunk: number for number, chunk in enumerate(self.chunks)}
        self._lookup = [np.full(alphabet.size**length, -1, dtype=self._kind) for length in range(longest + 1)]
        for number, chunk in enumerate(self.chunks):
            self._lookup[len(chunk)][self._place(chunk)] = number

    def __len__(self) -> int:
        return len(self.chunks)

    def ids(self, length: int) -> Ids:
        """The id of each chunk of so many letters, or -1; a chunk's place is its codes as digits to the base of the alphabet."""
        return self._lookup[length]

    def _place(self, chunk: Sequence[int]) -> int:
        place = 0
        for code in chunk:
            place = place * self.alphabet.size + code
        return place

    def ending(self, codes: NDArray[np.uint8]) -> list[Ids]:
        """For each length k from 1: ids of the chunks that end at each letter, -1 where there is none."""
        place = wide = codes.astype(np.int32)
        found = []
        for length in range(1, self.longest + 1):
            if length > 1:
                place = place.copy()
                place[:, length - 1 :] += wide[:, : 1 - length] * self.alphabet.size ** (length - 1)
            ids = self._lookup[length].take(place)
            ids[:, : length - 1] = -1
            found.append(ids)
        return found

    def ending_last(self, codes: NDArray[np.intp]) -> list[Ids]:
        """As `ending`, a row a letter, for the letters but the first `longest - 1`, which are looked back at.

        Letters before a word's begin may be of any other word: no chunk has the mark of a begin inside.
        """
        back = self.longest - 1
        rows = len(codes) - back
        place, found = codes[back:], []
        for length in range(1, self.longest + 1):
            if length > 1:
                place = place + codes[back - length + 1 :][:rows] * self.alphabet.size ** (length - 1)
            found.append(self._lookup[length].take(place))
        return found

    def ending_one(self, codes: bytes) -> list[list[int]]:
        """As `ending`, for one word; a place for what ends before its first letter comes first."""
        number = self._numbers.get
        return [
            [-1] * length + [number(tuple(codes[at : at + length]), -1) for at in range(len(codes) - length + 1)]
            for length in range(1, self.longest + 1)
        ]


def every_chunk(codes: NDArray[np.uint8], lengths: NDArray[np.int32], longest: int) -> list[tuple[int, ...]]:
    """All chunks that occur in a matrix of words, sorted."""
    found: set[tuple[int, ...]] = set()
    for length in range(1, longest + 1):
        for start in range(codes.shape[1] - length + 1):
            rows = codes[lengths >= start + length, start : start + length]
            found.update(map(tuple, np.unique(rows, axis=0).tolist()))
    return sorted(found)
