"""Which words of two names may be one by their consonants: all words of a name are heard at once, and compared at once.

Compiled where that was built, word by word in Python otherwise; `skeleton` says what is heard.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from dragoman.names.native.library import library
from dragoman.names.skeleton import GROUPS, SILENT, VARIANTS, Sounds, classes_of, may_share, sounds
from dragoman.names.spelling import bare

# The places of a word of one name and of a word of the other.
Places = Iterable[tuple[int, int]]
_SEPARATOR = "\n"
# As in `skeletons.c`.
_OPTIONS = 4


class Heard(NamedTuple):
    """The words of a name, the joined ones last, as the functions of this module hear them.

    Attributes:
        words: how many there are.
        single: how many of them are no joined ones.
        sounds: of each word, where it was heard in Python.
        numbers: the same as bytes, where it was compiled.
    """

    words: int
    single: int
    sounds: tuple[Sounds, ...] = ()
    numbers: bytes = b""


def hear(words: Sequence[str], single: int) -> Heard:
    """Hear the spelled words of a name, of which the first `single` are no joined ones."""
    compiled = _compiled()
    return compiled.hear(words, single) if compiled and words else hear_plainly(words, single)


def words_that_may_share(one: Heard, other: Heard) -> Places:
    """Each two words that may be one; of two joined words never. Both names were heard by the same functions."""
    compiled = _compiled()
    return compiled.words_that_may_share(one, other) if compiled else plain_words_that_may_share(one, other)


def hear_plainly(words: Sequence[str], single: int) -> Heard:
    """As `hear`, in Python."""
    return Heard(len(words), single, sounds=tuple([sounds(word) for word in words]))


def plain_words_that_may_share(one: Heard, other: Heard) -> Places:
    """As `words_that_may_share`, of what `hear_plainly` heard."""
    for mine, heard in enumerate(one.sounds):
        for theirs, against in enumerate(other.sounds if mine < one.single else other.sounds[: other.single]):
            if may_share(heard, against):
                yield mine, theirs


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


class CompiledHearing:
    """`hear` and `words_that_may_share`, compiled.

    Args:
        functions: the compiled library.
    """

    def __init__(self, functions: ctypes.CDLL) -> None:
        text, number, pointer = ctypes.c_char_p, ctypes.c_int32, ctypes.c_void_p
        functions.hear_words.argtypes = [pointer, text, number, pointer]
        functions.words_that_may_share.argtypes = [text, number, number, text, number, number, pointer]
        self._hear_words, self._words_that_may_share = functions.hear_words, functions.words_that_may_share
        self._kept: list[Any] = []  # what the C side points into
        self._tree = self._make_tree()
        self._address = ctypes.addressof(self._tree)

    def hear(self, words: Sequence[str], single: int) -> Heard:
        letters = _SEPARATOR.join(words).translate(self._letters).encode("latin-1")
        found = _room_for(8 * len(words) * (VARIANTS + 1))()
        written = self._hear_words(self._address, letters, len(letters), found)
        return Heard(len(words), single, numbers=ctypes.string_at(found, 8 * written))

    def words_that_may_share(self, one: Heard, other: Heard) -> Places:
        found = _room_for(2 * one.words * other.words)()
        written = self._words_that_may_share(one.numbers, one.words, one.single, other.numbers, other.words, other.single, found)
        places = ctypes.string_at(found, written)
        return zip(places[::2], places[1::2], strict=True)

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
def _room_for(size: int) -> type[ctypes.Array[ctypes.c_char]]:
    """Making such a type costs more than its object: there are few sizes."""
    return ctypes.c_char * size


@cache
def _compiled() -> CompiledHearing | None:
    functions = library()
    return CompiledHearing(functions) if functions else None
