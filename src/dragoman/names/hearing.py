"""Which words of two names may be one by their consonants: all words of a name are heard at once, and compared at once.

Compiled where that was built, word by word in Python otherwise; `skeleton` says what is heard.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Protocol, TypeVar

from dragoman.names.native.library import library
from dragoman.names.skeleton import GROUPS, SILENT, VARIANTS, classes_of, may_share, sounds
from dragoman.names.spelling import bare

# The places of a word of one name and of a word of the other.
Places = Iterable[tuple[int, int]]
# The words of a name as somebody's ears keep them.
Heard = Any
_SEPARATOR = "\n"
# As in `skeletons.c`.
_OPTIONS = 4


class Ears(Protocol):
    """Who hears words, and compares what it heard."""

    def hear(self, words: Sequence[str], single: int) -> Heard:
        """Hear the spelled words of a name, of which the first `single` are no joined ones."""

    def words_that_may_share(self, one: Heard, other: Heard) -> Places:
        """Each two words that may be one; of two joined words never."""


@cache
def ears() -> Ears:
    """Compiled where that was built."""
    functions = library()
    return CompiledEars(functions) if functions else PlainEars()


class PlainEars:
    """`Ears` in Python."""

    def hear(self, words: Sequence[str], single: int) -> Heard:
        return [sounds(word) for word in words], single

    def words_that_may_share(self, one: Heard, other: Heard) -> Places:
        (words, single), (others, other_single) = one, other
        for mine, heard in enumerate(words):
            for theirs, against in enumerate(others if mine < single else others[:other_single]):
                if may_share(heard, against):
                    yield mine, theirs


_Kind = TypeVar("_Kind", ctypes.c_char, ctypes.c_uint8)


class _Tree(ctypes.Structure):
    """As `Groups` in `skeletons.c`."""

    _fields_ = (
        ("letters", ctypes.c_int32),
        ("next", ctypes.c_void_p),
        ("group", ctypes.c_void_p),
        ("sounds", ctypes.c_void_p),
        ("options", ctypes.c_void_p),
    )


class _Letters(dict[int, str]):
    """Code point → the character of the letter's number in the tree; a letter of no group has that of its sounds."""

    def __init__(self, numbers: dict[str, int], by_sounds: dict[tuple[str, ...], int]) -> None:
        super().__init__({ord(letter): chr(number) for letter, number in numbers.items()})
        self[ord(_SEPARATOR)] = "\0"
        self._by_sounds = by_sounds

    def __missing__(self, point: int) -> str:
        self[point] = chr(self._by_sounds[GROUPS.get(bare(chr(point)), SILENT)])
        return self[point]


class CompiledEars:
    """`Ears`, compiled.

    Args:
        functions: the compiled library.
    """

    def __init__(self, functions: ctypes.CDLL) -> None:
        text, number, pointer = ctypes.c_char_p, ctypes.c_int32, ctypes.c_void_p
        functions.hear_words.argtypes = [pointer, text, number, number, pointer]
        functions.words_that_may_share.argtypes = [text, text, pointer]
        self._hear_words, self._words_that_may_share = functions.hear_words, functions.words_that_may_share
        self._kept: list[Any] = []  # what the C side points into
        self._tree = self._make_tree()
        self._address = ctypes.addressof(self._tree)

    def hear(self, words: Sequence[str], single: int) -> Heard:
        letters = _SEPARATOR.join(words).translate(self._letters).encode("latin-1")
        found = _room_for(ctypes.c_char, 8 * (1 + len(words) * (VARIANTS + 1)))()
        written = self._hear_words(self._address, letters, len(letters), single, found)
        return found[: 8 * written]

    def words_that_may_share(self, one: Heard, other: Heard) -> Places:
        found = _room_for(ctypes.c_uint8, 2 * one[0] * other[0])()  # the first byte says how many words
        written = self._words_that_may_share(one, other, found)
        return zip(found[0:written:2], found[1:written:2], strict=True)

    def _make_tree(self) -> _Tree:
        letters = sorted(set("".join(GROUPS)))
        numbers = {letter: number for number, letter in enumerate(letters, start=1)}
        kinds = sorted({SILENT, *GROUPS.values()})
        by_sounds = {kind: len(letters) + 1 + at for at, kind in enumerate(kinds)}
        self._letters = _Letters(numbers, by_sounds)
        alone = {chr(number): GROUPS.get(bare(letter), SILENT) for letter, number in numbers.items()}
        groups = {"".join(chr(numbers[letter]) for letter in group): kind for group, kind in GROUPS.items()}
        spelled = alone | groups | {chr(number): kind for kind, number in by_sounds.items()}
        width = 1 + len(letters) + len(kinds)
        edges, ends = [[0] * width], [-1]
        for group, kind in spelled.items():
            node = 0
            for letter in map(ord, group):
                if not edges[node][letter]:
                    edges[node][letter] = len(edges)
                    edges.append([0] * width)
                    ends.append(-1)
                node = edges[node][letter]
            ends[node] = kinds.index(kind)
        options = [[*classes_of(sound), 0, 0][:2] for kind in kinds for sound in [*kind, *[""] * (_OPTIONS - len(kind))]]
        return _Tree(
            letters=width,
            next=self._keep(ctypes.c_int16, [edge for node in edges for edge in node]),
            group=self._keep(ctypes.c_int16, ends),
            sounds=self._keep(ctypes.c_uint8, [number for option in options for number in option]),
            options=self._keep(ctypes.c_uint8, [len(kind) for kind in kinds]),
        )

    def _keep(self, kind: type[ctypes._SimpleCData[int]], values: Sequence[int]) -> int:
        """The address of the values, which stay where they are as long as this object."""
        array = (kind * len(values))(*values)
        self._kept.append(array)
        return ctypes.addressof(array)


@cache
def _room_for(kind: type[_Kind], size: int) -> type[ctypes.Array[_Kind]]:
    """Making such a type costs more than its object: there are few sizes."""
    return kind * size
