"""How a register's names can be written, read in bulk: the words of each name, of its made variants, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dragoman.names.cutting import tokens
from dragoman.names.linking.folded import ARABIC, CYRILLIC, HEBREW, LATIN, FoldedText, Hashes, Places, fold_words, hash_word
from dragoman.names.linking.lexicon import Words, distinct_words
from dragoman.names.linking.variants import ARABIC_ARTICLE, LEAST_ARTICLED, LEAST_CLOSED, ROLES, closers, variants
from dragoman.names.register import MAX_NAME_CHARS, Entity, Name
from dragoman.names.spelling import fold
from dragoman.names.words import Kind, words

# What is known of a written name.
VARIANT, SHORT, TURKIC = 1, 2, 4
SHORT_LETTERS = 3
TURKIC_LANGUAGES = frozenset({"tr", "az"})
_JOINER = "\u200c"
_BATCH_NAMES = 10_000
_LETTERS = ARABIC | HEBREW | CYRILLIC | LATIN
_NOBODY = frozenset({Kind.TITLE, Kind.ARTICLE, Kind.ORDINAL, Kind.KIN, Kind.KUNYA, Kind.LINK, Kind.INITIAL})


class Given(NamedTuple):
    """A name of the register: the number of its entity, its own number among that one's names (`name_of`), and its text."""

    entity: int
    number: int
    text: str
    turkic: bool


class Written(NamedTuple):
    """Written names in flat arrays: each one's entity, number among its names, flags, and how many words it has.

    `hashes` are of all words, one name after the other; `distinct` holds their letters; `refused` says too little.
    """

    entities: npt.NDArray[np.int32]
    numbers: npt.NDArray[np.int32]
    flags: npt.NDArray[np.uint8]
    counts: npt.NDArray[np.int32]
    hashes: Hashes
    distinct: Words
    refused: list[Given]


def name_of(entity: Entity, number: int) -> Name:
    """An entity's names by number: the house spelling, then the others."""
    return entity.names[number - 1] if number else Name(entity.house)


def read_names(entities: Sequence[Entity]) -> Iterator[Written]:
    """All names of the entities, some thousands at a time; reading in bulk costs a tenth."""
    every = _given(entities)
    while batch := list(islice(every, _BATCH_NAMES)):
        yield from _read(batch)


def _given(entities: Sequence[Entity]) -> Iterator[Given]:
    """Every name; a spelling that an entity has in several languages once."""
    for place, entity in enumerate(entities):
        spelled = {entity.house: Given(place, 0, entity.house, turkic=False)}
        for number, name in enumerate(entity.names, start=1):
            if name.text not in spelled or is_turkic(name.language):
                spelled[name.text] = Given(place, number, name.text, is_turkic(name.language))
        yield from spelled.values()


@lru_cache(maxsize=1 << 8)
def is_turkic(language: str) -> bool:
    """Is it a language whose endings are joined as in Turkish? `language`: BCP 47."""
    return language.partition("-")[0].lower() in TURKIC_LANGUAGES


def _read(batch: list[Given]) -> Iterator[Written]:
    """The names of a batch as they are given, and then their variants."""
    read = _Words([given.text for given in batch])
    sure = read.any_word(read.says_somebody())
    for number in np.flatnonzero(~sure).tolist():
        sure[number] = _says_somebody(batch[number].text, read.parts(number))
    sure &= np.fromiter((len(given.text) <= MAX_NAME_CHARS for given in batch), np.bool_, len(batch))
    short = (read.counts == 1) & (read.letters() <= SHORT_LETTERS)
    yield _written(batch, read, short * np.uint8(SHORT), sure)
    made: list[Given] = []
    texts: list[str] = []
    for number in np.flatnonzero(sure & read.any_word(read.may_vary())).tolist():
        for variant in variants(read.parts(number)):
            made.append(batch[number])
            texts.append(" ".join(variant))
    for number in np.flatnonzero(sure).tolist():
        if _JOINER in batch[number].text:
            made.append(batch[number])
            texts.append(batch[number].text.replace(_JOINER, " "))
    if made:
        yield _written(made, _Words(texts), np.full(len(made), VARIANT, np.uint8), np.ones(len(made), np.bool_))


