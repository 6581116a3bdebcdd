"""Names composed of known words, to fit the weights of a comparison on: pairs of one person, and of two who are close.

Real lists of names are kept for evaluation; these are drawn from the same word pairs that the models learn from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from dragoman.names.learning.sources import Counts
from dragoman.names.skeleton import keys

_TITLES = {
    "Latn": ("Dr", "Mr", "Sheikh", "President"),
    "Arab": ("الدكتور", "الشيخ", "السيد"),
    "Cyrl": ("доктор", "президент", "шейх"),
    "Hebr": ("ד״ר", "הרב", "מר"),
}
# Chance that a writer does this to a name.
_LEAVE_OUT_INNER, _LEAVE_OUT_ANY, _LEAVE_OUT_OF_TWO = 0.3, 0.05, 0.03
_TURN, _TITLE, _INITIAL, _JOIN, _SLIP = 0.05, 0.08, 0.05, 0.05, 0.05
_MIDDLE, _OTHER_WORD = 0.1, 0.03
_OFTEN = 30
_ODD = 0.1
_NAMESAKES = 8
_OTHER_ORDER = 0.5
_RELATIVE = 0.6  # a father has all names of his son but the first


# (Latin, native) of each word of a name.
Person = list[tuple[str, str]]


@dataclass(frozen=True)
class Example:
    """Two names, and whether they are one."""

    one: str
    other: str
    is_same: bool


class Composer:
    """Draws names in one native script and in Latin letters.

    Args:
        script: ISO 15924 code of the native side.
        counts: (Latin, native) with counts.
        chance: where all choices come from; the same one gives the same names.
    """

    def __init__(self, script: str, counts: Counts, chance: Random) -> None:
        self.script = script
        self.chance = chance
        self.pairs = sorted(counts)
        self.often = list(accumulate(min(counts[pair], _OFTEN) for pair in self.pairs))
        self.latin: defaultdict[str, list[str]] = defaultdict(list)
        self.close: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
        for latin, native in self.pairs:
            self.latin[native].append(latin)
            for key in keys(latin)[0]:
                self.close[key].append((latin, native))

    def examples(self, count: int, *, latin_only: bool) -> list[Example]:
        """`count` persons: each gives one pair that is the same, and some that are not."""
        found = []
        for _ in range(count):
            words = self.person()
            query = self.asked(words, latin_only=latin_only)
            found.append(Example(query, self.listed(words), is_same=True))
            for others in self._others(words):
                if all(other[1] == word[1] for other, word in zip(others, words, strict=True)):
                    continue
                found.append(Example(query, self.listed(others), is_same=False))
            if len(words) > 2 and self.chance.random() < _RELATIVE:
                father = " ".join(latin for latin, _ in words[1:])
                found.append(Example(query, father, is_same=False))
            if self.chance.random() < _ODD:
                found += self._odd(query, " ".join(latin for latin, _ in words))
        return found

    def person(self) -> Person:
        """The words of somebody's name."""
        return self.chance.choices(self.pairs, cum_weights=self.often, k=self.chance.choice((1, 2, 2, 2, 3, 3, 3, 4)))

    def listed(self, words: Person) -> str:
        """The name in Latin letters, as a list has it."""
        return self._write([latin for latin, _ in words], "Latn")

    def asked(self, words: Person, *, latin_only: bool) -> str:
        """The name as another writer has it: in the native script, or in other Latin spellings. Seldom a word is another one."""
        written = [self._side(word, latin_only=latin_only) for word in words]
        if len(written) > 1 and self.chance.random() < _OTHER_WORD:
            written[self.chance.randrange(len(written))] = self._side(self._any(), latin_only=latin_only)
        return self._write(written, "Latn" if latin_only else self.script)

    def _odd(self, query: str, latin: str) -> list[Example]:
        """Initials alone name nobody; the second of a name is not the third."""
        initials = " ".join(f"{word[0]}." for word in query.split())
        return [
            Example(initials, latin, is_same=False),
            Example(f"{query} 2", f"{latin} 3", is_same=False),
            Example(f"{query} 2", f"{latin} 2", is_same=True),
        ]

    def _side(self, word: tuple[str, str], *, latin_only: bool) -> str:
        return self.chance.choice(self.latin[word[1]]) if latin_only else word[1]

    def _others(self, words: Person) -> list[Person]:
        """Who is somebody else. One word says little: many who are called alike are somebody else."""
        if len(words) == 1:
            return [self._similar(words) for _ in range(_NAMESAKES)]
        return [self._sharing(words), self._similar(words), self._mixed(words)]

    def _sharing(self, words: Person) -> Person:
        """Somebody else with one of the words."""
        kept = self.chance.randrange(len(words))
        return [word if at == kept else self._any() for at, word in enumerate(words)]

    def _similar(self, words: Person) -> Person:
        """Somebody else whose words all sound alike, often in another order."""
        near = [self._near(word) for word in words]
        if self.chance.random() < _OTHER_ORDER:
            self.chance.shuffle(near)
        return near

    def _mixed(self, words: Person) -> Person:
        """Somebody else with all words but one, which sounds alike or is any."""
        other = self.chance.randrange(len(words))
        changed = self._near(words[other]) if self.chance.random() < 0.5 else self._any()
        return [changed if at == other else word for at, word in enumerate(words)]

    def _any(self) -> tuple[str, str]:
        return self.chance.choices(self.pairs, cum_weights=self.often)[0]

    def _near(self, word: tuple[str, str]) -> tuple[str, str]:
        near = self.close[min(keys(word[0])[0])]
        return self.chance.choice(near)

    def _write(self, words: Sequence[str], script: str) -> str:
        """A name as somebody writes it down."""
        draw = self.chance.random
        written = list(words)
        if len(written) > 1 and draw() < _MIDDLE:
            initial = self._any()[0 if script == "Latn" else 1][0]
            written.insert(1, f"{initial}.")
        self._shorten(written)
        if len(written) > 1 and draw() < _TURN:
            written = [*written[1:], written[0]]
        if len(written) > 1 and draw() < _INITIAL:
            written[0] = written[0][0] + "."
        if len(written) > 1 and draw() < _JOIN:
            written[:2] = ["".join(written[:2])]
        if draw() < _SLIP:
            written[-1] = self._slip(written[-1])
        if draw() < _TITLE:
            written.insert(0, self.chance.choice(_TITLES[script]))
        return " ".join(written)

    def _shorten(self, written: list[str]) -> None:
        """Leave out words: between the first and the last one, or all of these; seldom any."""
        draw, count = self.chance.random, len(written)
        if count > 2 and draw() < _LEAVE_OUT_INNER:
            first = self.chance.randrange(1, count - 1)
            del written[first : self.chance.choice((first + 1, count - 1))]
        elif draw() < (_LEAVE_OUT_ANY if count > 2 else _LEAVE_OUT_OF_TWO if count == 2 else 0):
            del written[self.chance.randrange(count)]

    def _slip(self, word: str) -> str:
        """A word with a letter left out or doubled."""
        if len(word) < 5:
            return word
        at = self.chance.randrange(1, len(word))
        return word[:at] + word[at + 1 :] if self.chance.random() < 0.5 else word[:at] + word[at - 1 :]