def _written(batch: list[Given], read: _Words, flags: npt.NDArray[np.uint8], kept: npt.NDArray[np.bool_]) -> Written:
    """The names that are kept; the others are refused."""
    turkic = np.fromiter((given.turkic * TURKIC for given in batch), np.uint8, len(batch))
    return Written(
        np.fromiter((given.entity for given in batch), np.int32, len(batch))[kept],
        np.fromiter((given.number for given in batch), np.int32, len(batch))[kept],
        (flags | turkic)[kept],
        read.counts[kept].astype(np.int32),
        read.hashes[kept[read.owners]],
        distinct_words(read.folded, read.hashes),
        [batch[number] for number in np.flatnonzero(~kept).tolist()],
    )


class _Words:
    """The words of many names: `owners` says whose each is, `counts` how many each name has."""

    def __init__(self, texts: list[str]) -> None:
        self.folded: FoldedText = fold_words("\n".join(texts))
        lengths = np.fromiter((len(text) + 1 for text in texts), np.intp, len(texts))
        starts, ends = self.folded.starts, self.folded.ends
        self.owners = np.searchsorted(np.cumsum(lengths), self.folded.offsets[starts], side="right")
        self.counts = np.bincount(self.owners, minlength=len(texts))
        self.hashes = self.folded.hashes(starts, ends)
        self._sizes = ends - starts
        self._firsts = np.cumsum(self.counts) - self.counts

    def parts(self, number: int) -> tuple[str, ...]:
        """A name's words."""
        first = int(self._firsts[number])
        return tuple(map(self.folded.word, range(first, first + int(self.counts[number]))))

    def letters(self) -> Places:
        """How many letters each name has."""
        return np.bincount(self.owners, weights=self._sizes, minlength=len(self.counts)).astype(np.intp)

    def any_word(self, held: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """For each name, whether it holds of any of its words."""
        return np.bincount(self.owners[held], minlength=len(self.counts)) > 0

    def says_somebody(self) -> npt.NDArray[np.bool_]:
        """For each word, whether it surely is a name: letters of a known script, and no title or particle."""
        counted = np.concatenate([[0], np.cumsum((self.folded.kinds & _LETTERS) > 0)])
        known = counted[self.folded.ends] - counted[self.folded.starts]
        sure: npt.NDArray[np.bool_] = (self._sizes > 1) & (known == self._sizes) & ~np.isin(self.hashes, _said_by_words())
        articled = self._articled()
        starts, ends = self.folded.starts[articled] + len(ARABIC_ARTICLE), self.folded.ends[articled]
        sure[articled] &= ~np.isin(self.folded.hashes(starts, ends), _said_by_words())
        return sure

    def may_vary(self) -> npt.NDArray[np.bool_]:
        """For each word, whether a name that has it can be written otherwise."""
        varies: npt.NDArray[np.bool_] = np.isin(self.hashes, _with_roles())
        for closer in closers():
            long = np.flatnonzero(self._sizes >= LEAST_CLOSED + len(closer))
            ends = self.folded.ends[long]
            varies[long] |= self.folded.hashes(ends - len(closer), ends) == hash_word(closer)
        varies[self._articled()] = True
        return varies

    def _articled(self) -> Places:
        """The words that begin with an Arabic article."""
        long = np.flatnonzero(self._sizes >= LEAST_ARTICLED)
        starts = self.folded.starts[long]
        articled: Places = long[self.folded.hashes(starts, starts + len(ARABIC_ARTICLE)) == hash_word(ARABIC_ARTICLE)]
        return articled


@cache
def _said_by_words() -> Hashes:
    """Hashes of the words that say nobody."""
    return np.fromiter({hash_word(form) for form in _nobodies()}, np.uint64)


@cache
def _nobodies() -> frozenset[str]:
    """The words that say nobody, folded."""
    return frozenset(fold(form) for _, form in words())


@cache
def _with_roles() -> Hashes:
    """Hashes of the words for which `variants` has something to do."""
    return np.fromiter({hash_word(form) for (_, form), role in words().items() if role in ROLES}, np.uint64)


def _says_somebody(name: str, parts: tuple[str, ...]) -> bool:
    """Has it two letters, and is it more than titles, particles, initials and numbers?"""
    if sum(map(str.isalpha, "".join(parts))) < 2:
        return False
    if any(len(part) > 1 and part.isalpha() and not {part, part.removeprefix(ARABIC_ARTICLE)} & _nobodies() for part in parts):
        return True
    return not all(
        token.kind in _NOBODY or words().get((token.script, token.key)) in {kind.value for kind in _NOBODY}
        for token in tokens(name)
    )
